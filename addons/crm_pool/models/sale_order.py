from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _update_customer_states(self):
        result = super()._update_customer_states()
        # sudo: an order moves the customer's clock, whoever confirms or cancels it
        self.sudo().partner_id.customer_id._pool_refresh_orders()
        return result
