from odoo import fields, models


class CrmPoolRestore(models.TransientModel):
    _name = "crm.pool.restore"
    _description = "Restore Customers"
    _inherit = ["crm.pool.wizard"]

    reason = fields.Char(required=True, help="Kept in the ledger.")

    def action_restore(self):
        customers = self._get_customers()
        return customers._pool_toast(
            customers.action_pool_restore(self.reason),
            self.env._("Restored successfully"),
        )
