import re
import unicodedata

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from odoo.addons.crm_customer.tools.phones import parse_phone
from odoo.addons.phone_validation.models.mail_thread_phone import PHONE_REGEX_PATTERN

from .crm_service_lookup import LONGEST, MATCHES

SHORTEST_NUMBER = 7  # digits; fewer are no whole phone number


class CrmServiceLookup(models.Model):
    """How an exact phone, email or code finds its customer."""

    _inherit = "crm.service.lookup"

    def _clean(self, text):
        """:raises UserError: what is asked for is no text, or a novel"""
        text = unicodedata.normalize("NFKC", text) if isinstance(text, str) else ""
        text = "".join(c for c in text if unicodedata.category(c)[0] != "C").strip()
        if not text or len(text) > LONGEST:
            raise UserError(
                self.env._(
                    "Type a whole phone number, an email address or a customer code"
                    " (at most %(count)s characters).",
                    count=LONGEST,
                )
            )
        return text

    def _find_partners(self, text):
        """Return one partner, customer or contact, for each customer that has exactly
        this phone, email or code; in sudo."""
        # sudo: the answer is for those who do not see the customer; it says no more
        # than name, level and owner
        partners = self.env["res.partner"].sudo()
        company = Domain("company_id", "in", [*self.env.companies.ids, False])
        found = partners.search(
            Domain("customer_id", "!=", False) & company & self._get_domain(text),
            order="id",
            limit=MATCHES * 10,
        )
        first = {partner.customer_id: partner for partner in reversed(found)}
        return partners.browse(sorted(partner.id for partner in first.values()))

    def _get_domain(self, text):
        domain = Domain("customer_code", "in", list({text, text.upper()}))
        if email := email_normalize(text):
            domain |= Domain("email_normalized", "=", email)
        if numbers := self._get_spellings(text):
            domain |= Domain.OR(
                Domain.custom(to_sql=_number_sql(name, numbers))
                for name in self.env["res.partner"]._phone_get_number_fields()
            )
        return domain

    def _get_spellings(self, text):
        """Return the ways to write a phone number without separators."""
        phone = parse_phone(text)
        if phone:
            country = str(phone.country_code)
            national = phone.e164.removeprefix(f"+{country}")
            return [
                national,
                f"0{national}",
                f"{country}{national}",
                f"+{country}{national}",
                f"00{country}{national}",
            ]
        digits = re.sub(r"[\s().-]", "", text)
        is_number = digits.isdecimal() and len(digits) >= SHORTEST_NUMBER
        return [digits] if is_number else []


def _number_sql(name, numbers):
    def to_sql(model, alias, query):
        return SQL(
            "regexp_replace(%s::text, %s, '', 'g') = ANY(%s)",
            SQL.identifier(alias, name, to_flush=model._fields[name]),
            PHONE_REGEX_PATTERN,
            numbers,
        )

    return to_sql
