from odoo import api, fields, models
from odoo.tools import SQL

from .crm_pool_decision_mixin import ASKED
from .local_days import end_of_days
from .moves import PUBLIC
from .outcome import Outcome
from .sql_arrays import sql_array

OPEN_DAYS = 7


class CrmPoolRequesting(models.AbstractModel):
    """Asking for what lies in a pool, and what becomes of that when it moves."""

    _inherit = "crm.pool.mixin"

    @api.model
    def _pool_request(self, ids, reason, now):
        """Ask for public records for the current user.

        :param ids: ids of the records, in the order shown
        :param str reason: why, told to who decides
        :rtype: Outcome
        """
        user = self.env.user
        # sudo: members may not read what lies in the pool; the engine reads it for them
        records = self.sudo().browse(ids)
        return records._pool_by_pool(
            lambda pool: pool._get_member(user),
            lambda part, member: part._pool_request_part(member, reason, now),
            self.env._("It lies in none of your pools."),
        )

    def _pool_request_part(self, member, reason, now):
        """Ask for records of one pool, as superuser, for one of its members."""
        outcome = Outcome()
        pool = member.pool_id
        if pool.claim_mode != "approval":
            outcome.refuse(
                self.ids, self.env._("It needs no request: claim it in the pool.")
            )
            return outcome
        # Two calls at once: the later one runs again and sees the first one's rows.
        member._take_turn(pool._local_day(now))
        rows = self._pool_lock(wait=True)
        self._pool_refuse_unlocked(rows, outcome, tell_owner=True)
        rows = self._pool_filter(rows, self._pool_request_refusal(member), outcome)
        rows = self._pool_filter_cooling(rows, member, now, outcome)
        rows = self._pool_fit_requests(rows, member, outcome)
        requests = self.env["crm.pool.request"].create(
            [
                {
                    self._pool_log_field: row["id"],
                    "pool_id": pool.id,
                    "asked_by_id": member.user_id.id,
                    "asked_at": now,
                    "expires_at": end_of_days(now, OPEN_DAYS, pool._get_tz()),
                    "reason": reason,
                }
                for row in rows
            ]
        )
        requests._ask_deciders()
        outcome.done = [row["id"] for row in rows]
        return outcome

    def _pool_request_refusal(self, member):
        """Return the check that a record is public and not asked for by the member."""
        asked = self._pool_open_requests(member.user_id)
        asked_ids = {request[self._pool_log_field].id for request in asked}

        def refusal(row):
            if row["pool_place"] != PUBLIC:
                return self.env._("It is not in the pool any more.")
            if row["id"] in asked_ids:
                return self.env._("You have asked for it already.")
            return None

        return refusal

    def _pool_open_requests(self, user=None):
        """Return the open requests for the records of ``self``, as superuser."""
        domain = [(self._pool_log_field, "in", self.ids), ("state", "=", ASKED)]
        if user:
            domain.append(("asked_by_id", "=", user.id))
        # sudo: requests of all members count
        return self.env["crm.pool.request"].sudo().search(domain)

    def _pool_fit_requests(self, rows, member, outcome):
        """A member has no more open requests than claims a day."""
        limit = member.daily_limit
        open_count = self.env["crm.pool.request"].search_count(
            [
                ("pool_id", "=", member.pool_id.id),
                ("asked_by_id", "=", member.user_id.id),
                ("state", "=", ASKED),
            ]
        )
        room = max(limit - open_count, 0)
        outcome.refuse(
            [row["id"] for row in rows[room:]],
            self.env._(
                "You have %(count)s open requests, as many as you may claim a day:"
                " wait for the answers, or withdraw some.",
                count=open_count + min(room, len(rows)),
            ),
        )
        return rows[:room]

    def _pool_claim_part(self, member, now):
        """Claim records of one pool, where the pool lets its members do so."""
        if member.pool_id.claim_mode == "approval":
            outcome = Outcome()
            outcome.refuse(
                self.ids, self.env._("This pool grants on request: apply for it.")
            )
            return outcome
        return self._pool_move("claim", now, member=member)

    def _pool_follow_owner(self, rows, owners):
        """What has left the pool is not to be had any more."""
        result = super()._pool_follow_owner(rows, owners)
        left = self._pool_left(rows, owners)
        requests = left._pool_open_requests()
        if requests:
            asked = {request: request[self._pool_log_field].id for request in requests}
            holders = {request: owners.get(asked[request]) for request in requests}
            requests._close(fields.Datetime.now(), holders)
        return result

    def _pool_left(self, rows, owners):
        """Return the public records that a move took out of their pool: a merge leaves
        some there.

        :param rows: as they were before the move
        """
        public = [row for row in rows if row["pool_place"] == PUBLIC]
        pools = {row["id"]: row["pool_id"] for row in public}
        if all(owners.get(record_id) for record_id in pools):
            return self.browse(pools)
        stayed = self.env.execute_query(
            SQL(
                "SELECT id, pool_id FROM %s WHERE id = ANY(%s) AND pool_place = %s",
                SQL.identifier(self._table),
                sql_array("int", pools),
                PUBLIC,
            )
        )
        return self.browse(pools.keys() - {i for i, pool in stayed if pools[i] == pool})
