from odoo import api, fields, models
from odoo.exceptions import AccessError

from .moves import BINNED, PUBLIC

ADMINISTRATOR = "crm_customer.group_customer_admin"


class CrmPoolBin(models.AbstractModel):
    """Recycle bin 回收站: what is deleted can be brought back."""

    _inherit = "crm.pool.mixin"

    is_pool_bin_allowed = fields.Boolean(
        compute="_compute_is_pool_bin_allowed", groups="base.group_user"
    )
    is_pool_restore_allowed = fields.Boolean(
        compute="_compute_is_pool_bin_allowed",
        groups="base.group_user",
        help="It lies in the recycle bin, and the reader may restore and purge it.",
    )
    binned_by_id = fields.Many2one(
        "res.users",
        string="Deleted By",
        compute="_compute_binned",
        groups="base.group_user",
    )
    binned_reason = fields.Char(
        string="Why", compute="_compute_binned", groups="base.group_user"
    )

    @api.depends("user_id", "pool_id", "pool_place")
    @api.depends_context("uid")
    def _compute_is_pool_bin_allowed(self):
        may_delete = self.env.user._may_operate("delete")
        may_restore = self.env.user.has_group(ADMINISTRATOR)
        rights = self._pool_bin_rights()
        for record in self:
            record.is_pool_bin_allowed = may_delete and record._pool_may("bin", rights)
            record.is_pool_restore_allowed = may_restore and record._pool_may(
                "restore", lambda row: None
            )

    @api.depends("pool_place")
    def _compute_binned(self):
        # Whoever reads what was deleted may read by whom and why.
        logs = self.env["crm.pool.log"].sudo()
        binned = self.filtered(lambda record: record.pool_place == BINNED)
        rows = logs.search(
            [(self._pool_log_field, "in", binned.ids), ("move", "=", "bin")], order="id"
        )
        last = {log[self._pool_log_field].id: log for log in rows}
        for record in self:
            log = last.get(record.id, logs) if record in binned else logs
            record.binned_by_id = log.actor_id
            record.binned_reason = log.reason

    def action_pool_bin(self, reason):
        """Put customers into the recycle bin, with their contacts.

        For owners, for managers of the pool where a public customer lies, and for
        supervisors, with the right to delete. Customer administrators restore them.

        :param str reason: why, kept in the ledger
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: without a reason
        :raises AccessError: the caller lacks the right to delete
        """
        self.env.user._check_operation("delete")
        reason = self._pool_check_reason(reason)
        return self._pool_bin(reason, fields.Datetime.now()).as_dict()

    def action_pool_restore(self, reason):
        """Bring customers back from the recycle bin: they are public in their pool.

        :param str reason: why, kept in the ledger
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: without a reason
        :raises AccessError: the caller is no customer administrator
        """
        self._pool_check_administrator()
        reason = self._pool_check_reason(reason)
        # The caller's right was checked; the gate writes for administrators too.
        outcome = self.sudo()._pool_move(
            "restore", fields.Datetime.now(), reason=reason, may=self._pool_is_binned
        )
        return outcome.as_dict()

    @api.model
    def _pool_check_administrator(self):
        """:raises AccessError: the caller is no customer administrator"""
        if not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(self.env._("Only customer administrators do this."))

    def _pool_is_binned(self, row):
        """The check that a locked row lies in the bin of one of the caller's
        companies."""
        if row["pool_place"] != BINNED:
            return self._pool_not_binned_message()
        if row["company_id"] and row["company_id"] not in self.env.companies.ids:
            return self.env._("It belongs to another company: switch to it first.")
        return None

    def _pool_not_binned_message(self):
        return self.env._("It does not lie in the recycle bin.")

    def _pool_bin(self, reason, now):
        rights = self._pool_bin_rights()
        # The right is checked for each row under the lock.
        return self.sudo()._pool_move("bin", now, reason=reason, may=rights)

    def _pool_bin_rights(self):
        """Return the check whether the current user may bin a locked row."""
        caller = self.env.user
        # Rights of an owner or manager do not depend on what they may read.
        pools = self.env["crm.pool"].sudo()

        def may(row):
            pool = pools.browse(row["pool_id"])
            if row["user_id"] == caller.id or pool._is_supervised_by(caller):
                return None
            manages = (
                caller in pool.manager_ids and pool.company_id in caller.company_ids
            )
            if row["pool_place"] == PUBLIC and manages:
                return None
            return self.env._(
                "You may not delete it: you neither hold it nor manage the pool in"
                " which nobody holds it."
            )

        return may
