from odoo import models


class IrActionsReport(models.Model):
    """An order is printed by whoever may open it, its customer hidden or not."""

    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        data = super()._get_rendering_context(report, docids, data)
        docs = data.get("docs")
        if isinstance(docs, models.BaseModel) and docs._prints_hidden_customer():
            docs.check_access("read")
            # sudo: the customer's address on paper belongs to the document
            data["docs"] = docs.sudo()
        return data


class Base(models.AbstractModel):
    _inherit = "base"

    def _prints_hidden_customer(self):
        """Tell whether one of these documents names a customer that is hidden from
        the user. Customers themselves are no documents."""
        if self.env.su or self._name == "res.partner":
            return False
        if not self.ids or not self.env.user._has_hidden_customers():
            return False
        ids = self._collect_links()["res.partner"]
        return bool(self.env["res.partner"].browse(ids)._filter_hidden())
