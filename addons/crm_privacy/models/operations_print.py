from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.base.models.res_users import check_identity

# of these every record is a customer; of contacts those that belong to one
PRINTED_MODELS = ("res.partner", "crm.pool.customer")
PRINT_DIALOG = "crm.customer.print"


class IrActionsReport(models.Model):
    """Printing customers needs a right of its own, whatever the format and the way:
    the Print menu, ``/report`` addresses, mail templates with a report. It takes data
    out as an export does: it stands in the same log and counts in the same quota.

    A report that takes its customers from a form of its own instead of ids adds the
    form to :meth:`_get_printed_customers`.
    """

    _inherit = "ir.actions.report"

    def _render(self, report_ref, res_ids, data=None):
        self._check_print(self._get_report(report_ref).model, res_ids)
        return super()._render(report_ref, res_ids, data=data)

    @api.model
    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        self._check_print(self._get_report(report_ref).model, res_ids)
        return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _get_rendering_context(self, report, docids, data):
        customer_ids = self._check_print(report.model, docids)
        if customer_ids:
            log = self.env["crm.export.log"]
            log._check_print_identity(len(customer_ids))
            self.env["crm.privacy.quota"]._spend("exports", len(customer_ids))
            log._log_print(report, customer_ids)
        return super()._get_rendering_context(report, docids, data)

    @api.model
    def _check_print(self, model, ids):
        """Refuse to print customers to who has no right to.

        :param str model: model of the report
        :param ids: id or ids of what is printed
        :return: ids of the customers and contacts among them; none in superuser mode
        :raise AccessError: the user lacks the group and a customer is among them
        """
        if self.env.su or not ids:
            return ()
        customer_ids = self._get_printed_customers(
            model, [ids] if isinstance(ids, int) else ids
        )
        if customer_ids:
            self.env.user._check_operation("print")
        return customer_ids

    @api.model
    def _get_printed_customers(self, model, ids):
        """Return the ids of the customers and contacts that a report shows."""
        if model == PRINT_DIALOG:
            # sudo: whose dialog it is and what is read in it, the report checks
            ids = self.env[model].sudo().browse(ids).exists().partner_ids.ids
        elif model not in PRINTED_MODELS:
            return ()
        return self.env["res.partner"].browse(ids)._search_customers()


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def get_views(self, views, options=None):
        result = super().get_views(views, options)
        if not self.env.user._may_operate("print"):
            ours = self._get_customer_view_ids()
            for view in result["views"].values():
                if view["id"] in ours:
                    view.get("toolbar", {}).pop("print", None)
        return result

    def action_open_print(self):
        self.env["ir.actions.report"]._check_print(self._name, self.ids)
        return super().action_open_print()


class CrmExportLog(models.Model):
    _inherit = "crm.export.log"

    @api.model
    def _check_print_identity(self, count):
        """Refuse to print very many without a proof of who sits there.

        :raise UserError: the password was not entered within ten minutes
        """
        if self._is_large(count) and not self._is_confirmed():
            raise UserError(
                self.env._(
                    "%(count)s customers are more than the %(limit)s that can be"
                    " printed without confirming your identity. Press “Letters” above"
                    " the list and choose there what to print: it asks for your"
                    " password.",
                    count=count,
                    limit=self.env.company.privacy_identity_rows,
                )
            )

    @api.model
    def _log_print(self, report, customer_ids):
        """Write a row before anything is handed out."""
        # a page is asked for by a request that only reads
        append = self._append_at_once if self.env.cr.readonly else self._append
        append(
            {
                "via": "print",
                "model": "res.partner",
                "rows": len(customer_ids),
                "field_names": report.name,
                "record_ids": self._shorten_ids(customer_ids),
            }
        )


class CrmCustomerPrint(models.TransientModel):
    _inherit = PRINT_DIALOG

    def action_print(self):
        customer_ids = self.env["ir.actions.report"]._check_print(self._name, self.ids)
        log = self.env["crm.export.log"]
        if log._is_large(len(customer_ids)) and not log._is_confirmed():
            return self.action_print_confirmed()
        return super().action_print()

    @check_identity
    def action_print_confirmed(self):
        """Print very many: core asks for the password first."""
        return self.action_print()


class CrmCustomerPrintLine(models.TransientModel):
    _inherit = "crm.customer.print.line"

    def _get_metered_ids(self):
        return set(self.ids)
