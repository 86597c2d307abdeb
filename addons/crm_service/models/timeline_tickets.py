from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.crm_customer.models.customer_source import CustomerSource
from odoo.addons.crm_customer.models.timeline_source import TimelineSource

INTERNAL = "base.group_user"


class ResPartner(models.Model):
    """Tickets are part of what hangs on a customer (SV-10)."""

    _inherit = "res.partner"

    customer_ticket_count = fields.Integer(
        compute="_compute_customer_ticket_count", groups=INTERNAL
    )
    customer_open_ticket_count = fields.Integer(
        string="Open Tickets",
        compute="_compute_customer_open_ticket_count",
        groups=INTERNAL,
    )

    @api.model
    def _get_customer_sources(self):
        tickets = CustomerSource("helpdesk.ticket")
        return {**super()._get_customer_sources(), "ticket": tickets}

    @api.model
    def _get_timeline_sources(self):
        ticket = TimelineSource(
            "ticket",
            self.env._("Tickets"),
            "fa-life-ring",
            self._get_customer_sources()["ticket"],
            "create_date",
            ("number", "name", "user_id", "stage_id"),
        )
        return [*super()._get_timeline_sources(), ticket]

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_ticket_count(self):
        self._count_source("customer_ticket_count", self._get_source("ticket"))

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_open_ticket_count(self):
        open_ones = Domain("active", "=", True) & Domain("stage_id.closed", "!=", True)
        self._count_source(
            "customer_open_ticket_count", self._get_source("ticket", open_ones)
        )

    def action_open_customer_tickets(self):
        """Open the tickets of this customer and its contacts."""
        return self._open_customer(
            "crm_service.helpdesk_ticket_action",
            [("partner_id.customer_id", "=", self.id)],
            search_default_open=bool(self.customer_open_ticket_count),
        )


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _get_timeline_entries(self):
        """Return ``{id: values of its entry}`` for the timeline of the customer."""
        return {
            ticket.id: {
                "title": f"{ticket.number} {ticket.name}",
                # sudo: a colleague of another company has a name too
                "person": ticket.user_id.sudo().name or "",
                "state": ticket.stage_id.name or "",
            }
            for ticket in self
        }
