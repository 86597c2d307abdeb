from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_source import CustomerSource
from .timeline_source import TimelineSource

# What nobody wrote: changes of values, notices, automatic answers.
AUTOMATIC = ("notification", "auto_comment", "out_of_office", "user_notification")
MESSAGES = CustomerSource("mail.message", "res_id")
FIELDS = (
    "subject",
    "body",
    "author_id",
    "email_from",
    "mail_activity_type_id",
    "model",
    "res_id",
)


class MessageSource(TimelineSource):
    """Messages on the customer, its contacts and its opportunities."""

    def select(self, env, partners, cursor, limit, guarded):
        parts = [
            SQL("(%s)", self._select_on(env, model, owners, cursor, limit, guarded))
            for model, owners in self._get_threads(env, partners, guarded)
        ]
        return SQL(" UNION ALL ").join(parts)

    def _get_threads(self, env, partners, guarded):
        """Yield (model, SQL with the ids of the records on which messages are)."""
        yield "res.partner", partners
        leads = env["res.partner"]._get_customer_sources()["lead"]
        if leads.is_readable(env):
            records = leads.get_records(env)
            query = records._search(leads.domain, bypass_access=not guarded)
            partner = SQL.identifier(query.table, leads.partner)
            query.add_where(SQL("%s IN (%s)", partner, partners))
            yield leads.model, query.select()

    def _select_on(self, env, model, owners, cursor, limit, guarded):
        messages = env["mail.message"]
        domain = self.domain & Domain("model", "=", model)
        if guarded:
            domain &= env["ir.rule"]._compute_domain(messages._name, "read")
        # Of messages on documents that the reader sees the rules are all there is.
        query = messages._search(domain, bypass_access=True)
        query.add_where(SQL("%s = of.id", SQL.identifier(query.table, "res_id")))
        messages.flush_model(["res_id"])
        return self.finish(messages, query, owners, cursor, limit)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_timeline_sources(self):
        written = Domain("message_type", "not in", AUTOMATIC) & Domain(
            "mail_activity_type_id", "=", False
        )
        done = Domain("mail_activity_type_id", "!=", False)
        return [
            *super()._get_timeline_sources(),
            MessageSource(
                "message",
                self.env._("Messages"),
                "fa-comment-o",
                MESSAGES,
                "date",
                FIELDS,
                written & Domain("body", "not in", (False, "")),
            ),
            MessageSource(
                "activity",
                self.env._("Activities"),
                "fa-check",
                MESSAGES,
                "date",
                FIELDS,
                done,
            ),
        ]


class MailMessage(models.Model):
    _inherit = "mail.message"

    # Of a customer who writes a lot the newest, without a look at the others.
    _customer_idx = models.Index(
        "(res_id, date DESC, id DESC)"
        " WHERE model = 'res.partner' AND message_type <> 'notification'"
    )

    def _get_timeline_entries(self):
        """Return ``{id: values of its entry}`` for the timeline of the customer."""
        entries = {}
        # sudo: the bare name of who wrote it, as in the chatter
        self.author_id.sudo().fetch(["name"])
        for message in self:
            author = message.author_id.sudo().name  # sudo: as above
            entries[message.id] = {
                "title": message.subject or message.mail_activity_type_id.name or "",
                "text": message.preview or "",
                "person": author or message.email_from or "",
                "model": message.model,
                "res_id": message.res_id,
            }
        return entries
