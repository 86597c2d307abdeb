from odoo import models
from odoo.tools import SQL

from .local_days import days_left, end_of_days
from .moves import COOLING_MOVES
from .sql_arrays import sql_array


class CrmPoolLimits(models.AbstractModel):
    """What a member may receive: capacity, claims of the day, cooldown, protections."""

    _inherit = "crm.pool.mixin"

    def _pool_fit_limits(self, move, rows, member, quota, now, outcome):
        """Keep the rows, in the order shown, that the limits of the move allow.

        :param move: the row of the table of moves
        :param quota: ``(capacity or None, daily limit, claims of the day)`` of the
            member, as their turn has told; None: nobody receives anything
        """
        if move.cools:
            rows = self._pool_filter_cooling(rows, member, now, outcome)
        if not member:
            return rows
        capacity, daily_limit, claimed = quota
        if move.capacity and capacity is not None:
            rows = self._pool_fit_capacity(rows, member, capacity, outcome)
        if move.day_limit:
            rows = self._pool_fit_day(rows, daily_limit, claimed, outcome)
        if move.protects:
            rows = self._pool_fit_protection(rows, member, now, outcome)
        return rows

    def _pool_filter_cooling(self, rows, member, now, outcome):
        """Refuse what the member gave up or lost within the pool's cooldown."""
        ends = self._pool_cooling_ends([row["id"] for row in rows], member, now)

        def refusal(row):
            if row["id"] not in ends:
                return None
            return self.env._(
                "You gave it up lately and may claim it again in %(days)s days.",
                days=days_left(ends[row["id"]], now),
            )

        return self._pool_filter(rows, refusal, outcome)

    def _pool_cooling_ends(self, ids, member, now):
        """Return ``{id: when the member may have it again}`` of what cools down."""
        pool = member.pool_id
        if not ids or not pool.cooldown_days:
            return {}
        tz = pool._get_tz()
        ends = {
            record_id: end_of_days(date, pool.cooldown_days, tz)
            for record_id, date in self._pool_given_up(ids, member.user_id).items()
        }
        return {record_id: end for record_id, end in ends.items() if end > now}

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
                    sql_array("int", ids),
                    list(COOLING_MOVES),
                )
            )
        )

    def _pool_fit_capacity(self, rows, member, capacity, outcome):
        """Keep as many rows, in the order shown, as the member has room for."""
        if not rows:
            return rows
        room = max(capacity - member._count_held(self), 0)
        if over := [row["id"] for row in rows[room:]]:
            outcome.refuse(over, self._pool_full_message(member, capacity))
        return rows[:room]

    def _pool_fit_capacities(self, rows, members, outcome):
        """Keep as many rows, in their order, as each of the members has room for."""
        if not rows:
            return rows
        receivers = self.env["crm.pool.member"].union(*dict.fromkeys(members.values()))
        held = receivers._count_each_held(self)
        rooms = {m: m.capacity - held.get(m.user_id.id, 0) for m in receivers}
        kept = []
        for row in rows:
            member = members[row["id"]]
            rooms[member] -= 1
            if rooms[member] >= 0:
                kept.append(row)
            else:
                reason = self._pool_full_message(member, member.capacity)
                outcome.refuse([row["id"]], reason)
        return kept

    def _pool_full_message(self, member, capacity):
        return self.env._(
            "%(user)s holds as many %(what)s as allowed (%(capacity)s).",
            user=self._pool_user_name(member.user_id.id),
            what=self._pool_nouns(),
            capacity=capacity,
        )

    def _pool_fit_day(self, rows, daily_limit, claimed, outcome):
        """Keep as many rows as the member may claim on this day."""
        room = max(daily_limit - claimed, 0)
        outcome.refuse(
            [row["id"] for row in rows[room:]],
            self.env._("Today's %(limit)s claims are used up.", limit=daily_limit),
        )
        return rows[:room]

    def _pool_fit_protection(self, rows, member, now, outcome):
        """Keep as many rows as the member may protect beside those protected."""
        return rows
