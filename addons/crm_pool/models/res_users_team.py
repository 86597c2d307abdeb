from odoo import models

from odoo.addons.crm_customer.tools.system_mark import is_marked, marked

TEAM_KEY = "crm_pool_team_change"


class ResUsers(models.Model):
    """Staff who change the team: what they hold goes along, or does not (PO-15)."""

    _inherit = "res.users"

    def _pool_change_team(self, team):
        """Make this user a member of ``team`` in place of their teams so far, as far
        as these are of companies of the caller.

        What they still hold goes along: they stay members of its pools, named
        directly where the new team does not bring them there.
        """
        self.ensure_one()
        user = self.sudo()  # the right was asked for by whoever calls this
        companies = self.env.user.company_ids
        memberships = user.with_context(active_test=True).crm_team_member_ids.filtered(
            lambda member: member.crm_team_id.company_id <= companies
        )
        marked(memberships, TEAM_KEY).action_archive()
        teams = marked(self.env["crm.team.member"].sudo(), TEAM_KEY)  # as above
        former = teams.with_context(active_test=False).search(
            [("user_id", "=", user.id), ("crm_team_id", "=", team.id)], limit=1
        )
        if former:
            former.active = True
        else:
            teams.create({"user_id": user.id, "crm_team_id": team.id})


class CrmPool(models.Model):
    _inherit = "crm.pool"

    def _end_memberships(self, members):
        """Ask what becomes of what somebody holds whose team leaves the pool; in a
        change of team they stay members for it, named directly."""
        holding = members.filtered("held_count")
        if not holding:
            return super()._end_memberships(members)
        if is_marked(members, TEAM_KEY):
            holding.write({"by_team": False})
            return super()._end_memberships(members - holding)
        member = holding[0]
        raise member.user_id._pool_leaving_question(
            self.env._(
                "%(user)s holds %(count)s in the pool %(pool)s, to which the team"
                " brings them: decide what goes along.",
                user=member.user_id.name,
                count=member.held_count,
                pool=member.pool_id.name,
            ),
            {"default_occasion": "team"},
        )
