from odoo import models
from odoo.exceptions import UserError


class ReportLetters(models.AbstractModel):
    """Envelopes and labels come out of the print dialog, as it was filled in."""

    _name = "report.crm_customer.letters"
    _description = "Envelopes and Labels"

    def _get_letters(self, docids):
        """Return the dialog and its recipients.

        :raise UserError: it was left open so long that it is gone
        :raise AccessError: it is another's, or a customer is not the user's to read
        """
        wizard = self.env["crm.customer.print"].browse(docids).exists()
        if len(wizard) != 1:
            raise UserError(
                self.env._("This print dialog has expired: open it again and print.")
            )
        wizard.check_access("read")
        wizard._check_printable()
        return wizard, wizard._get_letters()


class ReportEnvelope(models.AbstractModel):
    _name = "report.crm_customer.envelope"
    _inherit = "report.crm_customer.letters"
    _description = "Envelopes"

    def _get_report_values(self, docids, data=None):
        wizard, letters = self._get_letters(docids)
        template = wizard.template_id
        sender = wizard._get_sender()
        return {
            "docs": wizard,
            "paper": template,
            "pages": [template._lay_out(letter) for letter in letters],
            "sender": template._lay_out_sender(sender) if template.has_sender else None,
        }


class ReportLabel(models.AbstractModel):
    _name = "report.crm_customer.label"
    _inherit = "report.crm_customer.letters"
    _description = "Labels"

    def _get_report_values(self, docids, data=None):
        wizard, letters = self._get_letters(docids)
        sheet = wizard.sheet_id
        return {
            "docs": wizard,
            "paper": sheet,
            "sheets": sheet._lay_out(letters, wizard.start_at),
        }
