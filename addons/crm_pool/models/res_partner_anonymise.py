from odoo import api, models

from odoo.addons.base.models.res_users import check_identity
from odoo.addons.crm_customer.tools.system_mark import ENTRY_KEY, marked

from .outcome import Outcome

PERSONAL_TYPES = frozenset({"char", "text", "html", "date", "binary", "image"})
# What says nothing of anybody, or is needed to find the documents again.
KEPT_FIELDS = frozenset({"name", "lang", "tz", "customer_code", "customer_since"})
LEAD_FIELDS = (
    "contact_name",
    "partner_name",
    "email_from",
    "email_cc",
    "phone",
    "mobile",
    "website",
    "function",
    "street",
    "street2",
    "city",
    "zip",
    "description",
)


class ResPartner(models.Model):
    """Anonymise 匿名化: documents stay, what names a person or firm goes."""

    _inherit = "res.partner"

    @check_identity
    def action_pool_anonymise(self, reason):
        """Replace what the recycle bin's customers and their contacts are called and
        reached by; their messages and attachments are removed. Orders and invoices
        stay as they are, and the ledger keeps the ids.

        :param str reason: why, noted on the customer
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``, or the dialog
            that asks for the password
        :raises UserError: without a reason, or not over HTTP
        :raises AccessError: the caller is no customer administrator
        """
        return self._pool_anonymise(reason).as_dict()

    def _pool_anonymise(self, reason):
        self._pool_check_administrator()
        reason = self._pool_check_reason(reason)
        outcome = Outcome()
        # The caller's right was checked; contacts go along, whoever reads them.
        customers = self.sudo().with_context(active_test=False)
        locked = customers._pool_lock(wait=True)
        customers._pool_refuse_unlocked(locked, outcome, tell_owner=False)
        rows = customers._pool_filter(locked, self._pool_is_binned, outcome)
        outcome.done = [row["id"] for row in rows]
        done = customers.browse(outcome.done)
        done._pool_erase()
        for customer in done:
            customer._message_log(body=self.env._("Anonymised: %s", reason))
        return outcome

    def _pool_erase(self):
        if not self:
            return
        tree = self._pool_get_tree()
        tree._pool_erase_values()
        tree._pool_erase_messages()
        tree.bank_ids.unlink()
        tree._pool_close_logins()
        self._update_customer_keys()
        leads = self.env["crm.lead"].with_context(active_test=False)
        leads.search([("partner_id", "in", tree.ids)])._pool_erase_values()

    def _pool_erase_values(self):
        names = self._pool_personal_fields()
        quiet = marked(self.with_context(tracking_disable=True), ENTRY_KEY)
        for partner in quiet:
            partner.write(
                {
                    **dict.fromkeys(names, False),
                    "name": self.env._("Anonymised %s", partner.id),
                    "category_id": [(5,)],
                }
            )

    def _pool_close_logins(self):
        """A login in the portal is mostly an address, and opens nothing any more."""
        users = self.with_context(active_test=False).user_ids.filtered("share")
        for user in users:
            login = f"anonymised-{user.id}"
            user.write({"active": False, "login": login, "signature": False})

    @api.model
    def _pool_personal_fields(self):
        """Return the names of the fields that are emptied: all texts, dates and
        pictures, those that an administrator added among them."""
        return [
            name
            for name, field in self._fields.items()
            if field.type in PERSONAL_TYPES
            and field.store
            and not field.required
            and not field.related
            and (not field.compute or not field.readonly)
            and name not in KEPT_FIELDS
            and name not in self._pool_gate_fields
            and name not in models.MAGIC_COLUMNS
        ]

    def _pool_erase_messages(self):
        for name, model_field in (
            ("mail.message", "model"),
            ("ir.attachment", "res_model"),
            ("mail.activity", "res_model"),
            ("mail.followers", "res_model"),
        ):
            model = self.env[name].with_context(active_test=False)
            domain = [(model_field, "=", "res.partner"), ("res_id", "in", self.ids)]
            if name == "ir.attachment":
                # Pictures of fields too, which a plain search leaves out.
                domain.append(("res_field", "in", [False, *self._fields]))
            model.search(domain).unlink()


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _pool_erase_values(self):
        """Leads keep a copy of what their customer is called and reached by."""
        names = [name for name in LEAD_FIELDS if name in self._fields]
        quiet = marked(self.with_context(tracking_disable=True), ENTRY_KEY)
        for lead in quiet:
            label = self.env._("Anonymised %s", lead.partner_id.id)
            lead.write({**dict.fromkeys(names, False), "name": label})
        self.env["mail.message"].search(
            [("model", "=", "crm.lead"), ("res_id", "in", self.ids)]
        ).unlink()
        self.env["ir.attachment"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "in", self.ids)]
        ).unlink()
