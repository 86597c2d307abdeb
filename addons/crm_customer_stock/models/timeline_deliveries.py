from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.crm_customer.models.customer_source import CustomerSource
from odoo.addons.crm_customer.models.timeline_source import TimelineSource

# What goes to the customer, and what comes back from one of its orders.
DELIVERED = Domain("picking_type_id.code", "=", "outgoing") | Domain(
    "sale_id", "!=", False
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_delivery_count = fields.Integer(
        compute="_compute_customer_delivery_count", groups="base.group_user"
    )

    @api.model
    def _get_customer_sources(self):
        deliveries = CustomerSource("stock.picking", domain=DELIVERED)
        return {**super()._get_customer_sources(), "delivery": deliveries}

    @api.model
    def _get_timeline_sources(self):
        delivery = TimelineSource(
            "delivery",
            self.env._("Deliveries"),
            "fa-truck",
            self._get_customer_sources()["delivery"],
            "date_done",
            ("name", "origin", "user_id", "state", "picking_type_id"),
            Domain("state", "=", "done"),
        )
        return [*super()._get_timeline_sources(), delivery]

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_delivery_count(self):
        self._count_source("customer_delivery_count", self._get_source("delivery"))

    def action_open_customer_deliveries(self):
        """Open the deliveries to this customer and its contacts, and returns."""
        return self._open_customer(
            "crm_customer_stock.stock_picking_action_customer",
            Domain("partner_id.customer_id", "=", self.id) & DELIVERED,
        )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_timeline_entries(self):
        """Return ``{id: values of its entry}`` for the timeline of the customer."""
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            picking.id: {
                "title": picking.name,
                "text": picking.origin or "",
                # sudo: a colleague of another company has a name too
                "person": picking.user_id.sudo().name or "",
                "state": self.env._("Returned")
                if picking.picking_type_code == "incoming"
                else states[picking.state],
            }
            for picking in self
        }
