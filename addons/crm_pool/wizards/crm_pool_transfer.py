from odoo import api, fields, models

from ..models.moves import UNDO


class CrmPoolTransfer(models.TransientModel):
    _name = "crm.pool.transfer"
    _description = "Transfer Customers"
    _inherit = ["crm.pool.reason.wizard"]

    reason_id = fields.Many2one(domain=[("kind", "=", "transfer_reason")])
    allowed_user_ids = fields.Many2many(
        "res.users", compute="_compute_allowed_users", string="Members"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Transfer To",
        required=True,
        domain="[('id', 'in', allowed_user_ids)]",
    )
    is_supervisor = fields.Boolean(compute="_compute_allowed_users")
    over_capacity = fields.Boolean(
        help="The colleague may end with more customers than allowed."
    )
    keep_shares = fields.Boolean(
        default=True, help="Colleagues to whom they are shared keep them."
    )

    @api.depends("customer_ids")
    @api.depends_context("uid")
    def _compute_allowed_users(self):
        now = fields.Datetime.now()
        rights = self.env["crm.pool.mixin"]._pool_transfer_rights(None, now)
        for wizard in self:
            wizard.is_supervisor = self.env.user._is_customer_supervisor()
            # sudo: who is in the pool of what one may pass on is no secret
            customers = wizard._get_customers().sudo().exists()
            customers = customers.filtered(lambda c: c._pool_may("transfer", rights))
            owner = customers.user_id if len(customers.user_id) == 1 else None
            members = customers.pool_id.member_ids.user_id
            wizard.allowed_user_ids = members - owner if owner else members

    def action_transfer(self):
        customers = self._get_customers()
        answer = customers.action_pool_transfer(
            self.user_id.id, self._get_reason(), self.over_capacity, self.keep_shares
        )
        return customers._pool_toast(
            answer,
            self.env._("Transferred to %(user)s", user=self.user_id.name),
            undo_minutes=UNDO["transfer"][1],
        )
