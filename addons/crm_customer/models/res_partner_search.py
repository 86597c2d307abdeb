import re
import unicodedata

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .res_partner import INTERNAL

DIALLED = re.compile(r"[\d\s+().-]+")
SHORTEST_NUMBER = 3  # digits; fewer find everybody
SEARCHED_NUMBERS = ("phone", "mobile", "fax")
COUNTRY_PREFIX = re.compile(r"^(?:00|\+)86")


class ResPartner(models.Model):
    _inherit = "res.partner"

    search_text = fields.Char(
        string="Name, Code, Phone, Contact",
        compute="_compute_search_text",
        search="_search_search_text",
        groups=INTERNAL,
        help="Finds by name, code, phone, email, or a contact's.",
    )

    def _compute_search_text(self):
        self.search_text = False

    @api.model
    def _search_search_text(self, operator, value):
        if operator not in ("ilike", "like", "=", "in") or not value:
            return NotImplemented
        values = [value] if isinstance(value, str) else value
        return Domain.OR(self._get_text_domain(text) for text in values)

    @api.model
    def _get_text_domain(self, text):
        """Return the customers of which ``text`` names something, or a contact."""
        found = self.with_context(active_test=False)._search(
            Domain("customer_id", "!=", False) & self._get_own_text_domain(text)
        )
        return Domain(
            "id", "in", found.subselect(SQL.identifier(self._table, "customer_id"))
        )

    @api.model
    def _get_own_text_domain(self, text):
        text = unicodedata.normalize("NFKC", text).strip()
        pattern = self._escape_pattern(text)
        domain = Domain.OR(
            Domain(name, "ilike", pattern)
            for name in ("complete_name", "customer_code", "email", "vat")
        )
        digits = self._get_dialled_digits(text)
        return domain | self._get_number_domain(digits) if digits else domain

    @api.model
    def _escape_pattern(self, text):
        """Return ``text`` for a LIKE search in which % and _ mean themselves."""
        return re.sub(r"([\\%_])", r"\\\1", text)

    @api.model
    def _get_dialled_digits(self, text):
        """Return the digits of a typed phone number, empty if it is none."""
        if not DIALLED.fullmatch(text):
            return ""
        digits = re.sub(r"\D", "", COUNTRY_PREFIX.sub("", text.replace(" ", "")))
        return digits if len(digits) >= SHORTEST_NUMBER else ""

    @api.model
    def _get_number_domain(self, digits):
        """Return the partners with a number that has these digits in a row."""
        return Domain.OR(
            Domain.custom(to_sql=self._build_number_search(name, digits))
            for name in SEARCHED_NUMBERS
        )

    def _build_number_search(self, name, digits):
        def to_sql(model, alias, query):
            return SQL(
                "regexp_replace(%s, '[^0-9]', '', 'g') LIKE %s",
                model._field_to_sql(alias, name, query),
                f"%{digits}%",
            )

        return to_sql

    @api.model
    def _search_display_name(self, operator, value):
        if operator not in ("ilike", "like") or not isinstance(value, str) or not value:
            return super()._search_display_name(operator, value)
        domain = super()._search_display_name(operator, self._escape_pattern(value))
        if not self.env.user._is_internal():
            return domain
        domain |= Domain("customer_code", "ilike", self._escape_pattern(value))
        digits = self._get_dialled_digits(unicodedata.normalize("NFKC", value).strip())
        return domain | self._get_number_domain(digits) if digits else domain
