from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    privacy_daily_quota = fields.Integer(
        related="company_id.privacy_daily_quota", readonly=False
    )
    privacy_identity_rows = fields.Integer(
        related="company_id.privacy_identity_rows", readonly=False
    )
