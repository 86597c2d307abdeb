from odoo import fields, models
from odoo.exceptions import UserError

from .moves import BINNED, HELD


class CrmLead(models.Model):
    """How a lead leaves its pool: it becomes an opportunity, or is lost; and how a
    lost one comes back."""

    _inherit = "crm.lead"

    def write(self, vals):
        self._pool_leave_by(vals)
        self._pool_check_write(vals)
        noticed = self._pool_filter_noticed(vals)
        reopened = self._pool_filter_reopened(vals)
        result = super().write(vals)
        reopened._pool_reopen(fields.Datetime.now())
        noticed._pool_notice(fields.Datetime.now())
        return result

    def _pool_leave_by(self, vals):
        """Let leads leave their pools when ``vals`` make opportunities of them, win
        or archive them.

        :raises UserError: the caller has no right to, or nobody holds them
        """
        if not {"type", "stage_id", "active"} & vals.keys():
            return
        # What is in a pool is guarded, seen by the caller or not.
        leads = self.sudo()
        if not leads.filtered("pool_moves"):
            return
        self.check_access("write")
        if vals.get("type") == "lead":
            leads._pool_check_no_way_back()
        pooled = leads.filtered(lambda lead: lead.pool_place not in (False, BINNED))
        stage = self.env["crm.stage"].browse(vals.get("stage_id") or ())
        rights = None if self.env.su else leads._pool_leave_rights()
        if vals.get("type") == "opportunity" or stage.is_won:
            pooled._pool_leave("convert", fields.Datetime.now(), rights)
        elif not vals.get("active", True):
            pooled._pool_leave("lose", fields.Datetime.now(), rights)

    def _pool_leave(self, move, now, rights, member=None):
        """Make a move of all records or none.

        :param str move: one of those that end a lead's life in its pool
        :param rights: the check of the caller's right, see ``_pool_move``
        :raises UserError: it cannot be made for one of them
        """
        if not self:
            return
        outcome = self._pool_move(move, now, may=rights, member=member)
        for record_id, reason in outcome.refused.items():
            raise UserError(
                self.env._(
                    "%(lead)s: %(reason)s",
                    lead=self.browse(record_id).name,
                    reason=reason,
                )
            )

    def _pool_leave_rights(self):
        """Return the check whether the current user decides over a locked row: its
        owner does, who leads the owner, and supervisors."""
        user = self.env.user
        pools = self.env["crm.pool"]
        users = self.env["res.users"]

        def may(row):
            pool = pools.browse(row["pool_id"])
            owner = users.browse(row["user_id"] or ())
            if pool._is_supervised_by(user):
                return None
            if row["pool_place"] == HELD and user in owner | pool._get_leaders(owner):
                return None
            return self.env._("You neither hold it nor lead its owner.")

        return may

    def _pool_check_no_way_back(self):
        """:raises UserError: an opportunity was a lead of a pool"""
        for lead in self:
            if lead.type == "opportunity" and lead.pool_moves:
                raise UserError(
                    self.env._(
                        "%(lead)s left its leads pool when it became an opportunity,"
                        " and is not made a lead again.",
                        lead=lead.name,
                    )
                )

    def _pool_filter_reopened(self, vals):
        """Return the leads that come back from being lost."""
        if not vals.get("active"):
            return self.browse()
        # As in _pool_leave_by.
        return self.sudo().filtered(
            lambda lead: (
                not (lead.active or lead.pool_place)
                and lead.type == "lead"
                and lead.pool_moves
            )
        )

    def _pool_reopen(self, now):
        """Bring lost leads back to whoever lost them, if still a member, else for all.
        The clock of the holding runs on: nobody wins time by it.

        :raises UserError: the former owner has no room
        """
        steps = self._pool_last_steps() if self else {}
        groups = {}
        for lead in self:
            pool = self._pool_get_former(lead, steps[lead.id])
            if pool:
                key = (pool, pool._get_member(lead.user_id))
                groups[key] = groups.get(key, self.browse()) | lead
        for (pool, member), leads in groups.items():
            leads._pool_reopen_in(pool, member, steps, now)

    def _pool_get_former(self, lead, step):
        pool = self.env["crm.pool"].browse(step["from_pool_id"] or ()).exists()
        return pool if pool.active else self._pool_get_default(lead.company_id)

    def _pool_reopen_in(self, pool, member, steps, now):
        reason = self.env._("Reopened")
        if not member:
            self._pool_move("enter_public", now, pool=pool, reason=reason)
            return
        outcome = self._pool_move(
            "enter",
            now,
            member=member,
            pool=pool,
            reason=reason,
            values=lambda row: {"claimed_at": steps[row["id"]]["held_since"] or now},
        )
        for refusal in outcome.refused.values():
            raise UserError(refusal)
