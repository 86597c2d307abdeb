from psycopg2.errors import SerializationFailure

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .moves import HELD, MOVES, PUBLIC
from .outcome import Outcome
from .sql_arrays import sql_array

# What the gate reads of each row under its lock, beside the columns of its holding.
LOCKED_COLUMNS = (
    "id",
    "company_id",
    "pool_id",
    "pool_place",
    "pool_since",
    "pool_moves",
    "user_id",
    "claimed_at",
    "last_contact_at",
)
BATCH_SIZE = 5000


class CrmPoolGate(models.AbstractModel):
    """The one way in which owner, pool and place change."""

    _inherit = "crm.pool.mixin"

    def _pool_move(
        self,
        name,
        now,
        *,
        member=None,
        pool=None,
        reason=None,
        may=None,
        wait=True,
        over_capacity=False,
        values=None,
    ):
        """Move the records of ``self``, in their order, as far as the table allows.

        :param str name: a key of :data:`MOVES`
        :param datetime now: the moment of the move, naive UTC
        :param member: ``crm.pool.member`` who receives the records, if they end held
        :param pool: ``crm.pool`` where the records end; None: they stay in theirs
        :param str reason: kept in the ledger
        :param may: function ``(row) -> refusal or None``: the right of the caller,
            asked for every locked row; ``row`` is a dict of LOCKED_COLUMNS and of
            the columns of its holding
        :param bool wait: wait for rows that somebody else is moving, so that the
            answer can say who was faster; a schedule skips them instead
        :param bool over_capacity: the member may end with more than allowed
        :param values: function ``(row) -> {column: value}`` of what else the move
            writes, the same columns for every row: what it says of the holding
        :rtype: Outcome
        """
        move = MOVES[name]
        self._pool_check_kind(pool)
        outcome = Outcome()
        quota = member and member._take_turn(member.pool_id._local_day(now))
        rows = self._pool_lock_movable(move, member, may, wait, outcome)
        if quota and over_capacity:
            quota = (None, *quota[1:])
        rows = self._pool_fit_limits(move, rows, member, quota, now, outcome)
        if rows:
            owner = member and member.user_id.id
            owners = {row["id"]: owner for row in rows} if member else {}
            self._pool_apply(name, rows, now, owners, pool, reason, values)
            if move.day_limit:
                member._count_claims(len(rows))
            outcome.done = [row["id"] for row in rows]
        return outcome

    def _pool_lock_movable(self, move, member, may, wait, outcome):
        """Lock the rows that the caller may move and that stand where it starts."""
        rows = self._pool_lock(wait)
        # Whose right is asked for row by row is told nothing about other rows.
        self._pool_refuse_unlocked(rows, outcome, tell_owner=wait and not may)
        # The right first: the place of what is none of theirs is nobody's business.
        if may:
            rows = self._pool_filter(rows, may, outcome)
        return self._pool_filter(rows, self._pool_place_refusal(move, member), outcome)

    def _pool_give(self, name, rows, members, now):
        """Move to several members of one pool at a time, each of whom took their turn.

        :param str name: a key of :data:`MOVES` that gives away what is public
        :param rows: locked rows, where the move starts
        :param dict members: ``{id: crm.pool.member}`` who receives each of them
        :rtype: Outcome
        """
        outcome = Outcome()
        if rows := self._pool_fit_capacities(rows, members, outcome):
            self._pool_plan_plainly()
            owners = {row["id"]: members[row["id"]].user_id.id for row in rows}
            self._pool_apply(name, rows, now, owners, None, None, None)
            outcome.done = [row["id"] for row in rows]
        return outcome

    def _pool_check_kind(self, pool):
        """:raises UserError: the pool is one for something else"""
        if pool and pool.kind != self._pool_kind:
            raise UserError(
                self.env._(
                    "%(pool)s is no pool for %(what)s.",
                    pool=pool.name,
                    what=self._pool_nouns(),
                )
            )

    def _pool_lock(self, wait):
        """Lock the rows of ``self`` in id order; return them in the order asked.

        Rows that changed since this transaction's snapshot cannot be locked; they
        are left out, and :meth:`_pool_refuse_unlocked` says what became of them.
        """
        self._pool_flush()
        ids = list(dict.fromkeys(self.ids))
        locked = self._pool_try_lock(ids, wait)
        if locked is None:
            locked = {}
            for record_id in sorted(ids):
                locked.update(self._pool_try_lock([record_id], wait) or {})
        return [locked[record_id] for record_id in ids if record_id in locked]

    def _pool_flush(self):
        self.flush_model([*self._pool_locked_columns()[1:], "active"])

    def _pool_locked_columns(self):
        return [*LOCKED_COLUMNS, *self._pool_holding_columns()]

    def _pool_try_lock(self, ids, wait):
        """Return ``{id: row}``, or None if one of them changed since the snapshot."""
        query = SQL(
            "SELECT %s FROM %s WHERE id = ANY(%s) AND %s"
            " ORDER BY id FOR NO KEY UPDATE %s",
            SQL(", ").join(map(SQL.identifier, self._pool_locked_columns())),
            SQL.identifier(self._table),
            sql_array("int", ids),
            self._pool_root_condition(),
            SQL() if wait else SQL("SKIP LOCKED"),
        )
        cr = self.env.cr
        try:
            with cr.savepoint(flush=False):
                cr.execute(query, log_exceptions=False)
                return {row["id"]: row for row in cr.dictfetchall()}
        except SerializationFailure:
            return None

    def _pool_refuse_unlocked(self, rows, outcome, tell_owner):
        locked = {row["id"] for row in rows}
        missing = [record_id for record_id in self.ids if record_id not in locked]
        if not missing:
            return
        owners = self._pool_fresh_owners(missing) if tell_owner else {}
        for record_id in missing:
            outcome.refuse([record_id], self._pool_taken_message(owners.get(record_id)))

    def _pool_fresh_owners(self, ids):
        """Read who holds the records now, outside this transaction's snapshot."""
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "SELECT r.id, p.name FROM %s r"
                    " JOIN res_users u ON u.id = r.user_id"
                    " JOIN res_partner p ON p.id = u.partner_id"
                    " WHERE r.id IN (SELECT id FROM %s WHERE id = ANY(%s) AND %s)"
                    "   AND r.pool_place = 'held'",
                    SQL.identifier(self._table),
                    SQL.identifier(self._table),
                    list(ids),
                    self._pool_root_condition(),
                )
            )
            return dict(cr.fetchall())

    def _pool_taken_message(self, owner_name):
        if owner_name:
            return self.env._("%(owner)s was faster.", owner=owner_name)
        return self.env._("It is not in the pool any more.")

    def _pool_filter(self, rows, refusal, outcome):
        """Keep the rows for which ``refusal(row)`` gives no reason."""
        kept = []
        for row in rows:
            if reason := refusal(row):
                outcome.refuse([row["id"]], reason)
            else:
                kept.append(row)
        return kept

    def _pool_place_refusal(self, move, member):
        """Return the check that a row stands where the move starts."""
        owners = {}

        def refusal(row):
            if member and row["pool_id"] and row["pool_id"] != member.pool_id.id:
                return self.env._("It lies in another pool.")
            if row["pool_place"] in move.sources:
                return None
            if row["pool_place"] == HELD:
                user_id = row["user_id"]
                if user_id not in owners:
                    owners[user_id] = self._pool_user_name(user_id)
                return self._pool_taken_message(owners[user_id])
            if row["pool_place"] == PUBLIC:
                return self.env._("Nobody holds it: it lies in the pool.")
            return self._pool_taken_message(None)

        return refusal

    def _pool_user_name(self, user_id):
        """Return a colleague's name, which the answers of PO-4 may give to anybody."""
        rows = self.env.execute_query(
            SQL(
                "SELECT p.name FROM res_users u"
                " JOIN res_partner p ON p.id = u.partner_id WHERE u.id = %s",
                user_id,
            )
        )
        return rows and rows[0][0]

    def _pool_apply(self, name, rows, now, owners, pool, reason, values):
        """Write the move: records with their deadlines, ledger, what hangs on them.

        :param dict owners: ``{id: id of the user}`` who receives each; empty where
            nobody does
        """
        move = MOVES[name]
        targets = [
            self._pool_target(move, row, owners.get(row["id"]), now, values)
            for row in rows
        ]
        rules, told_after = self._pool_move_rules(rows, targets, owners, pool)
        self._pool_write_move(name, rows, targets, now, pool, rules)
        self._pool_write_log(name, rows, now, reason)
        moved = self.browse([row["id"] for row in rows])
        if not move.keeps_holding and move.target:
            moved._pool_follow_owner(rows, owners)
        moved._pool_forget_cache()
        if told_after:
            moved._pool_refresh_deadlines()

    def _pool_holding_columns(self):
        """Return the columns that say something of one holding: they are empty when
        it begins and when it ends, and an undo brings them back."""
        return [
            "protected_until",
            "reclaim_at",
            "reclaim_rule_id",
            "reclaim_notice_at",
            "reclaim_error",
        ]

    def _pool_follow_owner(self, rows, owners):
        """Let what hangs on the records follow them; others add by ``super()``.

        :param rows: the locked rows as they were before the move
        :param dict owners: as in :meth:`_pool_apply`
        """

    def _pool_forget_cache(self):
        self.invalidate_model()
        self.env["crm.pool"].invalidate_model(
            ["public_count", "held_count", "due_count"]
        )
        self.env["crm.pool.member"].invalidate_model(["held_count"])
