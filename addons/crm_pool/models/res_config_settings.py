from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    business_tz = fields.Selection(related="company_id.business_tz", readonly=False)
