from odoo import api, fields, models

from odoo.addons.crm_privacy.models.res_users import SEE_ALL_CUSTOMERS_GROUPS

from .moves import MOVES


class ResPartner(models.Model):
    """What the screens ask: may this be done, and what to say when it was."""

    _inherit = "res.partner"

    is_pool_return_allowed = fields.Boolean(
        compute="_compute_pool_rights", groups="base.group_user"
    )
    is_pool_assign_allowed = fields.Boolean(
        compute="_compute_pool_rights", groups="base.group_user"
    )
    is_pool_recall_allowed = fields.Boolean(
        compute="_compute_pool_rights", groups="base.group_user"
    )
    is_protected = fields.Boolean(
        compute="_compute_is_protected", groups="base.group_user"
    )
    pool_log_count = fields.Integer(
        string="Movement Count",
        compute="_compute_pool_log_count",
        groups="base.group_user",
    )

    @api.depends("user_id", "pool_id", "pool_place", "protected_until", "customer_id")
    @api.depends_context("uid")
    def _compute_pool_rights(self):
        now = fields.Datetime.now()
        returns = self._pool_return_rights()
        recalls = self._pool_recall_rights(now)
        assigns = self._pool_assign_rights()
        for partner in self:
            partner.is_pool_return_allowed = partner._pool_may("return", returns)
            partner.is_pool_recall_allowed = partner._pool_may("recall", recalls)
            partner.is_pool_assign_allowed = partner._pool_may("assign", assigns)

    def _pool_may(self, move, rights):
        """Whether ``rights`` and the table of moves let the customer go this way."""
        self.ensure_one()
        if self.customer_id != self or self.pool_place not in MOVES[move].sources:
            return False
        row = {
            "user_id": self.user_id.id,
            "pool_id": self.pool_id.id,
            "protected_until": self.protected_until,
            "protection_count": self.protection_count,
        }
        return not rights(row)

    @api.depends("protected_until")
    def _compute_is_protected(self):
        now = fields.Datetime.now()
        for partner in self:
            until = partner.protected_until
            partner.is_protected = bool(until and until > now)

    def _compute_pool_log_count(self):
        groups = self.env["crm.pool.log"]._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.pool_log_count = counts.get(partner.id, 0)

    def action_pool_open_log(self):
        """Open the movements of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_pool.crm_pool_log_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {}
        action.pop("path", None)
        return action

    def action_pool_undo_button(self):
        """Undo from the toast; answer with a toast.

        :returns: a client action
        """
        answer = self.action_pool_undo()
        return self._pool_toast(
            answer,
            self.env._("Undone successfully"),
            next_action={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    def action_pool_retry_button(self):
        """Let the schedule try again what it had set aside; answer with a toast.

        :returns: a client action
        """
        return self._pool_toast(self.action_pool_retry(), self.env._("Will be retried"))

    @api.model
    def _get_customers_action(self):
        """Return the window action of the customer list for the current user: on
        one's own customers, with the buttons of those who lead somebody."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer.res_partner_action_customers"
        )
        action.pop("path", None)
        context = {
            "default_customer_state": "potential",
            "default_is_company": True,
            "pool_may_assign": self.env["crm.pool"]._may_assign_any(self.env.user),
        }
        if not self.env.user._has_any_group(SEE_ALL_CUSTOMERS_GROUPS):
            context["search_default_mine"] = 1
        action["context"] = context
        return action
