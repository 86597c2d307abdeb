from odoo import models


class CrmPoolProtectionButtons(models.AbstractModel):
    _inherit = "crm.pool.mixin"

    def action_pool_protect_button(self):
        """Protect from a list or form; answer with a toast.

        :returns: a client action
        """
        return self._pool_toast(
            self.action_pool_protect(),
            self.env._("Protected successfully"),
            next_action={"type": "ir.actions.client", "tag": "soft_reload"},
        )
