import base64
import io
from urllib.parse import quote_plus

import xlsxwriter

from odoo import api, fields, models

from .crm_import_columns import REASON_TITLES, ROW_TITLES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = [("done", "Imported"), ("undone", "Undone")]


class CrmImport(models.Model):
    """What an import of customers did: written by the import, read by people."""

    _name = "crm.import"
    _description = "Customer Import"
    _order = "id desc"
    _rec_name = "file_name"

    file_name = fields.Char(string="File", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Imported by", required=True, readonly=True, index=True
    )
    date = fields.Datetime(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    state = fields.Selection(STATES, default="done", required=True, readonly=True)
    read_count = fields.Integer(string="Rows Read", readonly=True)
    created_count = fields.Integer(
        string="Customers Created", readonly=True, help="Those with a warning included."
    )
    contact_count = fields.Integer(string="Contacts Created", readonly=True)
    warned_count = fields.Integer(string="With a Warning", readonly=True)
    refused_count = fields.Integer(string="Rows Refused", readonly=True)
    removed_count = fields.Integer(string="Removed Again", readonly=True)
    titles = fields.Json(readonly=True, help="The titles of the file, in order.")
    paths = fields.Json(readonly=True, help="The field of each column, in order.")
    line_ids = fields.One2many("crm.import.line", "import_id", readonly=True)
    refused_line_ids = fields.One2many(
        "crm.import.line", "import_id", domain=[("state", "=", "refused")]
    )
    warned_line_ids = fields.One2many(
        "crm.import.line",
        "import_id",
        string="Imported with a Warning",
        domain=[("state", "=", "warned")],
    )
    sample_line_ids = fields.One2many(
        "crm.import.line",
        "import_id",
        domain=[("is_sample", "=", True)],
        help="Rows drawn at random, beside what became of them.",
    )
    kept_line_ids = fields.One2many(
        "crm.import.line",
        "import_id",
        string="Not Removed",
        domain=[("kept_reason", "!=", False)],
    )
    refused_file = fields.Binary(
        compute="_compute_refused_file",
        help="The refused rows with row number and reasons: correct them and import"
        " the file again.",
    )
    refused_file_name = fields.Char(compute="_compute_refused_file_name")

    @api.depends("file_name")
    @api.depends_context("lang")
    def _compute_refused_file_name(self):
        for record in self:
            stem = record.file_name.rpartition(".")[0] or record.file_name
            record.refused_file_name = self.env._(
                "%(file)s - refused rows.xlsx", file=stem
            )

    @api.depends("line_ids")
    @api.depends_context("lang")
    def _compute_refused_file(self):
        for record in self:
            record.refused_file = base64.b64encode(record._get_refused_workbook())

    def _get_refused_workbook(self):
        """Return an xlsx of the refused rows as they were, every cell as text."""
        language = (self.env.lang or "").startswith("zh")
        head = [ROW_TITLES[language], REASON_TITLES[language], *(self.titles or [])]
        rows = [
            [str(line.row), line.reason or "", *(line.values or [])]
            for line in self.refused_line_ids
        ]
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            bold = book.add_format({"bold": True, "bg_color": "#e9ecef"})
            text = book.add_format({"num_format": "@"})
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 0, 8, text)
            sheet.set_column(1, 1, 48, text)
            sheet.set_column(2, max(2, len(head) - 1), 18, text)
            for number, cells in enumerate([head, *rows]):
                for index, cell in enumerate(cells):
                    sheet.write_string(number, index, cell, text if number else bold)
        return output.getvalue()

    def action_download_refused(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            # the type is given, as Odoo would guess it from the first bytes alone
            "url": f"/web/content/crm.import/{self.id}/refused_file?download=true"
            f"&filename_field=refused_file_name&mimetype={quote_plus(XLSX)}",
            "target": "download",
        }

    def action_open_customers(self):
        """Open the customers that this import has created and that are still there."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer.res_partner_action_customers"
        )
        ids = self.line_ids.partner_id.ids
        return {
            **action,
            "name": self.env._("Imported customers"),
            "domain": [("id", "in", ids)],
            "context": {"default_customer_state": "potential"},
        }

    def action_open_undo(self):
        """Ask before undoing, with the numbers."""
        self.ensure_one()
        wizard = self.env["crm.import.undo"].create({"import_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Undo this import?"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _get_column_labels(self):
        """Return the title of each column, of unnamed ones their field's label."""
        self.ensure_one()
        labels = self.env["res.partner"].fields_get(attributes=["string"])
        return [
            title or labels.get((path or "").rsplit("/", 1)[-1], {}).get("string", "")
            for title, path in zip(self.titles or [], self.paths or [], strict=False)
        ]
