from psycopg2.errors import SerializationFailure

from odoo import models
from odoo.tools import SQL

from .local_days import end_of_days
from .moves import COOLING_MOVES, HELD, MOVES, PUBLIC
from .outcome import Outcome

# What the gate reads of each row under its lock.
LOCKED_COLUMNS = (
    "id",
    "company_id",
    "pool_id",
    "pool_place",
    "user_id",
    "claimed_at",
    "last_contact_at",
    "protected_until",
    "reclaim_at",
    "reclaim_rule_id",
    "pool_moves",
)
BATCH_SIZE = 5000


class CrmPoolGate(models.AbstractModel):
    """The one way in which owner, pool and place change."""

    _inherit = "crm.pool.mixin"

    def _pool_move(
        self, name, now, *, member=None, pool=None, reason=None, may=None, wait=True
    ):
        """Move the records of ``self``, in their order, as far as the table allows.

        :param str name: a key of :data:`MOVES`
        :param datetime now: the moment of the move, naive UTC
        :param member: ``crm.pool.member`` who receives the records, if they end held
        :param pool: ``crm.pool`` where new records enter; others stay in theirs
        :param str reason: kept in the ledger
        :param may: function ``(row) -> refusal or None``: the right of the caller,
            asked for every locked row; ``row`` is a dict of LOCKED_COLUMNS
        :param bool wait: wait for rows that somebody else is moving, so that the
            answer can say who was faster; a schedule skips them instead
        :rtype: Outcome
        """
        move = MOVES[name]
        outcome = Outcome()
        quota = member and member._take_turn(member.pool_id._local_day(now))
        rows = self._pool_lock(wait)
        # Whose right is asked for row by row is told nothing about other rows.
        self._pool_refuse_unlocked(rows, outcome, tell_owner=wait and not may)
        # The right first: the place of what is none of theirs is nobody's business.
        if may:
            rows = self._pool_filter(rows, may, outcome)
        rows = self._pool_filter(rows, self._pool_place_refusal(move, member), outcome)
        if move.cools:
            rows = self._pool_filter_cooling(rows, member, now, outcome)
        if member:
            rows = self._pool_fit(move, rows, member, quota, outcome)
        if rows:
            self._pool_apply(name, rows, now, member, pool, reason)
            if move.day_limit:
                member._count_claims(len(rows))
            outcome.done = [row["id"] for row in rows]
        return outcome

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
        self.flush_model([*LOCKED_COLUMNS[1:], "active"])

    def _pool_try_lock(self, ids, wait):
        """Return ``{id: row}``, or None if one of them changed since the snapshot."""
        query = SQL(
            "SELECT %s FROM %s WHERE id = ANY(%s) AND %s"
            " ORDER BY id FOR NO KEY UPDATE %s",
            SQL(", ").join(map(SQL.identifier, LOCKED_COLUMNS)),
            SQL.identifier(self._table),
            ids,
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

    def _pool_filter_cooling(self, rows, member, now, outcome):
        """Refuse what the member gave up or lost within the pool's cooldown."""
        pool = member.pool_id
        if not rows or not pool.cooldown_days:
            return rows
        given_up = self._pool_given_up([row["id"] for row in rows], member.user_id)
        tz = pool._get_tz()
        ends = {
            record_id: end_of_days(date, pool.cooldown_days, tz)
            for record_id, date in given_up.items()
        }

        def refusal(row):
            end = ends.get(row["id"])
            if not end or end <= now:
                return None
            return self.env._(
                "You gave it up lately and may claim it again in %(days)s days.",
                days=(end - now).days + 1,
            )

        return self._pool_filter(rows, refusal, outcome)

    def _pool_given_up(self, ids, user):
        """Return ``{id: when}`` the user last gave up or lost each record."""
        log_field = SQL.identifier(self._pool_log_field)
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT %s, max(date) FROM crm_pool_log"
                    " WHERE from_user_id = %s AND %s = ANY(%s) AND move = ANY(%s)"
                    " GROUP BY 1",
                    log_field,
                    user.id,
                    log_field,
                    ids,
                    list(COOLING_MOVES),
                )
            )
        )

    def _pool_fit(self, move, rows, member, quota, outcome):
        """Cut the rows at the member's limits, in the order shown."""
        capacity, daily_limit, claimed = quota
        room = len(rows)
        if move.capacity and rows:
            room = max(capacity - member._count_held(self), 0)
        if room < len(rows):
            outcome.refuse(
                [row["id"] for row in rows[room:]],
                self.env._(
                    "%(user)s holds as many customers as allowed (%(capacity)s).",
                    user=self._pool_user_name(member.user_id.id),
                    capacity=capacity,
                ),
            )
            rows = rows[:room]
        if move.day_limit:
            room = max(daily_limit - claimed, 0)
            outcome.refuse(
                [row["id"] for row in rows[room:]],
                self.env._("Today's %(limit)s claims are used up.", limit=daily_limit),
            )
            rows = rows[:room]
        return rows

    def _pool_apply(self, name, rows, now, member, pool, reason):
        """Write the move: records, ledger, what hangs on them, deadlines."""
        move = MOVES[name]
        owner = member.user_id.id if move.target == HELD else None
        self._pool_write_move(name, rows, now, owner, pool, reason)
        moved = self.browse([row["id"] for row in rows])
        moved._pool_follow_owner(rows, owner)
        moved._pool_forget_cache()
        if owner:
            moved._pool_refresh_deadlines()

    def _pool_write_move(self, name, rows, now, owner, pool, reason):
        move = MOVES[name]
        self.env.cr.execute(
            SQL(
                """
                WITH asked AS (
                    SELECT * FROM unnest(%(ids)s::int[], %(from_users)s::int[],
                                         %(rules)s::int[], %(ended)s::timestamp[],
                                         %(starts)s::timestamp[])
                              AS a (id, from_user_id, rule_id, held_since, start)
                ), moved AS (
                    UPDATE %(table)s r
                       SET pool_place = %(place)s,
                           user_id = %(owner)s,
                           pool_id = COALESCE(%(pool)s, r.pool_id),
                           pool_since = %(now)s,
                           pool_moves = COALESCE(r.pool_moves, 0) + 1,
                           claimed_at = a.start,
                           protected_until = NULL,
                           reclaim_at = NULL,
                           reclaim_rule_id = NULL,
                           reclaim_notice_at = NULL,
                           reclaim_error = NULL,
                           active = r.active AND %(place)s <> 'binned',
                           write_uid = %(actor)s,
                           write_date = %(now)s
                      FROM asked a
                     WHERE r.id = a.id
                 RETURNING r.id, r.pool_id, r.company_id, r.pool_moves,
                           a.from_user_id, a.rule_id, a.held_since
                )
                INSERT INTO crm_pool_log
                    (%(log_field)s, sequence, pool_id, company_id, move,
                     from_user_id, to_user_id, actor_id, date, reason, rule_id,
                     held_since)
                SELECT id, pool_moves, pool_id, company_id, %(move)s,
                       from_user_id, %(owner)s, %(actor)s, %(now)s, %(reason)s,
                       rule_id, held_since
                  FROM moved
                 ORDER BY id
                """,
                ids=[row["id"] for row in rows],
                from_users=[row["user_id"] for row in rows],
                rules=[
                    row["reclaim_rule_id"] if name == "reclaim" else None
                    for row in rows
                ],
                table=SQL.identifier(self._table),
                log_field=SQL.identifier(self._pool_log_field),
                place=move.target,
                owner=owner,
                pool=pool.id if pool else None,
                ended=[row["claimed_at"] for row in rows],
                starts=[row.get("restored_at", now) if owner else None for row in rows],
                now=now,
                actor=self.env.uid,
                move=name,
                reason=reason or None,
            )
        )

    def _pool_follow_owner(self, rows, owner):
        """Let what hangs on the records follow them; others add by ``super()``.

        :param rows: the locked rows as they were before the move
        :param owner: id of the new owner or None
        """

    def _pool_forget_cache(self):
        self.invalidate_model()
        self.env["crm.pool"].invalidate_model(
            ["public_count", "held_count", "due_count"]
        )
        self.env["crm.pool.member"].invalidate_model(["held_count"])
