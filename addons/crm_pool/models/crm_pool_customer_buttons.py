from odoo import api, fields, models


class CrmPoolCustomer(models.Model):
    _inherit = "crm.pool.customer"

    is_claim_allowed = fields.Boolean(compute="_compute_pool_rights")
    is_assign_allowed = fields.Boolean(compute="_compute_pool_rights")

    @api.depends("place", "pool_id")
    @api.depends_context("uid")
    def _compute_pool_rights(self):
        user = self.env.user
        # Who is a member, and of whom one may decide, is no secret of the pool's.
        pools = self.pool_id.sudo()
        claimable = pools.filtered(lambda pool: pool._get_member(user))
        assignable = pools.filtered(lambda pool: pool._get_assignable_members(user))
        for customer in self:
            is_public = customer.place == "public"
            pool = customer.pool_id
            customer.is_claim_allowed = is_public and pool in claimable
            customer.is_assign_allowed = is_public and pool in assignable

    def action_claim_button(self):
        """Claim from the window; answer with a toast.

        :returns: a client action; with ``pool_open_claimed`` in the context, it then
            opens the customer that was claimed
        """
        answer = self.action_claim()
        done = answer["done"]
        next_action = None
        if done and self.env.context.get("pool_open_claimed"):
            next_action = {
                "type": "ir.actions.act_window",
                "res_model": "res.partner",
                "res_id": done[0],
                "views": [
                    (
                        self.env.ref("crm_customer.res_partner_view_form_customer").id,
                        "form",
                    )
                ],
            }
        customers = self.env["res.partner"].browse(self.ids)
        return customers._pool_toast(
            answer, self.env._("Claimed successfully"), next_action=next_action
        )

    @api.model
    def _get_window_action(self):
        """Return the window's action with the buttons that the user can use."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_pool.crm_pool_customer_action"
        )
        action.pop("path", None)
        # A member row of one's own is always readable.
        membership = self.env["crm.pool.member"].search_count(
            [("user_id", "=", self.env.uid)], limit=1
        )
        action["context"] = {
            "search_default_public": 1,
            "pool_may_claim": bool(membership),
            "pool_may_assign": self.env["crm.pool"]._may_assign_any(self.env.user),
        }
        return action
