from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_past_days = fields.Integer(
        related="company_id.followup_past_days", readonly=False
    )
    followup_edit_hours = fields.Integer(
        related="company_id.followup_edit_hours", readonly=False
    )
    followup_counts_activities = fields.Boolean(
        related="company_id.followup_counts_activities", readonly=False
    )
    followup_counts_meetings = fields.Boolean(
        related="company_id.followup_counts_meetings", readonly=False
    )
    followup_counts_mails = fields.Boolean(
        related="company_id.followup_counts_mails", readonly=False
    )
    followup_reminds = fields.Boolean(
        related="company_id.followup_reminds", readonly=False
    )
