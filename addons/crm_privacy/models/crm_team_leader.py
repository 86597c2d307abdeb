from odoo import api, models


class CrmTeam(models.Model):
    """Leading a team gives the operations of a leader, at once."""

    _inherit = "crm.team"

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        if leaders := teams.user_id:
            self.env["res.users"]._sync_team_leaders(leaders)
        return teams

    def write(self, vals):
        if not {"user_id", "active"} & vals.keys():
            return super().write(vals)
        leaders = self.user_id
        result = super().write(vals)
        self.env["res.users"]._sync_team_leaders(leaders | self.user_id)
        return result

    def unlink(self):
        leaders = self.user_id
        result = super().unlink()
        self.env["res.users"]._sync_team_leaders(leaders)
        return result
