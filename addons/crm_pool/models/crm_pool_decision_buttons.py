from odoo import api, models


class CrmPoolDecisionMixin(models.AbstractModel):
    """What the screens show of decisions."""

    _inherit = "crm.pool.decision.mixin"

    def action_approve_button(self):
        """Approve without a note; answer with a toast."""
        return self._decision_toast(self.action_approve(), self.env._("Approved"))

    def action_withdraw_button(self):
        """Withdraw one's own; answer with a toast."""
        return self._decision_toast(self.action_withdraw(), self.env._("Withdrawn"))

    def action_decide_button(self):
        """Open the dialog that asks for a note."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_pool.crm_pool_decide_action"
        )
        action["context"] = {"active_model": self._name, "active_ids": self.ids}
        return action

    def _decision_toast(self, answer, title):
        """Return the client action that says what was decided, and what was not."""
        # A name is computed in sudo, for whoever asks: only for those who may.
        known = self.exists()._filtered_access("read")
        names = {record.id: record.display_name for record in known}
        done = answer["done"]
        what = (
            names[done[0]]
            if len(done) == 1
            else self.env._("%(count)s requests", count=len(done))
        )
        return {
            "type": "ir.actions.client",
            "tag": "crm_pool_toast",
            "params": {
                "done": self.env._("%(title)s: %(what)s", title=title, what=what)
                if done
                else "",
                "refused": [
                    self.env._(
                        "%(what)s: %(reason)s",
                        what=names.get(int(key), self.env._("1 request")),
                        reason=reason,
                    )
                    for key, reason in answer["refused"].items()
                ],
                "undo": [],
                "undo_minutes": 0,
                "lost": [],
                "left_window": [],
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    def _get_decisions_action(self):
        """Return the list: what is to be decided, for those who decide; one's own for
        everybody else."""
        action = self.env["ir.actions.act_window"]._for_xml_id(self._decision_action)
        action.pop("path", None)
        may_decide = self.env["crm.pool"]._may_assign_any(self.env.user)
        action["context"] = {
            "pool_may_decide": may_decide,
            "search_default_open": 1,
            **({} if may_decide else {"search_default_mine": 1}),
        }
        return action
