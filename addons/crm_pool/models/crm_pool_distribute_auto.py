import logging
from collections import Counter

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_pool_reclaim import MAX_TRIES, TRANSIENT_ERRORS
from .moves import MOVES
from .outcome import Outcome
from .sql_arrays import sql_array

_logger = logging.getLogger(__name__)

ARRIVALS_AT_A_TIME = 1000


def add_numbers(total, numbers):
    for key, number in numbers.items():
        total[key] = total.get(key, 0) + number


class CrmPoolDistributeAuto(models.AbstractModel):
    """New arrivals of a pool that distributes by itself are given out soon after.

    Each is tried once: what nobody had room for is public like any other, so that
    full members do not make the schedule try the same records again and again.
    """

    _inherit = "crm.pool.mixin"

    def _pool_apply(self, name, rows, now, owners, pool, reason, values):
        if not (MOVES[name].arrives and pool and pool.auto_distribute):
            return super()._pool_apply(name, rows, now, owners, pool, reason, values)

        def arriving(row):
            return {**(values(row) if values else {}), "awaits_distribution": True}

        super()._pool_apply(name, rows, now, owners, pool, reason, arriving)
        self._pool_wake_distribution()

    def _pool_target(self, move, row, owner, now, values):
        """Whatever moves on is no new arrival any more."""
        target = super()._pool_target(move, row, owner, now, values)
        if not move.keeps_holding:
            target.setdefault("awaits_distribution", None)
        return target

    @api.model
    def _pool_distribute_arrivals(self, pool, now):
        """Distribute what has arrived in a pool, set by set; each is committed.

        :returns: whether there was time for all of it
        """
        cron = self.env["ir.cron"]
        left = {}
        tries, in_time = 0, True
        while in_time and (arrivals := self._pool_find_arrivals(pool)):
            stayed = {}
            try:
                with self.env.cr.savepoint():
                    done = arrivals._pool_distribute_set(pool, now, stayed)
                tries = 0
                add_numbers(left, stayed)
            except TRANSIENT_ERRORS:
                # Crons are not retried: begin again on a fresh snapshot.
                tries += 1
                done = 0
                if tries == MAX_TRIES:
                    raise
            in_time = cron._commit_progress(done)
            if not done and not tries:
                break  # somebody is moving them: the next run looks again
        pool._notify_overflow(left)
        cron._commit_progress(0)
        return in_time

    @api.model
    def _pool_find_arrivals(self, pool):
        self.flush_model(["awaits_distribution", "pool_id", "pool_place"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE awaits_distribution AND pool_id = %s"
                " AND pool_place = 'public' ORDER BY id LIMIT %s",
                SQL.identifier(self._table),
                pool.id,
                ARRIVALS_AT_A_TIME,
            )
        )
        return self.browse(row[0] for row in rows)

    def _pool_distribute_set(self, pool, now, left):
        """Distribute one set of arrivals of a pool; a set that fails is halved until
        the bad record stands alone, which then stays in the pool.

        :param dict left: gets ``{reason: number}`` of what stays in the pool
        :returns: how many are no arrivals any more
        """
        try:
            with self.env.cr.savepoint():
                locked, outcome = self._pool_distribute_locked(pool, now)
        except TRANSIENT_ERRORS:
            raise
        except (psycopg2.Error, UserError, ValueError) as error:
            if len(self) > 1:
                half = len(self) // 2
                return sum(
                    part._pool_distribute_set(pool, now, left)
                    for part in (self[:half], self[half:])
                )
            _logger.error("Distribution of %s failed: %s", self, error)
            locked = self.ids
            outcome = Outcome(refused={self.id: str(error).strip()[:500]})
        stayed = [record_id for record_id in locked if record_id in outcome.refused]
        self.browse(stayed)._pool_no_arrivals()
        add_numbers(left, Counter(outcome.refused[record_id] for record_id in stayed))
        return len(locked)

    def _pool_distribute_locked(self, pool, now):
        """Distribute what of ``self`` nobody else is moving.

        :returns: ``(ids that could be locked, Outcome)``
        """
        members = pool._get_all_receivers()
        outcome = Outcome()
        if not members:
            locked = [row["id"] for row in self._pool_lock(wait=False)]
            outcome.refuse(locked, self._pool_overflow_reason(None))
            return locked, outcome
        members._take_turns(now)
        locked = self._pool_distribute_within(
            pool, members, None, now, outcome, {}, wait=False, match_first=True
        )
        return locked, outcome

    def _pool_no_arrivals(self, pool=None):
        """Let these records, or all in a pool, be arrivals no more."""
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET awaits_distribution = NULL"
                " WHERE awaits_distribution AND %s",
                SQL.identifier(self._table),
                SQL("id = ANY(%s)", sql_array("int", self.ids))
                if pool is None
                else SQL("pool_id = %s", pool.id),
            )
        )
        self.invalidate_model(["awaits_distribution"])


class CrmPool(models.Model):
    _inherit = "crm.pool"

    @api.model
    def _cron_distribute(self):
        """Distribute new arrivals of the pools that do so by themselves, then tell
        everybody what distributions gave them."""
        now = fields.Datetime.now()
        for pool in self.search([("auto_distribute", "=", True)]):
            model = pool._get_model()
            if not model._pool_distribute_arrivals(pool, now):
                model._pool_wake_distribution()
                return
        self.env["crm.pool.member"]._tell_received()

    def _get_all_receivers(self):
        """Return the members who receive new arrivals, in their order."""
        self.ensure_one()
        return self.member_ids._filter_at_work()

    def _notify_overflow(self, reasons):
        """Tell the managers what could not be distributed by itself.

        :param dict reasons: ``{reason: number}``
        """
        if not reasons:
            return
        total = sum(reasons.values())
        lines = [
            (f"{reason} ({number})", None, None) for reason, number in reasons.items()
        ]
        for manager in self.manager_ids:
            self._notify_owner(
                manager,
                lambda env: env._(
                    "%(count)s new arrivals stay in %(pool)s",
                    count=total,
                    pool=self.with_env(env).name,
                ),
                lines,
            )
