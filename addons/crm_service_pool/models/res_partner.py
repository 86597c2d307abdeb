from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _pool_owned_documents(self):
        return [*super()._pool_owned_documents(), ("helpdesk.ticket", "user_id")]

    @api.model
    def _pool_shared_documents(self):
        return [*super()._pool_shared_documents(), "helpdesk.ticket"]

    def _pool_release_documents(self, lost):
        """Open tickets stay with the service team: a former owner who is not in it
        handles them no more."""
        self._pool_release_tickets(lost)
        return super()._pool_release_documents(lost)

    def _pool_release_tickets(self, lost):
        tickets = self.env["helpdesk.ticket"]
        tickets.flush_model(["partner_id", "user_id", "team_id", "stage_id", "active"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE helpdesk_ticket t
                   SET user_id = NULL
                  FROM %s
                 WHERE t.partner_id = lost.id AND t.user_id = lost.user_id AND t.active
                   AND NOT EXISTS (SELECT FROM helpdesk_ticket_stage s
                                    WHERE s.id = t.stage_id AND s.closed)
                   AND NOT EXISTS (SELECT FROM helpdesk_ticket_team_res_users_rel r
                                    WHERE r.helpdesk_ticket_team_id = t.team_id
                                      AND r.res_users_id = lost.user_id)
                """,
                lost,
            )
        )
        tickets.invalidate_model(["user_id"])
