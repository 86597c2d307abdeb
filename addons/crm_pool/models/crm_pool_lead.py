from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.crm.models.crm_stage import AVAILABLE_PRIORITIES


class CrmPoolLead(models.Model):
    _name = "crm.pool.lead"
    _description = "Lead in the Pool"
    _inherit = "crm.pool.window"
    _auto = False
    _depends = {
        "crm.lead": [
            "name",
            "type",
            "partner_name",
            "city",
            "state_id",
            "priority",
            "pool_id",
            "pool_place",
            "pool_since",
            "rest_until",
            "user_id",
            "source_id",
            "last_contact_at",
            "phone",
            "mobile",
            "email_from",
            "email_normalized",
            "active",
            "company_id",
        ],
        "res.company": ["business_tz"],
        "crm.pool": ["show_held", "mask_contact_data"],
    }

    _window_of = "crm.lead"
    _window_action = "crm_pool.crm_pool_lead_action"

    partner_name = fields.Char(string="Company Name", readonly=True)
    city = fields.Char(readonly=True)
    state_id = fields.Many2one("res.country.state", string="Province", readonly=True)
    priority = fields.Selection(AVAILABLE_PRIORITIES, readonly=True)

    def _window_columns(self):
        email = SQL("COALESCE(p.email_normalized, p.email_from)")
        return super()._window_columns() | {
            "email": self._mask_sql(email, self._mask_email_sql),
            "partner_name": SQL("p.partner_name"),
            "city": SQL("p.city"),
            "state_id": SQL("p.state_id"),
            "priority": SQL("p.priority"),
        }

    def _window_root_sql(self):
        return SQL("p.type = 'lead'")
