from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hide_stock_customer_menus = fields.Boolean(
        related="company_id.hide_stock_customer_menus", readonly=False
    )
