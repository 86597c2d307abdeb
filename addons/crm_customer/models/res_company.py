from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hide_stock_customer_menus = fields.Boolean(
        string="One Door to Customers",
        default=True,
        help="Account managers no longer see Odoo's Contacts app: they find their"
        " customers in this one.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "hide_stock_customer_menus" in vals:
            self.env.registry.clear_cache()
        return result
