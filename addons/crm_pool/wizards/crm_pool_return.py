from odoo import fields, models

from ..models.moves import UNDO


class CrmPoolReturn(models.TransientModel):
    _name = "crm.pool.return"
    _description = "Return Customers"
    _inherit = ["crm.pool.reason.wizard"]

    reason_id = fields.Many2one(domain=[("kind", "=", "return_reason")])

    def action_return(self):
        customers = self._get_customers()
        return customers._pool_toast(
            customers.action_pool_return(self._get_reason()),
            self.env._("Returned successfully"),
            undo_minutes=UNDO["return"][1],
        )
