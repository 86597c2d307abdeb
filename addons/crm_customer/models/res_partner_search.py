from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.search_keys import escape_pattern
from .res_partner import INTERNAL


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "crm.text.search"]

    search_text = fields.Char(
        string="Name, Code, Phone, Contact",
        groups=INTERNAL,
        help="Finds by name, pinyin, code, phone, email, or a contact's.",
    )

    @api.model
    @api.readonly
    def web_search_read(
        self, domain, specification, offset=0, limit=None, order=None, count_limit=None
    ):
        """Find what a text names once, not for the page and again for the count."""
        conditions = Domain(domain).iter_conditions()
        is_typed = any(leaf.field_expr == "search_text" for leaf in conditions)
        if not (is_typed and limit and count_limit):
            return super().web_search_read(
                domain, specification, offset, limit, order, count_limit
            )
        # Starting a worker takes longer than to look through one person's customers.
        self.env.cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        order = order or self._order
        most = max(count_limit, offset + limit)
        found = self._search(domain, limit=most, order=order).get_result_ids()
        page = found[offset : offset + limit]
        records = self.with_context(active_test=False).search_fetch(
            [("id", "in", page)], list(specification), order=order
        )
        return {
            "length": len(found) if page else 0,  # as core says beyond the end
            "records": self.browse(records.ids).web_read(specification),
        }

    @api.model
    def _get_text_domain(self, text):
        """Return the customers of which ``text`` names something, or a contact."""
        found = self.env["crm.search.key"]._build_search(text, "customer_id")
        if found is None:
            return Domain("customer_id", "!=", False)
        return Domain("id", "any!", found)

    @api.model
    def _search_display_name(self, operator, value):
        """Customers and their contacts are found by their keys, which know pinyin,
        code and phone; plain partners as in stock Odoo."""
        typed = isinstance(value, str) and value and self.env.user._is_internal()
        if typed and operator in ("not ilike", "not like"):
            return NotImplemented  # the opposite of the search below
        if operator not in ("ilike", "like") or not isinstance(value, str) or not value:
            return super()._search_display_name(operator, value)
        stock = super()._search_display_name(operator, escape_pattern(value))
        if not typed:
            return stock
        found = self.env["crm.search.key"]._build_search(value, "partner_id")
        if found is None:
            return stock
        # Ids alone, to which the rules of the search around it apply.
        plain = self.with_context(active_test=False)._search(
            Domain("customer_id", "=", False) & stock, bypass_access=True
        )
        return Domain("id", "any!", SQL("%s UNION ALL %s", found, plain.select()))
