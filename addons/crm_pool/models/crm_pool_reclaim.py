import logging

import psycopg2
from psycopg2.errors import DeadlockDetected, SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .crm_pool_gate import BATCH_SIZE
from .outcome import Outcome

_logger = logging.getLogger(__name__)

TRANSIENT_ERRORS = (SerializationFailure, DeadlockDetected)
# Lost races and connections, a full disk: no record is to blame.
NOT_THE_RECORD = (psycopg2.OperationalError, psycopg2.InterfaceError)
MAX_TRIES = 5
SET_ASIDE_GROUPS = (
    "sales_team.group_sale_manager",
    "crm_customer.group_customer_admin",
)


class CrmPoolReclaim(models.AbstractModel):
    """Scheduled reclaim: due records go back to their pool in bounded sets."""

    _inherit = "crm.pool.mixin"

    @api.model
    def _cron_pool_reclaim(self):
        """Take back what is due, set by set; each is committed by itself."""
        now = fields.Datetime.now()
        cron = self.env["ir.cron"]
        tries = 0
        while ids := self._pool_due_ids(now, BATCH_SIZE):
            try:
                with self.env.cr.savepoint():
                    done = self.browse(ids)._pool_reclaim(now)
                tries = 0
            except TRANSIENT_ERRORS:
                # Crons are not retried: begin again on a fresh snapshot.
                tries += 1
                done = 0
                if tries == MAX_TRIES:
                    raise
            remaining = 0 if tries == 0 and len(ids) < BATCH_SIZE else 1
            if not cron._commit_progress(done, remaining=remaining):
                return
            if not done and not tries:
                return
        cron._commit_progress(0, remaining=0)

    @api.model
    def _pool_due_ids(self, now, limit):
        """Return ids of at most ``limit`` records that are due, first due first."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE reclaim_at <= %s AND reclaim_error IS NULL"
                " ORDER BY reclaim_at LIMIT %s",
                SQL.identifier(self._table),
                now,
                limit,
            )
        )
        return [row[0] for row in rows]

    def _pool_reclaim(self, now):
        """Reclaim the records of ``self`` that are due, checked under the lock.

        A set that fails is halved until the bad record stands alone; that one keeps
        its error and its owner, the others go on.

        :returns: how many were reclaimed or set aside
        """
        if not self:
            return 0
        # What others left pending must not be blamed on these records.
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                outcome = self._pool_move(
                    "reclaim", now, may=self._pool_due_check(now), wait=False
                )
                return len(outcome.done)
        except NOT_THE_RECORD:
            raise
        except (psycopg2.Error, UserError, ValueError) as error:
            if len(self) == 1:
                return self._pool_set_aside(error)
        half = len(self) // 2
        return self[:half]._pool_reclaim(now) + self[half:]._pool_reclaim(now)

    def _pool_due_check(self, now):
        """Return the check that a locked row is due at ``now``."""

        def may(row):
            is_due = row["reclaim_at"] and row["reclaim_at"] <= now
            spared = (row["protected_until"], row["rest_until"])
            if not is_due or any(until and until > now for until in spared):
                return self.env._("It is not due any more.")
            return None

        return may

    def _pool_set_aside(self, error):
        """Keep a record that cannot be reclaimed out of the schedule, with why."""
        message = str(error).strip()[:500]
        _logger.error("Reclaim of %s failed: %s", self, message)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET reclaim_error = %s WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                message or type(error).__name__,
                self.ids,
            )
        )
        self.invalidate_recordset(["reclaim_error"])
        return 1

    def action_pool_retry(self):
        """Let the schedule try again what it had set aside with an error.

        For supervisors and customer administrators.

        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises AccessError: the caller is neither
        """
        if not self.env.user._has_any_group(SET_ASIDE_GROUPS):
            raise AccessError(
                self.env._("Only supervisors and customer administrators do this.")
            )
        outcome = Outcome()
        known = self.search([("id", "in", self.ids), ("reclaim_error", "!=", False)])
        outcome.refuse((self - known).ids, self.env._("It was not set aside."))
        self.flush_model(["reclaim_error"])
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET reclaim_error = NULL WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                known.ids,
            )
        )
        known.invalidate_recordset(["reclaim_error"])
        outcome.done = known.ids
        return outcome.as_dict()
