from odoo import fields, models

from odoo.addons.base.models.res_partner import _tz_get


class ResCompany(models.Model):
    _inherit = "res.company"

    business_tz = fields.Selection(
        _tz_get,
        string="Business Time Zone",
        default="Asia/Shanghai",
        required=True,
        help="Days of the company - limits of a day, deadlines - end at its midnight.",
    )

    use_public_holidays = fields.Boolean(
        string="Chinese Public Holidays",
        default=True,
        help="Nobody works on Chinese public holidays, and everybody on the weekend"
        " days that make up for them, where rules count working days.",
    )

    def write(self, vals):
        result = self._write_time_zone(vals)
        if {"resource_calendar_id", "use_public_holidays"} & vals.keys():
            # sudo: the deadlines of the company, whoever changes its settings
            days = self.env["crm.working.day"].sudo()
            days._refresh(self, fields.Datetime.now())
        return result

    def _write_time_zone(self, vals):
        changed = self.filtered(
            lambda company: (
                vals.get("business_tz", company.business_tz) != company.business_tz
            )
        )
        result = super().write(vals)
        if changed:
            # All pools of the company, whoever changes its settings.
            pools = self.env["crm.pool"].sudo()
            pools = pools.search([("company_id", "in", changed.ids)])
            pools._refresh_all_deadlines(fields.Datetime.now(), notice=True)
        return result
