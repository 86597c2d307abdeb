from odoo import api, fields, models


class CrmPoolWindow(models.AbstractModel):
    """Another pool for what lies in the window."""

    _inherit = "crm.pool.window"

    is_move_allowed = fields.Boolean(compute="_compute_is_move_allowed")

    @api.depends("place", "pool_id")
    @api.depends_context("uid")
    def _compute_is_move_allowed(self):
        user = self.env.user
        # sudo: what one manages does not depend on which pools one may read
        movable = self.pool_id.sudo().filtered(
            lambda pool: pool._is_arranged_by(user) and pool._get_move_targets(user)
        )
        for row in self:
            row.is_move_allowed = row.place == "public" and row.pool_id in movable

    @api.model
    def _get_window_action(self):
        """Return the window's action, with the button for another pool."""
        action = super()._get_window_action()
        kind = self.env[self._window_of]._pool_kind
        action["context"]["pool_may_move"] = self.env["crm.pool"]._may_move_any(
            self.env.user, kind
        )
        return action
