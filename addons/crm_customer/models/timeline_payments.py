from odoo import api, models
from odoo.fields import Domain

from .timeline_source import TimelineSource

MADE = ("in_process", "paid")

FIELDS = ("name", "memo", "state", "payment_type", "amount", "currency_id")


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_timeline_sources(self):
        payment = TimelineSource(
            "payment",
            self.env._("Payments"),
            "fa-money",
            self._get_customer_sources()["payment"],
            "date",
            FIELDS,
            Domain("state", "in", MADE),
        )
        return [*super()._get_timeline_sources(), payment]


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _get_timeline_entries(self):
        """Return ``{id: values of its entry}`` for the timeline of the customer: what
        was paid back is negative. It opens the invoice that it is for, since its own
        form is the accountants'."""
        states = dict(self._fields["state"]._description_selection(self.env))
        entries = {}
        for payment in self:
            invoice = payment.invoice_ids._filtered_access("read")[:1]
            sign = -1 if payment.payment_type == "outbound" else 1
            entries[payment.id] = {
                "title": payment.name or payment.memo or "",
                "text": payment.memo or "",
                "state": states[payment.state],
                "amount": sign * payment.amount,
                "currency_id": payment.currency_id.id,
                "model": invoice._name,
                "res_id": invoice.id,
            }
        return entries
