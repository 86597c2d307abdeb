from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_source import select_documents

INTERNAL = "base.group_user"


class CrmCustomerOfDocument(models.AbstractModel):
    """What names its document by model and id, and so belongs to a customer."""

    _name = "crm.customer.of.document"
    _description = "Belongs to the Customer of its Document"

    customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_customer_id",
        search="_search_customer_id",
        groups=INTERNAL,
        help="Whose document it is: that of the customer itself, a contact, an order…",
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_customer_id(self):
        self.customer_id = False
        sources = self.env["res.partner"]._get_customer_sources().values()
        partners = {source.model: source.partner for source in sources}
        partners["res.partner"] = "id"
        for model, attached in self.grouped("res_model").items():
            if model in partners and self.env[model].has_access("read"):
                attached._set_customer(model, partners[model])

    def _set_customer(self, model, field):
        ids = {line.res_id for line in self if line.res_id}
        documents = self.env[model].browse(ids).exists()._filtered_access("read")
        for line in self.filtered(lambda line: line.res_id in set(documents.ids)):
            # sudo: whoever opens a document reads the name of its customer
            document = documents.browse(line.res_id).sudo()
            partner = document if field == "id" else document[field]
            line.customer_id = partner.customer_id.sudo(self.env.su)

    @api.model
    def _search_customer_id(self, operator, value):
        if operator == "any":
            partners = self.env["res.partner"].with_context(active_test=False)
            value = partners._search(value).get_result_ids()
        elif operator != "in":
            return NotImplemented
        ids = [customer_id for customer_id in value if customer_id]
        if not ids:
            return Domain.FALSE

        def is_of_customers(model, alias, _query):
            sources = model.env["res.partner"]._get_customer_sources().values()
            return SQL(
                "(%s, %s) IN (%s)",
                SQL.identifier(alias, "res_model"),
                SQL.identifier(alias, "res_id"),
                select_documents(model.env, sources, ids),
            )

        return Domain.custom(to_sql=is_of_customers)


class IrAttachment(models.Model):
    _name = "ir.attachment"
    _inherit = ["ir.attachment", "crm.customer.of.document"]

    def action_download(self):
        """Download this file."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.id}?download=true",
            "target": "download",
        }

    def action_open_customer_document(self):
        """Open the document that this file belongs to."""
        return _open_document(self)


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "crm.customer.of.document"]

    def action_open_customer_document(self):
        """Open the document that this activity belongs to."""
        return _open_document(self)


def _open_document(line):
    line.ensure_one()
    line.check_access("read")
    document = line.env[line.res_model].browse(line.res_id)
    return document.get_formview_action()
