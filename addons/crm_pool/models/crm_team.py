from odoo import api, models

from odoo.addons.crm_customer.tools.system_mark import marked

from .crm_lead import OUTSIDE_KEY


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            self._sync_pool_members()
        return result

    def _action_assign_leads(self, *args, **kwargs):
        """Core's assignment leaves alone what lies in a pool."""
        outside = marked(self, OUTSIDE_KEY)
        return super(CrmTeam, outside)._action_assign_leads(*args, **kwargs)

    def _sync_pool_members(self):
        """Let the pools that name these teams follow who is in them."""
        # Whoever edits a team need not manage pools.
        pools = self.env["crm.pool"].sudo()
        pools.search([("team_ids", "in", self.ids)])._sync_members()


class CrmTeamMember(models.Model):
    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.crm_team_id._sync_pool_members()
        return members

    def write(self, vals):
        teams = self.crm_team_id
        result = super().write(vals)
        if {"active", "crm_team_id", "user_id"} & vals.keys():
            (teams | self.crm_team_id)._sync_pool_members()
        return result

    def unlink(self):
        teams = self.crm_team_id
        result = super().unlink()
        teams._sync_pool_members()
        return result
