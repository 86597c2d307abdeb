from odoo import api, fields, models
from odoo.fields import Domain


class CrmTextSearch(models.AbstractModel):
    """What people type into the search box, looked up among the search keys.

    Models that use it say by ``_get_text_domain`` what one text finds.
    """

    _name = "crm.text.search"
    _description = "Found by Typed Text"

    search_text = fields.Char(
        compute="_compute_search_text", search="_search_search_text"
    )

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
        """Return the domain of the records that ``text`` names."""
        raise NotImplementedError
