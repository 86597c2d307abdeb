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
        moved = self.filtered(
            lambda company: (
                vals.get("business_tz", company.business_tz) != company.business_tz
            )
        )
        result = super().write(vals)
        now = fields.Datetime.now()
        # sudo: the deadlines of the company, whoever changes its settings
        company = self.sudo()
        if {"resource_calendar_id", "use_public_holidays"} & vals.keys():
            company.env["crm.working.day"]._refresh(company, now)
        if moved:
            pools = company.env["crm.pool"].search([("company_id", "in", moved.ids)])
            pools._refresh_all_deadlines(now, notice=True)
        return result
