from odoo import fields, models
from odoo.tools.image import image_data_uri

from ..models.res_partner_print import PRINTED
from ..tools.print_text import clean

REACHED = ("phone", "mobile", "fax", "email", "function", "customer_code")


class ReportPartners(models.AbstractModel):
    """What printed lists of customers have in common."""

    _name = "report.crm_customer.partners"
    _description = "Printed Lists of Customers"

    def _get_printed(self, docids):
        """Return the customers and contacts that are printed, read at once.

        :raise AccessError: one of them is not the user's to read
        """
        partners = self.env["res.partner"].browse(docids)
        partners.check_access("read")
        partners.fetch([*PRINTED, *REACHED])
        return partners

    def _get_page_values(self):
        """Return what stands on each page: whose paper, by whom, when."""
        logo = self.env.company.logo
        return {
            "company": self.env.company,
            "logo": image_data_uri(logo) if logo else False,
            "printed_by": self.env.user.name,
            "printed_on": fields.Date.context_today(self),
        }

    def _get_report_values(self, docids, data=None):
        partners = self._get_printed(docids)
        return {
            "docs": partners,
            "rows": self._get_rows(partners),
            **self._get_page_values(),
        }


class ReportAddressList(models.AbstractModel):
    _name = "report.crm_customer.address_list"
    _inherit = "report.crm_customer.partners"
    _description = "Address List"

    def _get_rows(self, partners):
        """Return a row for each customer, addressed to its first contact."""
        return partners._get_addressees("main")


class ReportPhoneList(models.AbstractModel):
    _name = "report.crm_customer.phone_list"
    _inherit = "report.crm_customer.partners"
    _description = "Phone List"

    def _get_rows(self, partners):
        """Return a row for each customer, and one for each of its contacts."""
        contacts = partners._get_letter_contacts()
        rows = []
        for partner in partners:
            rows.append(self._prepare_row(partner, is_first=True))
            people = contacts.get(partner.id, ())
            rows += [self._prepare_row(person) for person in people]
        return rows

    def _prepare_row(self, partner, is_first=False):
        position = filter(None, (clean(partner.department), clean(partner.function)))
        return {
            "partner": partner,
            "is_first": is_first,
            "position": " ".join(position),
        }
