from odoo import api, models

# of these every record is a customer; of contacts those that belong to one
PRINTED_MODELS = ("res.partner", "crm.pool.customer")


class IrActionsReport(models.Model):
    """Printing customers needs a right of its own, whatever the format and the way:
    the Print menu, ``/report`` addresses, mail templates with a report.

    A report that takes its customers from a form of its own instead of ids calls
    ``env.user._check_operation("print")`` itself.
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
        self._check_print(report.model, docids)
        return super()._get_rendering_context(report, docids, data)

    @api.model
    def _check_print(self, model, ids):
        """Refuse to print customers to who has no right to.

        :param str model: model of the report
        :param ids: id or ids of what is printed
        :raise AccessError: the user lacks the group and a customer is among them
        """
        if self.env.su or model not in PRINTED_MODELS or not ids:
            return
        if self.env.user._may_operate("print"):
            return
        records = self.env[model].browse([ids] if isinstance(ids, int) else ids)
        # sudo: whether it is a customer does not depend on the reader
        if model != "res.partner" or records.sudo().exists().customer_id:
            self.env.user._check_operation("print")


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
