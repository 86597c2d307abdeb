from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    followup_past_days = fields.Integer(
        string="Days to Record a Follow-up",
        default=7,
        help="How many days after it happened a follow-up may still be recorded.",
    )
    followup_edit_hours = fields.Integer(
        string="Hours to Change a Follow-up",
        default=24,
        help="For how many hours its author may change a follow-up. 0: never.",
    )
    followup_counts_activities = fields.Boolean(
        string="Activities Count",
        default=True,
        help="Finished calls, meetings and mails of the activities are follow-ups.",
    )
    followup_counts_meetings = fields.Boolean(
        string="Meetings Count",
        default=True,
        help="Meetings of the calendar with a customer are follow-ups once they are"
        " over.",
    )
    followup_counts_mails = fields.Boolean(
        string="Mails Count",
        default=True,
        help="Mails that somebody writes to a customer are follow-ups; mailings never"
        " are.",
    )
    followup_reminds = fields.Boolean(
        string="Reminders of the Next Contact",
        default=True,
        help="The next contact of a follow-up becomes an activity of its author.",
    )

    _followup_limits = models.Constraint(
        "CHECK (followup_past_days BETWEEN 0 AND 3650"
        " AND followup_edit_hours BETWEEN 0 AND 87600)",
        "Follow-ups are recorded within 0 to 3650 days, and changed within 0 to 87600"
        " hours.",
    )
