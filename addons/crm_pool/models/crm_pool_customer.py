from odoo import fields, models
from odoo.tools import SQL


class CrmPoolCustomer(models.Model):
    _name = "crm.pool.customer"
    _description = "Customer in the Pool"
    _inherit = "crm.pool.window"
    _auto = False
    _depends = {
        "res.partner": [
            "name",
            "customer_code",
            "customer_state",
            "pool_id",
            "pool_place",
            "pool_since",
            "protected_until",
            "rest_until",
            "user_id",
            "region_id",
            "industry_id",
            "customer_level_id",
            "source_id",
            "last_contact_at",
            "phone",
            "mobile",
            "email",
            "active",
            "company_id",
        ],
        "res.company": ["business_tz"],
        "crm.pool": ["show_held", "hide_protected", "mask_contact_data"],
    }

    _window_of = "res.partner"
    _window_action = "crm_pool.crm_pool_customer_action"

    customer_code = fields.Char(readonly=True)
    region_id = fields.Many2one("crm.region", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    customer_level_id = fields.Many2one(
        "crm.dictionary.item", string="Level", readonly=True
    )

    def _window_columns(self):
        return super()._window_columns() | {
            "customer_code": SQL("p.customer_code"),
            "region_id": SQL("p.region_id"),
            "industry_id": SQL("p.industry_id"),
            "customer_level_id": SQL("p.customer_level_id"),
        }

    def _window_root_sql(self):
        return SQL("p.customer_state IS NOT NULL")
