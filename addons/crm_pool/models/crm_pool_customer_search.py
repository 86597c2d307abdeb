from odoo import api, models
from odoo.fields import Domain


class CrmPoolCustomer(models.Model):
    """Search in the window, by what it shows unmasked alone."""

    _inherit = "crm.pool.customer"

    def _compute_search_text(self):
        self.search_text = False

    @api.model
    def _search_search_text(self, operator, value):
        if operator not in ("ilike", "like", "=", "in") or not value:
            return NotImplemented
        texts = self.env["crm.search.key"]._get_texts(value)
        return Domain.OR(map(self._get_text_domain, texts))

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
