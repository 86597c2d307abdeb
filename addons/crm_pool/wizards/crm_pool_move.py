from odoo import api, fields, models


class CrmPoolMove(models.TransientModel):
    _name = "crm.pool.move"
    _description = "Move to Another Pool"
    _inherit = ["crm.pool.wizard"]

    allowed_pool_ids = fields.Many2many(
        "crm.pool", string="Pools", compute="_compute_allowed_pools"
    )
    pool_id = fields.Many2one(
        "crm.pool",
        string="Move To",
        required=True,
        domain="[('id', 'in', allowed_pool_ids)]",
    )
    note = fields.Char(string="Reason", help="Kept in the ledger.")

    @api.depends("customer_ids", "res_model")
    @api.depends_context("uid")
    def _compute_allowed_pools(self):
        for wizard in self:
            # Managers move what they see in the window alone.
            pools = wizard._get_customers().sudo().pool_id
            wizard.allowed_pool_ids = pools._get_move_targets(self.env.user)

    def action_move(self):
        customers = self._get_customers()
        return customers._pool_toast(
            customers.action_pool_move(self.pool_id.id, self.note),
            self.env._("Moved to %(pool)s", pool=self.pool_id.name),
        )
