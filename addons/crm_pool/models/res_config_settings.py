from odoo import fields, models

from .working_days import get_known_years


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    business_tz = fields.Selection(related="company_id.business_tz", readonly=False)
    use_public_holidays = fields.Boolean(
        related="company_id.use_public_holidays", readonly=False
    )
    public_holidays_until = fields.Char(
        string="Known Until", compute="_compute_public_holidays_until"
    )

    def _compute_public_holidays_until(self):
        self.public_holidays_until = str(get_known_years()[1])
