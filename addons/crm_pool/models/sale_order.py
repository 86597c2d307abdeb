from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        result = super()._action_confirm()
        self._refresh_pool_clocks()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self._refresh_pool_clocks()
        return result

    def _refresh_pool_clocks(self):
        # An order moves the customer's clock, whoever confirms it.
        self.sudo().partner_id.customer_id._pool_refresh_orders()
