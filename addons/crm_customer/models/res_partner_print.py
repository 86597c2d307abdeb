import re
from typing import NamedTuple

from odoo import models
from odoo.fields import Domain

from ..tools.print_text import clean

# How people are addressed on an envelope in China, whatever the user's language.
TITLES = {"male": "先生", "female": "女士"}
POSTCODE = re.compile(r"\d{6}")
SHORTENED = re.compile(r"(?<=..)[省市]$")  # 上海 for 上海市
CHINA = "CN"
PRINTED = (
    "name",
    "is_company",
    "parent_id",
    "commercial_partner_id",
    "zip",
    "street",
    "street2",
    "city",
    "state_id",
    "country_id",
    "department",
    "gender",
)


class Addressee(NamedTuple):
    """Whom a letter is for: what stands on an envelope or a label."""

    partner_id: int = 0
    contact_id: int = 0
    zip: str = ""
    address: str = ""
    company: str = ""
    department: str = ""
    person: str = ""

    @property
    def lacks_postcode(self):
        return not POSTCODE.fullmatch(self.zip)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_open_print(self):
        """Open the dialog that prints these customers or contacts."""
        self.check_access("read")
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "crm_customer.crm_customer_print_action"
            ),
            "context": {"active_model": self._name, "active_ids": self.ids},
        }

    def _get_addressees(self, choice):
        """Return for whom letters to ``self`` are.

        :param str choice: ``firm`` (nobody by name), ``main`` (the first contact of
            each customer) or ``all`` (a letter to each contact); a contact in ``self``
            gets its own in any case
        :rtype: list of :class:`Addressee`, in the order of ``self``
        """
        self.fetch(PRINTED)
        contacts = self._get_letter_contacts() if choice != "firm" else {}
        addressees = []
        for partner in self:
            people = contacts.get(partner.id) or [self.browse()]
            if choice == "main":
                people = people[:1]
            addressees += [partner._make_addressee(person) for person in people]
        return addressees

    def _get_letter_contacts(self):
        """Return the contacts of each firm in ``self``, the oldest first."""
        firms = self.filtered("is_company")
        people = self.search_fetch(
            Domain("parent_id", "in", firms.ids)
            & Domain("type", "=", "contact")
            & Domain("is_company", "=", False),
            PRINTED,
            order="parent_id, id",
        )
        return {
            firm.id: list(group) for firm, group in people.grouped("parent_id").items()
        }

    def _make_addressee(self, contact):
        """Return the letter to ``contact`` of ``self``, or to ``self``."""
        person = contact or self.filtered(lambda partner: not partner.is_company)
        firm = (person.commercial_partner_id if person.parent_id else self) - person
        place = self if self.street or not firm else firm
        return Addressee(
            partner_id=self.id,
            contact_id=contact.id or 0,
            zip=clean(place.zip),
            address=place._get_letter_address(),
            company=clean(firm.name),
            department=clean(person.department),
            person=" ".join(
                filter(None, (clean(person.name), TITLES.get(person.gender)))
            ),
        )

    def _get_letter_address(self):
        """Return the address in one line, from the province down as in China; abroad
        from the street up. Empty while there is no street."""
        street = clean(" ".join(filter(None, (self.street, self.street2))))
        if not street:
            return ""
        if self.country_id and self.country_id.code != CHINA:
            places = (street, self.city, self.state_id.name, self.country_id.name)
            return ", ".join(filter(None, map(clean, places)))
        # people type city and province once more into the street
        for place in (clean(self.city), clean(self.state_id.name)):
            if place and not street.startswith(SHORTENED.sub("", place)):
                street = place + street
        return street
