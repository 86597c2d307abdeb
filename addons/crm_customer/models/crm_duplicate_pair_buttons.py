from odoo import api, fields, models


class CrmDuplicatePair(models.Model):
    """What people decide of suspected duplicates."""

    _inherit = "crm.duplicate.pair"

    def action_different(self):
        """Remember that these pairs are no duplicates.

        :raises AccessError: the user may not change both customers of each
        """
        self._check_decides()
        self._decide("different", self.env.uid, fields.Datetime.now())
        return self._make_toast(
            self.env._("%(count)s pairs: no duplicates.", count=len(self))
        )

    def action_suspect(self):
        """Ask about these pairs again."""
        self._check_decides()
        self._decide("suspected", False, False)
        return self._make_toast(
            self.env._("%(count)s pairs are suspected again.", count=len(self))
        )

    def action_merge(self):
        """Return the dialog that merges the customers of these pairs.

        :raises AccessError: the user is neither supervisor nor administrator
        """
        self._check_merges()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Customers"),
            "res_model": "crm.duplicate.merge",
            "view_mode": "form",
            "target": "new",
            "context": {"default_pair_ids": self.ids},
        }

    @api.model
    def action_refresh(self, *_selected):
        """Look over the whole stock now.

        :raises AccessError: the user is neither supervisor nor administrator
        """
        self._check_merges()
        # sudo: pairs are the system's, found over all customers
        self.sudo()._refresh()
        count = self.search_count([("state", "=", "suspected")])
        return self._make_toast(
            self.env._("%(count)s pairs of customers are suspected.", count=count)
        )

    def _check_decides(self):
        self.check_access("read")
        (self.first_id | self.second_id).check_access("write")

    def _check_merges(self):
        self.env.user._check_merges_customers()
        self.check_access("read")

    def _decide(self, state, user_id, now):
        # sudo: nobody writes pairs by hand
        self.sudo().write({"state": state, "decided_by_id": user_id, "decided_at": now})

    @api.model
    def _make_toast(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
