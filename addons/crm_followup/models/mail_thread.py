from odoo import api, models
from odoo.tools import html2plaintext

from .crm_followup_settling import source_key

LONGEST_MAIL = 2000  # characters that a follow-up keeps of one


class MailThread(models.AbstractModel):
    """Mails to a customer, written by hand, are follow-ups where the company says so.

    Mailings to many never come this way: they post nothing.
    """

    _inherit = "mail.thread"

    @api.model
    def _get_followup_models(self):
        """Return the documents on which a mail to the customer counts."""
        return ("res.partner", "crm.lead", "sale.order")

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if self._name in self._get_followup_models() and message._is_followup():
            self._record_mail(message)
        return result

    def _record_mail(self, message):
        """Record a mail for each customer to whom it went, or who is a contact of."""
        # sudo: it counts for the customer, whoever sees that one
        reached = message.sudo().partner_ids.filtered(lambda p: p.customer_id)
        followups = self.env["crm.followup"]
        lead = self.id if self._name == "crm.lead" else False
        vals_list = []
        for customer, people in reached.grouped("customer_id").items():
            vals = message._prepare_followup_values(people, customer)
            # sudo: as above
            about = lead and self.sudo().partner_id.customer_id in (customer, False)
            vals_list.append({**vals, "lead_id": lead if about else False})
        followups._record(vals_list, "followup_counts_mails")


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _is_followup(self):
        """Whether this is a mail that one of our people wrote to somebody outside."""
        self.ensure_one()
        return (
            self.message_type in ("comment", "email_outgoing")
            and not self.subtype_id.internal
            and bool(self.partner_ids)
            and self.author_id == self.env.user.partner_id
            and self.env.user._is_internal()
        )

    def _prepare_followup_values(self, people, customer):
        body = html2plaintext(self.body or "").strip()[:LONGEST_MAIL]
        title = self.subject or self.record_name or self.env._("Mail")
        return {
            "partner_id": customer.id,
            "contact_id": (people - customer)[:1].id,
            "author_id": self.env.uid,
            "date": self.date,
            "method_id": self.env.ref(
                "crm_customer.dictionary_followup_method_email"
            ).id,
            "summary": title,
            "content": body or title,
            "source": "mail",
            "source_key": source_key(self, customer),
        }
