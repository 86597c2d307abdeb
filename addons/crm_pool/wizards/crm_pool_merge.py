from odoo import api, fields, models


class CrmPoolMerge(models.TransientModel):
    _name = "crm.pool.merge"
    _description = "Merge Customers"
    _inherit = ["crm.pool.wizard"]

    choice_ids = fields.Many2many("res.partner", compute="_compute_choices")
    owner_ids = fields.Many2many("res.users", compute="_compute_choices")
    into_id = fields.Many2one(
        "res.partner",
        string="What Remains",
        required=True,
        domain="[('id', 'in', choice_ids)]",
        context={"active_test": False},
    )
    user_id = fields.Many2one(
        "res.users",
        string="Held By",
        domain="[('id', 'in', owner_ids)]",
        help="Empty: whoever holds what remains, or nobody.",
    )

    @api.model
    def _get_models(self):
        """Leads are merged by Odoo's own dialog."""
        return {"res.partner": "res.partner"}

    @api.depends("customer_ids", "res_model")
    def _compute_choices(self):
        for wizard in self:
            customers = wizard._get_customers()
            is_customer = wizard.res_model == "res.partner"
            wizard.choice_ids = customers.ids if is_customer else False
            seen = customers.exists()._filtered_access("read")
            # sudo: owners of what the reader merges are no secret
            wizard.owner_ids = seen.sudo().user_id

    def action_merge(self):
        customers = self._get_customers() - self.into_id
        answer = customers.action_pool_merge(self.into_id.id, self.user_id.id or None)
        return customers._pool_toast(
            answer, self.env._("Merged into %(name)s", name=self.into_id.name)
        )
