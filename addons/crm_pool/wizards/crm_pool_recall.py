from odoo import fields, models

from ..models.moves import UNDO


class CrmPoolRecall(models.TransientModel):
    _name = "crm.pool.recall"
    _description = "Recall Customers"
    _inherit = ["crm.pool.reason.wizard"]

    reason_id = fields.Many2one(domain=[("kind", "=", "recall_reason")])

    def action_recall(self):
        customers = self._get_customers()
        return customers._pool_toast(
            customers.action_pool_recall(self._get_reason()),
            self.env._("Recalled successfully"),
            undo_minutes=UNDO["recall"][1],
        )
