from odoo import api, fields, models

from ..models.crm_pool_decision_mixin import CrmPoolDecisionMixin
from ..models.sent import browse_sent


class CrmPoolDecide(models.TransientModel):
    """The dialog in which one or many things asked for are approved or refused."""

    _name = "crm.pool.decide"
    _description = "Decide"

    res_model = fields.Char(
        default=lambda self: self.env.context.get("active_model"), readonly=True
    )
    res_ids = fields.Json(default=lambda self: self.env.context.get("active_ids"))
    count = fields.Integer(compute="_compute_names")
    names = fields.Char(compute="_compute_names")
    note = fields.Char(help="Told to whoever asked.")

    @api.depends("res_model", "res_ids")
    def _compute_names(self):
        for dialog in self:
            records = dialog._get_records()
            dialog.count = len(records)
            dialog.names = ", ".join(records[:5].mapped("display_name")) + (
                "…" if len(records) > 5 else ""
            )

    def _get_records(self):
        """Return what is decided, as far as the reader may read it."""
        self.ensure_one()
        model = self.env.get(self.res_model or "")
        if not isinstance(model, CrmPoolDecisionMixin) or model._abstract:
            return self.env["crm.pool.request"]
        records = browse_sent(model, self.res_ids)
        return records.exists()._filtered_access("read")

    def action_approve(self):
        records = self._get_records()
        return records._decision_toast(
            records.action_approve(self.note), self.env._("Approved")
        )

    def action_refuse(self):
        records = self._get_records()
        return records._decision_toast(
            records.action_refuse(self.note), self.env._("Refused")
        )
