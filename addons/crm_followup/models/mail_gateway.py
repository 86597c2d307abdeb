from odoo import api, models
from odoo.tools import email_normalize
from odoo.tools.mail import unfold_references

# Whose addresses would make a new record of a mail from a customer that is known.
LEAD_MODEL = "crm.lead"


class MailThread(models.AbstractModel):
    """A mail from an address that one customer alone has lands on its open opportunity
    or on the customer itself. Replies, and mails to other addresses of ours, go where
    they went before; nothing is made of a sender whom nobody knows."""

    _inherit = "mail.thread"

    @api.model
    def message_route(self, message, message_dict, *args, **kwargs):
        route = self._route_to_customer(message_dict)
        if route:
            return [route]
        return super().message_route(message, message_dict, *args, **kwargs)

    @api.model
    def _route_to_customer(self, message_dict):
        """Return the route to the known customer that wrote, or None."""
        if message_dict.get("is_bounce") or self._is_mail_reply(message_dict):
            return None
        if self._get_mail_aliases(message_dict) - {LEAD_MODEL}:
            return None
        record = self._find_mail_customer(message_dict.get("email_from"))
        return record and (record._name, record.id, None, self.env.uid, None)

    @api.model
    def _is_mail_reply(self, message_dict):
        references = message_dict["references"] or message_dict["in_reply_to"]
        ids = [ref.strip() for ref in unfold_references(references)][-32:]
        # sudo: whether it is an answer to one of ours, whoever reads that one
        messages = self.env["mail.message"].sudo()
        return bool(ids and messages.search_count([("message_id", "in", ids)], limit=1))

    @api.model
    def _get_mail_aliases(self, message_dict):
        """Return the models whose addresses the mail went to."""
        # sudo: the gateway asks
        aliases = self.env["mail.alias"].sudo()
        found = aliases.search(
            [
                (
                    "alias_full_name",
                    "in",
                    [
                        email_normalize(address) or ""
                        for address in (message_dict.get("recipients") or "").split(",")
                    ],
                )
            ]
        )
        return set(found.alias_model_id.mapped("model"))

    @api.model
    def _find_mail_customer(self, email_from):
        """Return the one open opportunity of the customer with this address, else the
        customer; nothing if there is none, or more than one."""
        email = email_normalize(email_from)
        if not email:
            return None
        # sudo: the gateway asks, for whoever will read it
        partners = self.env["res.partner"].sudo()
        people = partners.search(
            [("email_normalized", "=", email), ("customer_id", "!=", False)]
        )
        customer = people.customer_id
        if len(customer) != 1:
            return None
        leads = self.env["crm.lead"].sudo()  # as above
        leads = leads.search(
            [
                ("partner_id.customer_id", "=", customer.id),
                ("type", "=", "opportunity"),
                ("won_status", "=", "pending"),
            ],
            limit=2,
        )
        return leads if len(leads) == 1 else customer

    def _message_post_after_hook(self, message, msg_values):
        """Its owner hears what a customer wrote."""
        result = super()._message_post_after_hook(message, msg_values)
        if message.message_type == "email" and self._name in (
            "res.partner",
            LEAD_MODEL,
        ):
            # sudo: the gateway posts; owners follow what is theirs
            self.sudo().message_subscribe(self.sudo().user_id.partner_id.ids)
        return result
