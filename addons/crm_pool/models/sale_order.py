from odoo import models

CLOCK_FIELDS = {"date_order", "partner_id"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        if not CLOCK_FIELDS & vals.keys():
            return super().write(vals)
        # sudo: an order moves its customer's clock, whoever changes it
        orders = self.sudo()
        customers = orders.partner_id.customer_id
        result = super().write(vals)
        if "sale" in orders.mapped("state"):
            (customers | orders.partner_id.customer_id)._pool_refresh_orders()
        return result

    def unlink(self):
        customers = self.sudo().partner_id.customer_id  # as in write
        result = super().unlink()
        customers._pool_refresh_orders()
        return result

    def _update_customer_states(self):
        result = super()._update_customer_states()
        # sudo: as in write
        self.sudo().partner_id.customer_id._pool_refresh_orders()
        return result
