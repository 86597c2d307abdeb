from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from .moves import MOVES, UNDO
from .outcome import Outcome
from .sql_arrays import sql_array

UNDO_MINUTES = 10
UNDO_MOVES = frozenset(name for name, _minutes in UNDO.values())


class ResPartner(models.Model):
    """How shares end: with the holding, at their midnight, taken back or undone; and
    what goes with them."""

    _inherit = "res.partner"

    def action_pool_undo_share(self):
        """Take back the caller's own last sharing of each customer, for ten minutes.

        What colleagues had before it they have again.

        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        """
        outcome = self._pool_undo_share(fields.Datetime.now())
        done = self.browse(outcome.done)
        done._pool_note_shares(self.env._("The last sharing was undone."))
        return outcome.as_dict()

    def _pool_apply(self, name, rows, now, *args):
        """Shares go along with whoever holds the customer next and end when nobody
        does; an undo brings them back as it does the holding.

        What is merged into another customer keeps them: the other one takes them.
        """
        result = super()._pool_apply(name, rows, now, *args)
        if not MOVES[name].keeps_holding and name != "merge_away":
            over = SQL("(c.pool_place <> 'held' OR c.user_id = s.user_id)")
            self._pool_end_shares([row["id"] for row in rows], over, "moved", now)
        if name in UNDO_MOVES:
            self._pool_reopen_moved(rows, now)
        return result

    def _pool_drop_shares(self, now):
        """End every share of the customers: a transfer that takes none along."""
        return self._pool_end_shares(self.ids, SQL("TRUE"), "moved", now)

    def _pool_end_shares(self, ids, condition, reason, now):
        """End open shares of customers, and what hung on them.

        :param ids: ids of the customers
        :param condition: SQL of the shares ``s`` and their customers ``c``
        :param str reason: one of END_REASONS; what was over by itself says so
        :returns: list of dicts ``{"customer_id", "user_id", "shared_at"}``
        """
        ended = self.env.execute_query_dict(
            SQL(
                """
                UPDATE crm_pool_share s
                   SET ended_at = LEAST(s.ends_at, %(now)s), ended_by_id = %(actor)s,
                       end_reason = CASE WHEN s.ends_at <= %(now)s
                                         THEN 'expired' ELSE %(reason)s END
                  FROM res_partner c
                 WHERE c.id = s.customer_id AND s.customer_id = ANY(%(ids)s)
                   AND s.ended_at IS NULL AND %(condition)s
             RETURNING s.customer_id, s.user_id, s.shared_at
                """,
                ids=sql_array("int", ids),
                condition=condition,
                reason=reason,
                now=now,
                actor=self.env.uid,
            )
        )
        self._pool_release_sharers(ended, revoked=reason == "unshared")
        return ended

    def _pool_reopen_moved(self, rows, now):
        """Open again what the move ended that is being undone.

        Both bear the same moment: of the move, and of the place that it began.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_pool_share s
                   SET ended_at = NULL, ended_by_id = NULL, end_reason = NULL
                  FROM unnest(%(ids)s, %(since)s) a (id, since)
                  JOIN res_partner c ON c.id = a.id AND c.pool_place = 'held'
                 WHERE s.customer_id = a.id AND s.ended_at = a.since
                   AND s.end_reason = 'moved' AND s.user_id <> c.user_id
                   AND (s.ends_at IS NULL OR s.ends_at > %(now)s)
                   AND NOT EXISTS (SELECT FROM crm_pool_share o
                                    WHERE o.customer_id = s.customer_id
                                      AND o.user_id = s.user_id
                                      AND o.ended_at IS NULL)
                """,
                ids=sql_array("int", [row["id"] for row in rows]),
                since=sql_array("timestamp", [row["pool_since"] for row in rows]),
                now=now,
            )
        )
        self._pool_forget_shares()

    def _pool_undo_share(self, now):
        """:rtype: Outcome"""
        outcome = Outcome()
        rights = self._pool_share_rights()
        # The right is checked for each row under the lock.
        customers = self.sudo()
        last = customers._pool_last_sharings(self.env.uid)
        locked = customers.browse(last)._pool_lock_against_moves()
        for record_id in dict.fromkeys(self.ids):
            row = locked.get(record_id)
            if not row or rights(row):
                reason = self.env._("There is nothing of yours to undo.")
                outcome.refuse([record_id], reason)
            elif now - last[record_id] > timedelta(minutes=UNDO_MINUTES):
                reason = self.env._(
                    "It can be undone for %(minutes)s minutes only.",
                    minutes=UNDO_MINUTES,
                )
                outcome.refuse([record_id], reason)
            else:
                outcome.done.append(record_id)
        customers._pool_undo_sharings(
            {record_id: last[record_id] for record_id in outcome.done}, now
        )
        return outcome

    def _pool_last_sharings(self, user_id):
        """Return ``{id: when}`` the user last shared each customer, as far as it is
        open still."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT customer_id, max(shared_at) FROM crm_pool_share"
                    " WHERE customer_id = ANY(%s) AND shared_by_id = %s"
                    "   AND ended_at IS NULL GROUP BY 1",
                    self.ids,
                    user_id,
                )
            )
        )

    def _pool_undo_sharings(self, moments, now):
        """End what was shared at these moments, and open what it had replaced.

        :param moments: ``{customer id: shared_at}``
        """
        if not moments:
            return
        pairs = SQL(
            "unnest(%s::int[], %s::timestamp[])",
            list(moments),
            list(moments.values()),
        )
        mine = SQL(
            "s.shared_by_id = %s AND (c.id, s.shared_at) IN (SELECT * FROM %s)",
            self.env.uid,
            pairs,
        )
        ended = self._pool_end_shares(list(moments), mine, "undone", now)
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_pool_share s
                   SET ended_at = NULL, ended_by_id = NULL, end_reason = NULL
                 WHERE s.end_reason = 'replaced' AND s.ended_by_id = %(actor)s
                   AND (s.ends_at IS NULL OR s.ends_at > %(now)s)
                   AND (s.customer_id, s.user_id, s.ended_at) IN (
                       SELECT * FROM unnest(%(ids)s::int[], %(users)s::int[],
                                            %(moments)s::timestamp[]))
                """,
                actor=self.env.uid,
                now=now,
                ids=[row["customer_id"] for row in ended],
                users=[row["user_id"] for row in ended],
                moments=[row["shared_at"] for row in ended],
            )
        )
        self._pool_forget_shares()

    def _pool_take_shares(self, others, now):
        """Take over the shares, open and ended, of customers merged into this one.

        Of two open ones for the same colleague the wider one stays. Who holds the
        customer in the end, and whose shares end by it, the move of the merge says.
        """
        self.ensure_one()
        merged = {"ids": [self.id, *others.ids], "kept": self.id, "now": now}
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_pool_share s
                   SET ended_at = %(now)s, end_reason = 'replaced'
                  FROM (SELECT id, row_number() OVER (
                                   PARTITION BY user_id
                                   ORDER BY access DESC, ends_at DESC NULLS FIRST, id
                               ) AS position
                          FROM crm_pool_share
                         WHERE customer_id = ANY(%(ids)s) AND ended_at IS NULL) o
                 WHERE o.id = s.id AND o.position > 1
                """,
                **merged,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE crm_pool_share SET customer_id = %(kept)s"
                " WHERE customer_id = ANY(%(ids)s) AND customer_id <> %(kept)s",
                **merged,
            )
        )
        self._pool_forget_shares()


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Core drops all shares of one side when both are shared to one colleague."""
        # sudo: shares are kept whoever merges
        kept = dst_partner.sudo()
        kept._pool_take_shares(src_partners, fields.Datetime.now())
        return super()._update_foreign_keys(src_partners, dst_partner)
