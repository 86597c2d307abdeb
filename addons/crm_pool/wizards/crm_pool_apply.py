from odoo import fields, models


class CrmPoolApply(models.TransientModel):
    """The dialog in which a member applies for what lies in the pool."""

    _name = "crm.pool.apply"
    _description = "Apply for Customers"
    _inherit = ["crm.pool.wizard"]

    reason = fields.Char(required=True)

    def action_apply(self):
        customers = self._get_customers()
        window = self.env[customers._pool_window].browse(customers.ids)
        return customers._pool_toast(
            window.action_request(self.reason), self.env._("Applied for")
        )
