from odoo import api, fields, models
from odoo.exceptions import UserError

from .sent import browse_sent_id


class CrmPool(models.Model):
    _inherit = "crm.pool"

    def _is_arranged_by(self, user):
        """Whether ``user`` may move what is public between this pool and others."""
        self.ensure_one()
        if self._is_supervised_by(user):
            return True
        return user in self.manager_ids and self.company_id in user.company_ids

    def _move_refusal(self, target, user):
        """Say why ``user`` may not move what lies in this pool to ``target``."""
        self.ensure_one()
        if not target._is_arranged_by(user):
            return self.env._("You do not manage the pool where it shall lie.")
        if target == self:
            return self.env._("It lies in %(pool)s already.", pool=self.name)
        if (target.company_id, target.kind) != (self.company_id, self.kind):
            return self.env._(
                "%(pool)s belongs to another company or is for something else.",
                pool=target.name,
            )
        return None

    def _get_move_targets(self, user):
        """Return the other pools into which ``user`` may move what lies in these."""
        if not self:
            return self
        pools = self.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("kind", "in", self.mapped("kind")),
            ]
        )
        allowed = pools.filtered(lambda pool: pool._is_arranged_by(user))
        return allowed - self if len(self) == 1 else allowed

    def _may_move_any(self, caller, kind):
        """Whether ``caller`` may move anything of a kind to another pool."""
        # sudo: what one manages does not depend on which pools one may read
        pools = self.sudo().search(
            [("company_id", "in", caller.company_ids.ids), ("kind", "=", kind)]
        )
        arranged = pools.filtered(lambda pool: pool._is_arranged_by(caller))
        return len(arranged) > len(arranged.company_id)


class CrmPoolMovePool(models.AbstractModel):
    """Move 换池: what nobody holds goes to another pool."""

    _inherit = "crm.pool.mixin"

    is_pool_move_allowed = fields.Boolean(
        compute="_compute_is_pool_move_allowed", groups="base.group_user"
    )

    @api.depends("user_id", "pool_id", "pool_place")
    @api.depends_context("uid")
    def _compute_is_pool_move_allowed(self):
        rights = self._pool_move_rights(None)
        for record in self:
            record.is_pool_move_allowed = record._pool_may("move", rights)

    def action_pool_move(self, pool_id, reason=None):
        """Move public customers to another pool of the same company and kind.

        For managers of both pools, and for supervisors.

        :param int pool_id: id of the ``crm.pool`` where they shall lie
        :param str reason: kept in the ledger, if any
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: there is no such pool
        """
        # Which pools there are is asked for whoever calls; the right comes next.
        pool = browse_sent_id(self.env["crm.pool"].sudo(), pool_id)
        # Nor is a pool for something else named to whoever guesses its id.
        if not pool or not pool.active or pool.kind != self._pool_kind:
            raise UserError(self.env._("Choose the pool where they shall lie."))
        reason = reason and self._pool_check_reason(reason)
        # The right is checked for each row under the lock.
        outcome = self.sudo()._pool_move(
            "move",
            fields.Datetime.now(),
            pool=pool,
            reason=reason,
            may=self._pool_move_rights(pool),
        )
        return outcome.as_dict()

    def _pool_move_rights(self, target):
        """Return the check whether the current user may move a locked row.

        :param target: ``crm.pool``; None: any other
        """
        caller = self.env.user
        # Who manages a pool does not depend on what the caller may read.
        pools = self.env["crm.pool"].sudo()

        def may(row):
            pool = pools.browse(row["pool_id"])
            if not pool or not pool._is_arranged_by(caller):
                return self.env._("You do not manage the pool in which it lies.")
            if target:
                return pool._move_refusal(target, caller)
            if not pool._get_move_targets(caller):
                return self.env._("There is no other pool for it.")
            return None

        return may
