from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmCustomerChange(models.Model):
    """A value of a partner that was changed: before and after, by whom, when (CU-1).

    A reading of what the chatter keeps; the rules of the partner hold."""

    _name = "crm.customer.change"
    _description = "Change of a Customer"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "mail.tracking.value": ["field_id", "mail_message_id"],
        "mail.message": ["model", "res_id", "date", "author_id"],
        "res.partner": ["customer_id", "company_id"],
    }

    date = fields.Datetime(readonly=True)
    partner_id = fields.Many2one("res.partner", string="Changed Record", readonly=True)
    customer_id = fields.Many2one("res.partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    author_id = fields.Many2one("res.partner", string="By", readonly=True)
    field_id = fields.Many2one("ir.model.fields", readonly=True)
    field_name = fields.Char(string="What", compute="_compute_values")
    old_value = fields.Char(string="Before", compute="_compute_values")
    new_value = fields.Char(string="After", compute="_compute_values")

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT t.id, m.date, m.author_id, t.field_id,
                   p.id AS partner_id, p.customer_id, p.company_id
              FROM mail_tracking_value t
              JOIN mail_message m ON m.id = t.mail_message_id
              JOIN res_partner p ON p.id = m.res_id
             WHERE m.model = 'res.partner'
            """
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Values of fields that the reader may not read are no changes to him."""
        if not self.env.su:
            readable = Domain("field_id", "in", self._get_readable_field_ids())
            domain = Domain(domain) & readable
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _get_readable_field_ids(self):
        partners = self.env["res.partner"]
        fields_data = self.env["ir.model.fields"]._get_fields_cached("res.partner")
        return [
            data["id"]
            for name, data in fields_data.items()
            if (field := partners._fields.get(name))
            and getattr(field, "tracking", None)
            and partners._has_field_access(field, "read")
        ]

    @api.depends_context("uid", "lang")
    def _compute_values(self):
        # sudo: the chatter's table is closed to readers; core formats what may show
        values = self.env["mail.tracking.value"].sudo().browse(self.ids)
        shown = values._filter_has_field_access(self.env)._tracking_value_format()
        formatted = {line["id"]: line for line in shown}
        for change in self:
            line = formatted.get(change.id)
            info = line and line["fieldInfo"]
            change.field_name = line and info["changedField"]
            change.old_value = line and _to_text(line["oldValue"])
            change.new_value = line and _to_text(line["newValue"])


def _to_text(value):
    return str(value) if value or value == 0 and value is not False else False
