from odoo import api, fields, models


class CrmPoolWindow(models.AbstractModel):
    """Applying in the window of a pool that grants on request."""

    _inherit = "crm.pool.window"

    is_request_allowed = fields.Boolean(compute="_compute_request_rights")
    is_requested = fields.Boolean(
        string="Applied For", compute="_compute_request_rights"
    )
    request_label = fields.Char(
        string="Request",
        compute="_compute_request_rights",
        help="What stands in place of the button: it is applied for, rests, or may be"
        " had again in some days.",
    )

    @api.depends("place", "pool_id", "rest_until")
    @api.depends_context("uid", "lang")
    def _compute_request_rights(self):
        user = self.env.user
        # sudo: who is a member is no secret of the pool's
        pools = self.pool_id.sudo().filtered(
            lambda pool: pool.claim_mode == "approval" and pool._get_member(user)
        )
        asked = self._get_records()._pool_open_requests(user)
        asked_ids = {request._get_record().id for request in asked}
        for row in self:
            row.is_requested = row.id in asked_ids
            row.request_label = (
                self.env._("Applied for") if row.is_requested else row.claim_label
            )
            is_free = not (row.is_requested or row.claim_refusal)
            row.is_request_allowed = (
                row.place == "public" and row.pool_id in pools and is_free
            )

    @api.depends("place", "pool_id", "rest_until")
    @api.depends_context("uid", "lang")
    def _compute_pool_rights(self):
        result = super()._compute_pool_rights()
        for row in self:
            if row.is_claim_allowed and row.pool_id.claim_mode == "approval":
                row.is_claim_allowed = False
        return result

    def action_request(self, reason, request_key=None):
        """Ask for what is public for the current user; whoever may assign to the
        user decides.

        :param str reason: why, told to who decides
        :param str request_key: the same key gives the same answer, nothing twice
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: without a reason
        """
        records = self._get_records()
        reason = records._pool_check_reason(reason)
        return self.env["crm.pool.call"]._once(
            request_key,
            lambda: records._pool_request(
                records.ids, reason, fields.Datetime.now()
            ).as_dict(),
        )

    @api.model
    def _get_window_action(self):
        """Return the window's action with the button for applying, if it is of use."""
        action = super()._get_window_action()
        kind = self.env[self._window_of]._pool_kind
        # A member row of one's own is always readable.
        modes = (
            self.env["crm.pool.member"]
            .search([("user_id", "=", self.env.uid), ("pool_id.kind", "=", kind)])
            .pool_id.mapped("claim_mode")
        )
        action["context"].update(
            pool_may_request="approval" in modes,
            pool_may_claim="free" in modes,
        )
        return action
