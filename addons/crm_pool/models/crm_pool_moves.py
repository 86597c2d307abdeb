from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .outcome import Outcome
from .sent import browse_sent_id, sound_text
from .sql_arrays import sql_array


class CrmPoolMoves(models.AbstractModel):
    """The moves that people make: permission, then the gate."""

    _inherit = "crm.pool.mixin"

    def action_pool_return(self, reason):
        """Give own customers back to their pool.

        :param str reason: why, kept in the ledger
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: without a reason
        """
        reason = self._pool_check_reason(reason)
        return self._pool_return(reason, fields.Datetime.now()).as_dict()

    def action_pool_assign(self, user_id):
        """Give public customers to a member of their pool.

        For pool managers and supervisors, and for team leaders to their own members.

        :param int user_id: id of the ``res.users`` who receives them
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: there is no such user
        """
        user = browse_sent_id(self.env["res.users"], user_id)
        if not user:
            raise UserError(self.env._("Choose who shall hold the customers."))
        return self._pool_assign(user, fields.Datetime.now()).as_dict()

    def action_pool_recall(self, reason):
        """Take customers back from their owners into the pool.

        For pool managers and supervisors, and for leaders from their own members;
        protected customers for supervisors only.

        :param str reason: why, kept in the ledger
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: without a reason
        """
        reason = self._pool_check_reason(reason)
        return self._pool_recall(reason, fields.Datetime.now()).as_dict()

    @api.model
    def _pool_check_reason(self, reason):
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why: choose or write a reason."))
        return sound_text(reason)

    def _pool_claim(self, now):
        """Claim for the current user, pool by pool, in the order of ``self``.

        :rtype: Outcome
        """
        user = self.env.user
        # Members may not read what lies in the pool; the gate reads it for them.
        customers = self.sudo()
        outcome = customers._pool_by_pool(
            lambda pool: pool._get_member(user),
            lambda part, member: part._pool_claim_part(member, now),
            self.env._("It lies in none of your pools."),
        )
        return outcome

    def _pool_assign(self, user, now):
        caller = self.env.user

        def get_member(pool):
            return pool._may_assign(caller, user) and pool._get_member(user)

        # The right to assign is checked for each pool, the gate does the rest.
        return self.sudo()._pool_by_pool(
            get_member,
            lambda part, member: part._pool_move("assign", now, member=member),
            self.env._(
                "You may not assign it, or %(user)s is no member of its pool.",
                user=user.name,
            ),
        )

    def _pool_by_pool(self, get_member, move, refusal, refuse=None):
        """Run a move that gives customers to somebody, each pool by itself.

        :param get_member: function ``pool -> crm.pool.member`` or nothing
        :param move: function ``(customers, member) -> Outcome``
        :param refusal: the sentence for customers of other pools
        :param refuse: function ``(customers, pool) -> Outcome`` for those of a pool
            for which there is no member, instead of that sentence
        :returns: one Outcome in the order of ``self``
        """
        total = Outcome()
        done = set()
        for pool, part in self._pool_parts_by_pool():
            member = pool and get_member(pool)
            if not member and not (pool and refuse):
                total.refuse(part.ids, refusal)
                continue
            outcome = move(part, member) if member else refuse(part, pool)
            done.update(outcome.done)
            total.refused.update(outcome.refused)
        total.done = [record_id for record_id in self.ids if record_id in done]
        return total

    def _pool_parts_by_pool(self):
        """Return ``[(pool, records)]``; what lies in none, or does not exist, is with
        the empty one."""
        self.flush_model(["pool_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, pool_id FROM %s WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                sql_array("int", self.ids),
            )
        )
        pools = dict(rows)
        parts = {}
        for record_id in self.ids:
            parts.setdefault(pools.get(record_id), []).append(record_id)
        return [
            (self.env["crm.pool"].browse(pool_id or ()), self.browse(ids))
            for pool_id, ids in parts.items()
        ]

    def _pool_return(self, reason, now):
        rights = self._pool_return_rights()
        # Only what the caller holds passes the check under the lock.
        return self.sudo()._pool_move("return", now, reason=reason, may=rights)

    def _pool_return_rights(self):
        """Return the check whether the current user may return a locked row."""
        uid = self.env.uid

        def may(row):
            if row["user_id"] != uid:
                return self.env._("You do not hold it.")
            return None

        return may

    def _pool_assign_rights(self):
        """Return the check whether the current user may assign a row to anybody."""
        # Rights of a leader or manager do not depend on what they may read.
        pools = self.env["crm.pool"].sudo()
        allowed = {}

        def may(row):
            pool = pools.browse(row["pool_id"])
            if pool not in allowed:
                allowed[pool] = bool(pool._get_assignable_members(self.env.user))
            if not allowed[pool]:
                return self.env._("There is no member whom you may assign it to.")
            return None

        return may

    def _pool_recall(self, reason, now):
        rights = self._pool_recall_rights(now)
        # The right is checked for each row under the lock.
        return self.sudo()._pool_move("recall", now, reason=reason, may=rights)

    def _pool_recall_rights(self, now):
        """Return the check whether the current user may recall a locked row."""
        caller = self.env.user
        # Rights of a leader or manager do not depend on what they may read.
        pools = self.env["crm.pool"].sudo()
        users = self.env["res.users"].sudo()  # as above

        def may(row):
            if not pools.browse(row["pool_id"])._may_assign(
                caller, users.browse(row["user_id"])
            ):
                return self.env._(
                    "You may not recall it: you neither lead its owner"
                    " nor manage its pool."
                )
            protected = row["protected_until"] and row["protected_until"] > now
            if protected and not caller._is_customer_supervisor():
                return self.env._("It is protected: only a supervisor may recall it.")
            return None

        return may
