from odoo import api, fields, models

from .moves import MOVES


class CrmPoolButtons(models.AbstractModel):
    """What the screens ask: may this be done, and what to say when it was."""

    _inherit = "crm.pool.mixin"

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

    @api.depends("user_id", "pool_id", "pool_place", "protected_until")
    @api.depends_context("uid")
    def _compute_pool_rights(self):
        now = fields.Datetime.now()
        returns = self._pool_return_rights()
        recalls = self._pool_recall_rights(now)
        assigns = self._pool_assign_rights()
        for record in self:
            record.is_pool_return_allowed = record._pool_may("return", returns)
            record.is_pool_recall_allowed = record._pool_may("recall", recalls)
            record.is_pool_assign_allowed = record._pool_may("assign", assigns)

    def _pool_may(self, move, rights):
        """Whether ``rights`` and the table of moves let the record go this way."""
        self.ensure_one()
        if self._pool_roots() != self or self.pool_place not in MOVES[move].sources:
            return False
        row = {
            "user_id": self.user_id.id,
            "pool_place": self.pool_place,
            "pool_id": self.pool_id.id,
            "protected_until": self.protected_until,
            "protection_count": self.protection_count,
        }
        return not rights(row)

    @api.depends("protected_until")
    def _compute_is_protected(self):
        now = fields.Datetime.now()
        for record in self:
            until = record.protected_until
            record.is_protected = bool(until and until > now)

    def _compute_pool_log_count(self):
        name = self._pool_log_field
        groups = self.env["crm.pool.log"]._read_group(
            [(name, "in", self.ids)], [name], ["__count"]
        )
        counts = {record.id: count for record, count in groups}
        for record in self:
            record.pool_log_count = counts.get(record.id, 0)

    def action_pool_open_log(self):
        """Open the movements of this record."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_pool.crm_pool_log_action"
        )
        action["domain"] = [(self._pool_log_field, "=", self.id)]
        action["context"] = {}
        action.pop("path", None)
        return action

    def _pool_open_form(self):
        """Return the action that opens this record."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self._pool_form_id(), "form")],
        }

    @api.model
    def _pool_form_id(self):
        """Return the id of the form in which our screens open such records."""
        return False

    @api.model
    def _pool_button_flags(self):
        """Return, as keys of a context, which buttons of a list the reader can use."""
        pools, user = self.env["crm.pool"], self.env.user
        return {
            "pool_may_assign": pools._may_assign_any(user),
            "pool_may_move": pools._may_move_any(user, self._pool_kind),
        }

    @api.model
    def _get_pool_action(self):
        """Return the window action of the list of such records for the reader."""
        raise NotImplementedError

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

    def action_pool_open_distribution(self):
        """Open the dialog that distributes these, or all that match the filter.

        :returns: a window action
        """
        return self.env["crm.pool.distribute"]._open(self)
