import io

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.pdf import PdfEngineMissing, html_to_pdf

WEASYPRINT = "weasyprint"


class IrActionsReport(models.Model):
    """Reports that WeasyPrint turns into PDF, everything else of them being as in
    stock Odoo: the template, the menu, the addresses, the rights.

    Such a report is a whole page with its own ``<style>`` and no links: nothing is
    fetched for it. Sizes, margins, headers and page numbers are CSS (``@page``).
    """

    _inherit = "ir.actions.report"

    pdf_engine = fields.Selection(
        [("wkhtmltopdf", "wkhtmltopdf"), (WEASYPRINT, "WeasyPrint")],
        default="wkhtmltopdf",
        required=True,
        string="PDF Engine",
        help="What makes the PDF. WeasyPrint knows page sizes in millimetres, embeds"
        " Chinese fonts and needs no further program on the server.",
    )

    def _get_readable_fields(self):
        return super()._get_readable_fields() | {"pdf_engine"}

    def report_action(self, docids, data=None, config=True):
        action = super().report_action(docids, data=data, config=config)
        if action["type"] == self._name:
            action["pdf_engine"] = self.pdf_engine
        return action

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        report = self._get_report(report_ref)
        if report.pdf_engine != WEASYPRINT:
            return super()._pre_render_qweb_pdf(report_ref, res_ids, data)
        ids = [res_ids] if isinstance(res_ids, int) else list(res_ids or [])
        # a file for each record, where each is to be attached to its record
        parts = [[res_id] for res_id in ids] if report.attachment else [ids]
        return {
            part[0] if len(part) == 1 else False: {
                "stream": io.BytesIO(self._render_weasyprint(report_ref, part, data)),
                "attachment": None,
            }
            for part in parts
        }, "pdf"

    @api.model
    def _render_weasyprint(self, report_ref, res_ids, data=None):
        """Return these records as PDF.

        :param report_ref: as for ``_render_qweb_pdf``
        :param list res_ids: ids of the report's model
        :rtype: bytes
        :raise UserError: the server lacks what makes PDF
        """
        values = {**(data or {}), "report_type": "pdf"}
        html, _kind = self._render_qweb_html(report_ref, res_ids, data=values)
        try:
            return html_to_pdf(html)
        except PdfEngineMissing as error:
            raise UserError(
                self.env._(
                    "The server cannot make PDF files: %(reason)s. Ask an administrator"
                    " to install WeasyPrint with Pango, as docs/deploy.md says.",
                    reason=error,
                )
            ) from error
