from odoo import api, fields, models

from .crm_import_columns import CONTACT

STATES = [
    ("created", "Created"),
    ("warned", "Created with a warning"),
    ("refused", "Refused"),
]
GAP = " · "


class CrmImportLine(models.Model):
    """A row of an imported file and what became of it.

    The cells are kept of refused and warned rows and of the sample alone: what
    the import has created stands in the customer.
    """

    _name = "crm.import.line"
    _description = "Row of a Customer Import"
    _order = "row, id"
    _rec_name = "name"

    import_id = fields.Many2one(
        "crm.import", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    row = fields.Integer(
        readonly=True, help="As the spreadsheet shows it; the titles are row 1."
    )
    state = fields.Selection(STATES, required=True, readonly=True)
    name = fields.Char(string="Customer Name", readonly=True)
    field_labels = fields.Char(string="Columns", readonly=True)
    reason = fields.Text(readonly=True)
    values = fields.Json(readonly=True)
    is_sample = fields.Boolean(readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    contact_id = fields.Many2one(
        "res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    fingerprint = fields.Char(
        readonly=True, help="Equal for rows that say the same, in any file."
    )
    kept_reason = fields.Char(
        string="Stays Because", readonly=True, help="What refers to the customer."
    )
    sheet_text = fields.Text(string="In the File", compute="_compute_sheet_text")
    record_text = fields.Text(string="Became", compute="_compute_record_text")

    _fingerprint_idx = models.Index(
        "(company_id, fingerprint) WHERE partner_id IS NOT NULL"
    )

    @api.depends("values", "import_id.titles")
    def _compute_sheet_text(self):
        for line in self:
            labels = line.import_id._get_column_labels()
            cells = zip(labels, line.values or [], strict=False)
            line.sheet_text = GAP.join(
                f"{label}: {cell}" if label else cell for label, cell in cells if cell
            )

    @api.depends("partner_id", "contact_id", "reason", "import_id.paths")
    def _compute_record_text(self):
        readable = (self.partner_id | self.contact_id)._filtered_access("read")
        for line in self:
            if line.state == "refused":
                line.record_text = line.reason
            elif line.partner_id in readable:
                line.record_text = GAP.join(line._get_record_texts(readable))
            elif line.partner_id:
                line.record_text = self.env._("Created; it is not yours to see now.")
            else:
                line.record_text = self.env._("Removed again.")

    def _get_record_texts(self, readable):
        """Return the present values of the columns, "title: value" each."""
        labels = self.import_id._get_column_labels()
        texts = []
        for label, path in zip(labels, self.import_id.paths or [], strict=False):
            is_contact = (path or "").startswith(CONTACT)
            record = self.contact_id if is_contact else self.partner_id
            if path and record in readable:
                text = self._get_value_text(record, path)
                texts.append(f"{label}: {text}" if text else "")
        return filter(None, texts)

    def _get_value_text(self, record, path):
        field = record._fields[path.rsplit("/", 1)[-1]]
        value = record[field.name]
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type in ("float", "monetary"):
            return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
        return str(value) if value else ""

    def action_open_customer(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [
                (self.env.ref("crm_customer.res_partner_view_form_customer").id, "form")
            ],
        }
