from odoo import api, models

from .timeline_source import TimelineSource

FIELDS = ("name", "client_order_ref", "user_id", "state", "amount_total", "currency_id")


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_timeline_sources(self):
        documents = self._get_customer_sources()
        order = TimelineSource(
            "order",
            self.env._("Orders"),
            "fa-usd",
            documents["order"],
            "date_order",
            FIELDS,
        )
        return [*super()._get_timeline_sources(), order]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_timeline_entries(self):
        """Return ``{id: values of its entry}`` for the timeline of the customer."""
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            order.id: {
                "title": order.name,
                "text": order.client_order_ref or "",
                # sudo: a colleague of another company has a name too
                "person": order.user_id.sudo().name or "",
                "state": states[order.state],
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
            }
            for order in self
        }
