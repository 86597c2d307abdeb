from datetime import timedelta

from odoo import api, fields, models

from ..models.sent import browse_sent


class CrmPoolExtend(models.TransientModel):
    _name = "crm.pool.extend"
    _description = "Ask for an Extension"
    _inherit = ["crm.pool.wizard"]

    until = fields.Date(
        string="Last Day", required=True, default=lambda self: self._default_until()
    )
    reason = fields.Char(required=True)

    @api.model
    def _default_until(self):
        """Propose the longest extension of the first customer."""
        name = self._default_res_model()
        record = browse_sent(self.env[name], self._default_customer_ids())[:1].exists()
        now = fields.Datetime.now()
        due = max(record.reclaim_at or now, now)
        # sudo: what the pool allows its members is no secret
        days = record.sudo().pool_id.extension_days
        return (due + timedelta(days=days - 1)).date()

    def action_extend(self):
        customers = self._get_customers()
        return customers._pool_toast(
            customers.action_pool_extend(self.until, self.reason),
            self.env._("Extension asked for"),
        )
