from odoo import api, fields, models

from ..models.moves import UNDO


class CrmPoolAssign(models.TransientModel):
    _name = "crm.pool.assign"
    _description = "Assign Customers"
    _inherit = ["crm.pool.wizard"]

    allowed_member_ids = fields.Many2many(
        "crm.pool.member", string="Members", compute="_compute_allowed_members"
    )
    member_id = fields.Many2one(
        "crm.pool.member",
        string="Assign To",
        required=True,
        domain="[('id', 'in', allowed_member_ids)]",
    )

    @api.depends("customer_ids")
    @api.depends_context("uid")
    def _compute_allowed_members(self):
        for wizard in self:
            # A leader assigns public customers that only the window shows.
            pools = wizard._get_customers().sudo().pool_id
            wizard.allowed_member_ids = pools._get_assignable_members(self.env.user)

    def action_assign(self):
        customers = self._get_customers()
        return customers._pool_toast(
            customers.action_pool_assign(self.member_id.user_id.id),
            self.env._("Assigned to %(user)s", user=self.member_id.user_id.name),
            undo_minutes=UNDO["assign"][1],
        )
