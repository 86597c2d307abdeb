from odoo import api, models
from odoo.fields import Domain

from .timeline_source import TimelineSource

FIELDS = (
    "name",
    "ref",
    "invoice_user_id",
    "payment_state",
    "amount_total_in_currency_signed",
    "currency_id",
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_timeline_sources(self):
        invoice = TimelineSource(
            "invoice",
            self.env._("Invoices"),
            "fa-pencil-square-o",
            self._get_customer_sources()["invoice"],
            "invoice_date",
            FIELDS,
            Domain("state", "=", "posted"),
        )
        return [*super()._get_timeline_sources(), invoice]


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_timeline_entries(self):
        """Return ``{id: values of its entry}`` for the timeline of the customer: what
        was given back is negative."""
        states = dict(self._fields["payment_state"]._description_selection(self.env))
        return {
            move.id: {
                "title": move.name,
                "text": move.ref or "",
                # sudo: a colleague of another company has a name too
                "person": move.invoice_user_id.sudo().name or "",
                "state": states.get(move.payment_state, ""),
                "amount": move.amount_total_in_currency_signed,
                "currency_id": move.currency_id.id,
            }
            for move in self
        }
