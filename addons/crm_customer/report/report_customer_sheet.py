from odoo import models
from odoo.tools import html2plaintext


class ReportCustomerSheet(models.AbstractModel):
    _name = "report.crm_customer.customer_sheet"
    _inherit = "report.crm_customer.partners"
    _description = "Customer Sheet"

    def _get_report_values(self, docids, data=None):
        partners = self._get_printed(docids)
        return {
            "docs": partners,
            "contacts": partners._get_letter_contacts(),
            "notes": {partner.id: self._get_note(partner) for partner in partners},
            **self._get_page_values(),
        }

    def _get_note(self, partner):
        """Return the notes as text: what is in them is no markup on paper."""
        return html2plaintext(partner.comment or "", include_references=False).strip()
