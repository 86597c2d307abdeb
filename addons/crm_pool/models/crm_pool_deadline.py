from collections import Counter

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .local_days import sql_end_of_days

PREVIEW_IDS = 80


class CrmPoolDeadline(models.AbstractModel):
    """One piece of SQL knows what a reclaim rule means. Events, rule changes,
    preview and the sentence on the form all go through it."""

    _inherit = "crm.pool.mixin"

    def _pool_refresh_deadlines(self, pools=None):
        """Recompute ``reclaim_at`` and ``reclaim_rule_id``.

        :param pools: do so for all that is held in these ``crm.pool``, in place of
            the records of ``self``
        """
        if pools is None and not self:
            return
        self._pool_flush_clocks()
        if pools is None:
            scope = SQL("r.id = ANY(%s)", self.ids)
            within = Domain("id", "in", self.ids)
            # Rules are the company's business, whoever sets them off.
            records = self.sudo()
            records.fetch(["pool_id"])  # not for all that a record has
            pools = records.pool_id
        else:
            scope = SQL("r.pool_id = ANY(%s)", pools.ids)
            within = Domain("pool_id", "in", pools.ids)
        # As above; a rule that is out of force takes nothing, whatever the caller's
        # context asks to be shown.
        rules = pools.sudo().with_context(active_test=True).rule_ids
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s t
                   SET reclaim_at = d.reclaim_at, reclaim_rule_id = d.rule_id
                  FROM (SELECT r.id, first.reclaim_at, first.rule_id
                          FROM %(table)s r
                          LEFT JOIN (%(first)s) first ON first.id = r.id
                         WHERE %(scope)s AND r.pool_place = 'held' AND %(root)s) d
                 WHERE t.id = d.id
                   AND (t.reclaim_at, t.reclaim_rule_id)
                       IS DISTINCT FROM (d.reclaim_at, d.rule_id)
                """,
                table=SQL.identifier(self._table),
                first=self._pool_first_deadline_sql(rules, scope, within),
                scope=scope,
                root=self._pool_root_condition(),
            )
        )
        self.invalidate_model(["reclaim_at", "reclaim_rule_id", "days_left"])
        self.invalidate_model(["reclaim_reason"])

    def _pool_flush_clocks(self):
        self.env["crm.pool.rule"].flush_model()
        self.env["crm.pool"].flush_model(["warning_days"])
        self.flush_model()

    def _pool_first_deadline_sql(self, rules, scope, within, changed=True):
        """Return SQL with one row ``(id, reclaim_at, rule_id)`` for each held
        record in ``scope`` that one of the rules takes, by the first to do so.

        :param within: the scope as a domain, so that filters of rules look no further
        :param bool changed: owners have the warning days from the rule's last change
        """
        if not rules:
            return SQL(
                "SELECT NULL::int AS id, NULL::timestamp AS reclaim_at,"
                " NULL::int AS rule_id WHERE FALSE"
            )
        return SQL(
            """
            SELECT DISTINCT ON (r.id) r.id, d.reclaim_at, v.id AS rule_id
              FROM %(table)s r
              JOIN (VALUES %(rules)s) v (id, pool_id, kind, days, effective_at,
                                         warning_days, tz)
                ON v.pool_id = r.pool_id
             CROSS JOIN LATERAL (SELECT %(clock)s AS started_at) c
             CROSS JOIN LATERAL (SELECT GREATEST(%(end)s, %(floor)s) AS reclaim_at) d
             WHERE %(scope)s AND r.pool_place = 'held' AND %(root)s AND %(taken)s
               AND c.started_at IS NOT NULL AND %(applies)s
             ORDER BY r.id, d.reclaim_at, v.id
            """,
            table=SQL.identifier(self._table),
            rules=SQL(", ").join(
                self._pool_rule_values(rule, rule.effective_at if changed else None)
                for rule in rules
            ),
            clock=self._pool_clock_sql(),
            end=sql_end_of_days(SQL("c.started_at"), SQL("v.days"), SQL("v.tz")),
            floor=self._pool_notice_sql(),
            scope=scope,
            root=self._pool_root_condition(),
            taken=self._pool_takeable_sql(),
            applies=self._pool_rule_applies_sql(rules, within),
        )

    def _pool_rule_values(self, rule, effective_at):
        return SQL(
            "(%s, %s, %s, %s, %s::timestamp, %s, %s)",
            rule.id or rule._origin.id or 0,
            (rule.pool_id._origin or rule.pool_id).id,
            rule.kind,
            rule.days,
            effective_at or None,
            rule.pool_id.warning_days,
            rule.pool_id._get_tz(),
        )

    def _pool_clock_sql(self):
        """When the clock of rule ``v`` started for record ``r``; NULL where it does
        not run. A missing date never counts as infinitely old."""
        return SQL(
            """
            CASE v.kind
                WHEN 'never_contacted' THEN
                    CASE WHEN r.last_contact_at >= r.claimed_at THEN NULL
                         ELSE r.claimed_at END
                WHEN 'interval' THEN GREATEST(r.claimed_at, r.last_contact_at)
                WHEN 'not_won' THEN
                    CASE WHEN r.last_order_at >= r.claimed_at THEN NULL
                         ELSE r.claimed_at END
                WHEN 'no_order' THEN GREATEST(r.claimed_at, r.last_order_at)
            END
            """
        )

    def _pool_notice_sql(self):
        """The earliest moment at which the owner of ``r`` had the full warning days
        since the last change of the rule, the record's own notice, or protection."""
        return sql_end_of_days(
            SQL("GREATEST(v.effective_at, r.reclaim_notice_at, r.protected_until)"),
            SQL("v.warning_days"),
            SQL("v.tz"),
        )

    def _pool_takeable_sql(self):
        """Held records that any rule takes at all."""
        return SQL("TRUE")

    def _pool_rule_applies_sql(self, rules, within):
        """Restrict each rule that has a domain to the records that match it."""
        restricted = rules.filtered(lambda rule: not rule._get_domain().is_true())
        if not restricted:
            return SQL("TRUE")
        # The rule is for all customers that match, seen by the reader or not.
        records = self.sudo().with_context(active_test=False)
        cases = SQL(" ").join(
            SQL(
                "WHEN v.id = %s THEN r.id IN %s",
                rule.id or rule._origin.id or 0,
                records._search(rule._get_domain() & within).subselect(),
            )
            for rule in restricted
        )
        return SQL("CASE %s ELSE TRUE END", cases)

    def _pool_preview(self, rules, now):
        """See ``crm.pool._preview``."""
        (rules.pool_id._origin or rules.pool_id).check_access("read")
        self._pool_flush_clocks()
        pools = rules.pool_id._origin or rules.pool_id
        scope = SQL("r.pool_id = ANY(%s)", pools.ids)
        within = Domain("pool_id", "in", pools.ids)
        rows = self.env.execute_query(
            SQL(
                "SELECT d.id, r.user_id FROM (%s) d JOIN %s r ON r.id = d.id"
                " WHERE d.reclaim_at <= %s ORDER BY d.reclaim_at, d.id",
                self._pool_first_deadline_sql(rules, scope, within, changed=False),
                SQL.identifier(self._table),
                now,
            )
        )
        counts = Counter(user_id for _id, user_id in rows)
        # Whoever may preview a rule may know whom it would hit.
        users = self.env["res.users"].sudo().browse(counts)
        return {
            "total": len(rows),
            "owners": [
                {"user_id": user.id, "name": user.name, "count": counts[user.id]}
                for user in users.sorted(lambda user: (-counts[user.id], user.name))
            ],
            "ids": [row[0] for row in rows[:PREVIEW_IDS]],
        }
