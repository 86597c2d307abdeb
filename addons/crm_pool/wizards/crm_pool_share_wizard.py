from odoo import api, fields, models

from ..models.crm_pool_share import ACCESS, READ


class CrmPoolShareWizard(models.TransientModel):
    _name = "crm.pool.share.wizard"
    _description = "Share Customers"
    _inherit = ["crm.pool.wizard"]

    allowed_user_ids = fields.Many2many(
        "res.users", string="Allowed", compute="_compute_allowed_users"
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Colleagues",
        required=True,
        domain="[('id', 'in', allowed_user_ids)]",
    )
    access = fields.Selection(ACCESS, default=READ, required=True)
    until = fields.Date(
        string="Last Day", help="To its midnight. Leave it empty for an open end."
    )

    @api.model
    def _get_models(self):
        """Leads are not shared."""
        return {"res.partner": "res.partner"}

    @api.depends("customer_ids")
    @api.depends_context("uid")
    def _compute_allowed_users(self):
        for wizard in self:
            # sudo: whoever shares it knows whose companies and customers they are
            customers = wizard._get_customers().sudo().exists()
            customers = customers.filtered("is_pool_unshare_allowed")
            owners = customers.user_id
            needless = [self.env.uid, *(owners.ids if len(owners) == 1 else [])]
            domain = [
                ("share", "=", False),
                ("id", "not in", needless),
                ("company_ids", "in", customers.company_id.ids or self.env.company.ids),
            ]
            wizard.allowed_user_ids = self.env["res.users"].search(domain)

    def action_share(self):
        return self._get_customers()._pool_share_toast(
            self.user_ids, self.access, self.until
        )
