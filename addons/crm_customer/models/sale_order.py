from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._update_customer_states()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._update_customer_states()
        return result

    def _update_customer_states(self):
        """Let the customers of these orders become active, or potential again.

        A plain partner becomes a customer by its first confirmed order; staff does
        not.
        """
        # sudo: the state follows the orders, whoever confirms or cancels one
        orders = self.sudo()
        entities = orders.partner_id.commercial_partner_id
        buyers = entities._filter_buyers()
        newcomers = buyers.filtered(lambda p: not p.customer_state and p.partner_share)
        for salesperson, own in orders.grouped("user_id").items():
            partners = own.partner_id.commercial_partner_id & newcomers
            if partners:
                # sudo: as above, in the name of who confirmed
                partners.with_user(self.env.user).sudo()._become_customer(
                    {"customer_state": "active", "user_id": salesperson.id}
                )
        (buyers - newcomers)._open_by_deal()
        (entities - buyers)._reopen_without_deal()
