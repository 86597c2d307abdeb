from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    privacy_daily_quota = fields.Integer(
        string="Daily Quota of Customer Data",
        default=2000,
        help="How many customers a user may export, reveal or read in calls for more"
        " than 80 of them, on one day. Beyond it exports and reveals are refused,"
        " contact data in bulk is masked, and the supervisors are told. 0: no quota.",
    )
    privacy_identity_rows = fields.Integer(
        string="Rows without Identity Check",
        default=500,
        help="Exports of more customers, contacts or leads ask for the password; over"
        " an interface they are refused. 0: never ask.",
    )

    _privacy_limits = models.Constraint(
        "CHECK (privacy_daily_quota >= 0 AND privacy_identity_rows >= 0)",
        "The daily quota and the rows without identity check are 0 or more.",
    )

    def _get_privacy_tz(self):
        """Return the name of the time zone whose days count."""
        self.ensure_one()
        return self.resource_calendar_id.tz or "UTC"
