import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_source import CustomerSource, count_attached

INTERNAL = "base.group_user"
SOLD = Domain("move_type", "in", ("out_invoice", "out_refund"))


class ResPartner(models.Model):
    """What hangs on a customer: counted on its form, opened with one click.

    Each number is one statement for any number of customers, and of what the reader
    may see.
    """

    _inherit = "res.partner"

    customer_contact_count = fields.Integer(
        compute="_compute_customer_contact_count", groups=INTERNAL
    )
    customer_lead_count = fields.Integer(
        compute="_compute_customer_lead_count", groups=INTERNAL
    )
    customer_order_count = fields.Integer(
        compute="_compute_customer_order_count", groups=INTERNAL
    )
    customer_history_count = fields.Integer(
        string="Historical Order Count",
        compute="_compute_customer_history_count",
        groups=INTERNAL,
    )
    customer_invoice_count = fields.Integer(
        compute="_compute_customer_invoice_count", groups=INTERNAL
    )
    customer_activity_count = fields.Integer(
        compute="_compute_customer_activity_count", groups=INTERNAL
    )
    customer_file_count = fields.Integer(
        compute="_compute_customer_file_count", groups=INTERNAL
    )
    customer_change_count = fields.Integer(
        compute="_compute_customer_change_count", groups=INTERNAL
    )

    @api.model
    def _get_customer_sources(self):
        """Return the sources of what belongs to customers, by name. Other addons add
        theirs; documents, activities and the timeline go by them.

        :rtype: dict of str: CustomerSource
        """
        return {
            "lead": CustomerSource("crm.lead"),
            "order": CustomerSource("sale.order"),
            "invoice": CustomerSource("account.move", domain=SOLD),
            "payment": CustomerSource(
                "account.payment", domain=Domain("partner_type", "=", "customer")
            ),
        }

    def _get_source(self, name, domain=Domain.TRUE):
        source = self._get_customer_sources()[name]
        return source._replace(domain=source.domain & domain)

    # ------------------------------------------------------------------ numbers

    def _set_counts(self, name, counts):
        for partner in self:
            partner[name] = counts.get(partner._origin.id, 0)

    def _count_source(self, name, source):
        self._set_counts(name, source.count(self.env, self._origin.ids))

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_contact_count(self):
        others = SQL(
            "%s <> %s",
            *(SQL.identifier("res_partner", n) for n in ("id", "customer_id")),
        )
        contacts = CustomerSource(
            "res.partner", "id", Domain.custom(to_sql=lambda *_args: others)
        )
        self._count_source("customer_contact_count", contacts)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_lead_count(self):
        opportunities = Domain("type", "=", "opportunity")
        self._count_source(
            "customer_lead_count", self._get_source("lead", opportunities)
        )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_order_count(self):
        self._count_source("customer_order_count", self._get_source("order"))

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_history_count(self):
        fulfilled = Domain("fulfilment", "!=", False)
        self._count_source(
            "customer_history_count", self._get_source("order", fulfilled)
        )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_invoice_count(self):
        self._count_source("customer_invoice_count", self._get_source("invoice"))

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_change_count(self):
        changes = CustomerSource("crm.customer.change")
        self._count_source("customer_change_count", changes)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_activity_count(self):
        self.env["mail.activity"].flush_model(["res_model", "res_id", "active"])
        self._count_on_documents(
            "customer_activity_count", "mail_activity", self._get_activity_condition
        )

    @api.model
    def _get_activity_condition(self, documents):
        """Core shows the activities of others to who may post on their document."""
        own = SQL("attached.user_id = %s", self.env.uid)
        operation = getattr(documents, "_mail_post_access", "read")
        if not documents.has_access(operation):
            return SQL("attached.active AND %s", own)
        rules = self.env["ir.rule"]._compute_domain(documents._name, operation)
        if operation == "read" or rules.is_true():
            return SQL("attached.active")
        # sudo: this is the rule itself
        allowed = documents.sudo()._search(rules)
        document_id = SQL.identifier(allowed.table, "id")
        allowed.add_where(SQL("%s = attached.res_id", document_id))
        exists = allowed.select(SQL("1"))
        return SQL("attached.active AND (%s OR EXISTS (%s))", own, exists)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_file_count(self):
        self.env["ir.attachment"].flush_model(["res_model", "res_id", "res_field"])
        self._count_on_documents(
            "customer_file_count",
            "ir_attachment",
            lambda _documents: SQL("attached.res_field IS NULL"),
        )

    def _count_on_documents(self, name, table, make_condition):
        """Count rows of a table that name their document by model and id."""
        sources = self._get_customer_sources().values()
        ids = self._origin.ids
        counts = count_attached(self.env, sources, ids, table, make_condition)
        self._set_counts(name, counts)

    # ------------------------------------------------------------------ buttons

    def _open_customer(self, action, domain, **context):
        """Return a window action on what belongs to this customer.

        :param str action: its external id
        :param domain: condition on its model
        """
        self.ensure_one()
        self.check_access("read")
        values = self.env["ir.actions.act_window"]._for_xml_id(action)
        values["domain"] = list(Domain(domain))
        values["context"] = {
            "default_partner_id": self.id,
            "active_test": False,
            **context,
        }
        values["display_name"] = f"{values['name']} – {self.display_name}"
        values.pop("path", None)
        return values

    def action_open_customer_contacts(self):
        """Open the contacts of this customer."""
        return self._open_customer(
            "crm_customer.res_partner_action_contacts",
            [("customer_id", "=", self.id), ("id", "!=", self.id)],
            default_parent_id=self.id,
        )

    def action_open_customer_leads(self):
        """Open the opportunities of this customer, lost ones too."""
        return self._open_customer(
            "crm_customer.crm_lead_action_opportunities",
            [("partner_id.customer_id", "=", self.id), ("type", "=", "opportunity")],
            default_type="opportunity",
        )

    def action_open_customer_orders(self):
        """Open the quotations and orders of this customer."""
        return self._open_customer(
            "crm_customer.sale_order_action_customer",
            [("partner_id.customer_id", "=", self.id)],
        )

    def action_open_customer_history(self):
        """Open the orders of this customer that were delivered or paid."""
        return self._open_customer(
            "crm_customer.sale_order_action_history",
            [("partner_id.customer_id", "=", self.id), ("fulfilment", "!=", False)],
        )

    def action_open_customer_invoices(self):
        """Open the invoices and refunds of this customer."""
        return self._open_customer(
            "crm_customer.account_move_action_customer",
            [("partner_id.customer_id", "=", self.id), *SOLD],
            default_move_type="out_invoice",
        )

    def action_open_customer_activities(self):
        """Open what is planned with this customer and on its documents."""
        return self._open_customer(
            "crm_customer.mail_activity_action_customer",
            [("customer_id", "=", self.id)],
        )

    def action_open_customer_files(self):
        """Open the files of this customer and of its documents."""
        return self._open_customer(
            "crm_customer.ir_attachment_action_customer",
            [("customer_id", "=", self.id)],
        )

    def action_open_customer_changes(self):
        """Open what was changed of this customer and its contacts."""
        return self._open_customer(
            "crm_customer.crm_customer_change_action",
            [("customer_id", "=", self.id)],
        )

    # ------------------------------------------------------------------ at the thumb

    def action_call_customer(self):
        """Call this customer from a phone: its mobile number, else its other one."""
        self.ensure_one()
        self.check_access("read")
        number = self.mobile or self.phone
        if not number:
            raise UserError(
                self.env._(
                    "%(customer)s has no phone number. Call one of its contacts, or"
                    " enter a number.",
                    customer=self.display_name,
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": "tel:" + re.sub(r"[^\d+*#,]", "", number),
            "target": "self",
        }

    def action_plan_customer(self):
        """Plan the next step with this customer."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan the next step"),
            "res_model": "mail.activity.schedule",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }
