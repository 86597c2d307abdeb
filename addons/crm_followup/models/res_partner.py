from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.crm_pool.models.crm_pool_mixin import GATE_FIELDS

from .crm_pool_followed import FOLLOWUP_FIELDS, FOLLOWUP_GROUPS


class ResPartner(models.Model):
    _inherit = "res.partner"

    _followup_field = "partner_id"
    _followup_worked = "is_worked"
    _pool_gate_fields = GATE_FIELDS | FOLLOWUP_FIELDS

    followup_ids = fields.One2many(
        "crm.followup",
        "partner_id",
        string="Follow-up Records",
        readonly=True,
        groups=FOLLOWUP_GROUPS,
    )

    def _pool_merge(self, away, user, now):
        """The follow-ups of both tell of the customer that remains."""
        outside = [when for when in (self | away).mapped("contact_outside_at") if when]
        result = super()._pool_merge(away, user, now)
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET contact_outside_at = %s WHERE id = %s",
                max(outside, default=None),
                self.id,
            )
        )
        self.invalidate_recordset(["contact_outside_at"])
        self._followup_refresh()
        return result

    def _pool_remove(self, reason, now):
        self._followup_erase()
        return super()._pool_remove(reason, now)

    def _pool_erase(self):
        self._followup_erase()
        return super()._pool_erase()

    def _followup_erase(self):
        """That somebody was contacted stays; what was said goes, with the person."""
        followups = self.env["crm.followup"]
        followups.search([("partner_id", "in", self.ids)])._erase()
