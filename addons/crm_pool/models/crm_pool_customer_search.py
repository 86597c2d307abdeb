from odoo import api, fields, models
from odoo.fields import Domain


class CrmPoolCustomer(models.Model):
    """Search in the window, by what it shows unmasked alone."""

    _name = "crm.pool.customer"
    _inherit = ["crm.pool.customer", "crm.text.search"]

    search_text = fields.Char(
        string="Name, Pinyin, Code",
        help="Finds by what the window shows of everybody: never by phone or email.",
    )

    @api.model
    def _get_text_domain(self, text):
        keys = self.env["crm.search.key"]
        found = keys._build_search(text, "partner_id", numbers=False)
        return Domain.TRUE if found is None else Domain("id", "any!", found)

    @api.model
    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like") and isinstance(value, str) and value:
            return self._get_text_domain(value)
        return super()._search_display_name(operator, value)
