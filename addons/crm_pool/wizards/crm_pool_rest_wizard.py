from datetime import timedelta

from odoo import fields, models

FIRST_PROPOSAL = 7  # days


class CrmPoolRestWizard(models.TransientModel):
    _name = "crm.pool.rest.wizard"
    _description = "Let Customers Rest"
    _inherit = ["crm.pool.wizard"]

    until = fields.Date(
        string="Last Day",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) + timedelta(days=FIRST_PROPOSAL)
        ),
    )
    reason = fields.Char()

    def action_rest(self):
        customers = self._get_customers()
        return customers._pool_toast(
            customers.action_pool_rest(self.until, self.reason),
            self.env._("Resting"),
        )
