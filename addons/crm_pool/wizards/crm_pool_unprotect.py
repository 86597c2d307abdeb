from odoo import models


class CrmPoolUnprotect(models.TransientModel):
    _name = "crm.pool.unprotect"
    _description = "Cancel Protection"
    _inherit = ["crm.pool.wizard"]

    def action_unprotect(self):
        customers = self._get_customers()
        return customers._pool_toast(
            customers.action_pool_unprotect(),
            self.env._("Protection cancelled"),
        )
