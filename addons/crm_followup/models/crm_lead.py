from odoo import fields, models

from odoo.addons.crm_pool.models.crm_pool_mixin import GATE_FIELDS

from .crm_pool_followed import FOLLOWUP_FIELDS, FOLLOWUP_GROUPS


class CrmLead(models.Model):
    _inherit = "crm.lead"

    _followup_field = "lead_id"
    _followup_worked = "is_lead_worked"
    _pool_gate_fields = GATE_FIELDS | FOLLOWUP_FIELDS

    followup_ids = fields.One2many(
        "crm.followup",
        "lead_id",
        string="Follow-up Records",
        readonly=True,
        groups=FOLLOWUP_GROUPS,
    )

    def merge_opportunity(self, *args, **kwargs):
        merged = super().merge_opportunity(*args, **kwargs)
        merged.sudo()._followup_refresh()  # the engine's
        return merged
