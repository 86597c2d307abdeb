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
