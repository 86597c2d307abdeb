from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .local_days import sql_end_of_days
from .sql_arrays import sql_array
from .working_days import sql_end_of_working_days

# What a rule brings into the query, with the types of its columns.
RULE_COLUMNS = {
    "id": "int",
    "pool_id": "int",
    "company_id": "int",
    "kind": "text",
    "days": "int",
    "effective_at": "timestamp",
    "warning_days": "int",
    "tz": "text",
    "is_working": "bool",
    "first_day": "date",
    "horizon": "timestamp",
    "spare_opportunity": "bool",
    "spare_order_days": "int",
}
# Kinds of rules whose clock an order stops or sets anew.
ORDER_KINDS = ("not_won", "no_order")


class CrmPoolDeadline(models.AbstractModel):
    """One piece of SQL knows what a reclaim rule means. Events, rule changes,
    preview and the sentence on the form all go through it."""

    _inherit = "crm.pool.mixin"

    def _pool_holding_columns(self):
        return [
            *super()._pool_holding_columns(),
            "opportunity_ended_at",
            "order_cancelled_at",
            "extended_until",
        ]

    def _pool_refresh_deadlines(self, pools=None):
        """Recompute ``reclaim_at`` and ``reclaim_rule_id``.

        :param pools: do so for all that is held in these ``crm.pool``, in place of
            the records of ``self``
        """
        if pools is None and not self:
            return
        self._pool_flush_clocks()
        if pools is None:
            scope = SQL("r.id = ANY(%s)", sql_array("int", self.ids))
            within = Domain("id", "in", self.ids)
            # Rules are the company's business, whoever sets them off.
            records = self.sudo()
            records.fetch(["pool_id"])  # not for all that a record has
            pools = records.pool_id
        else:
            scope = SQL("r.pool_id = ANY(%s)", pools.ids)
            within = Domain("pool_id", "in", pools.ids)
        rules = self._pool_rules_in_force(pools)
        self._pool_plan_plainly()
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

    @api.model
    def _pool_rules_in_force(self, pools):
        """Return the rules that take anything in these pools."""
        # They are the company's business, whoever sets them off; one that is out of
        # force takes nothing, whatever the caller's context asks to be shown.
        return pools.sudo().with_context(active_test=True).rule_ids

    def _pool_flush_clocks(self):
        self.env["crm.pool.rule"].flush_model()
        self.env["crm.pool"].flush_model(["warning_days"])
        self.flush_model()

    @api.model
    def _pool_plan_plainly(self):
        """Do without compiling the query: for 300,000 rows that takes longer than
        what it saves."""
        self.env.cr.execute("SET LOCAL jit = off")

    def _pool_first_deadline_sql(self, rules, scope, within, changed=True, source=None):
        """Return SQL with one row ``(id, reclaim_at, rule_id)`` for each held
        record in ``scope`` that one of the rules takes, by the first to do so.

        :param within: the scope as a domain, so that filters of rules look no further
        :param bool changed: owners have the warning days from the rule's last change
        :param source: SQL of the rows to tell it for, if not as the table has them:
            rules must then read nothing but rows, see ``_reads_rows_only``
        """
        if not rules:
            return SQL(
                "SELECT NULL::int AS id, NULL::timestamp AS reclaim_at,"
                " NULL::int AS rule_id WHERE FALSE"
            )
        return SQL(
            """
            SELECT DISTINCT ON (r.id) r.id, d.reclaim_at, v.id AS rule_id
              FROM %(source)s r
              JOIN (VALUES %(rules)s) v (%(columns)s) ON v.pool_id = r.pool_id
              %(opportunities)s
             CROSS JOIN LATERAL (SELECT %(clock)s AS started_at) c
             CROSS JOIN LATERAL (SELECT v.days + %(rested)s AS days) n
             CROSS JOIN LATERAL (
                   SELECT GREATEST(%(end)s, %(notice)s, r.extended_until) AS reclaim_at
                   ) d
             WHERE %(scope)s AND r.pool_place = 'held' AND %(root)s AND %(taken)s
               AND c.started_at IS NOT NULL AND %(applies)s AND %(spared)s
             ORDER BY r.id, d.reclaim_at, v.id
            """,
            source=source or SQL.identifier(self._table),
            rules=SQL(", ").join(self._pool_rule_values(rules, changed)),
            columns=SQL(", ").join(map(SQL.identifier, RULE_COLUMNS)),
            clock=self._pool_clock_sql(),
            rested=self._pool_rested_sql(rules),
            end=self._pool_end_sql(rules),
            notice=self._pool_notice_sql(rules),
            scope=scope,
            root=self._pool_root_condition(),
            taken=self._pool_takeable_sql(),
            applies=self._pool_rule_applies_sql(rules, within),
            **self._pool_spare_sql(rules, scope),
        )

    def _pool_rule_values(self, rules, changed):
        """Return one SQL row of :data:`RULE_COLUMNS` for each rule."""
        days = self.env["crm.working.day"]
        working = rules.filtered(lambda rule: rule.day_kind == "working")
        if working:
            # Any rule may be tried, saved or not: the days are there when it is.
            days._ensure(working.pool_id.company_id._origin, fields.Datetime.now())
        limits = {
            company: days._get_limits(company)
            for company in working.pool_id.company_id._origin
        }
        rows = []
        for rule in rules:
            values = rule._prepare_deadline_values(changed)
            company = rule.pool_id.company_id._origin
            values["first_day"], values["horizon"] = limits.get(company, (None, None))
            columns = [
                SQL(f"%s::{kind}", values[name]) for name, kind in RULE_COLUMNS.items()
            ]
            rows.append(SQL("(%s)", SQL(", ").join(columns)))
        return rows

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

    def _pool_clock_start_sql(self):
        """Since when the clock runs by which the record falls due."""
        self.ensure_one()
        return SQL(
            "SELECT %s FROM %s r JOIN crm_pool_rule v ON v.id = r.reclaim_rule_id"
            " WHERE r.id = %s",
            self._pool_clock_sql(),
            SQL.identifier(self._table),
            self.id,
        )

    def _pool_end_sql(self, rules):
        """When the days ``n`` of rule ``v`` end, counted from its clock ``c``."""
        start, days, tz = SQL("c.started_at"), SQL("n.days"), SQL("v.tz")
        calendar_days = sql_end_of_days(start, days, tz)
        if "working" not in rules.mapped("day_kind"):
            return calendar_days
        bounds = SQL("v.company_id"), SQL("v.first_day"), SQL("v.horizon")
        return SQL(
            "CASE WHEN v.is_working THEN %s ELSE %s END",
            sql_end_of_working_days(start, days, tz, *bounds),
            calendar_days,
        )

    def _pool_notice_sql(self, rules):
        """The earliest moment at which the owner of ``r`` had the full warning days
        since the last change of the rule, the record's own notice, and the end of
        protection, rest, or what spared the record."""
        since = [
            SQL("v.effective_at"),
            SQL("r.reclaim_notice_at"),
            SQL("r.protected_until"),
            SQL("r.rest_until"),
        ]
        if any(rules.mapped("spare_opportunity")):
            since.append(
                SQL("CASE WHEN v.spare_opportunity THEN r.opportunity_ended_at END")
            )
        if any(rules.mapped("spare_order_days")):
            since.append(
                SQL(
                    "CASE WHEN v.spare_order_days > 0 THEN %s END",
                    sql_end_of_days(
                        SQL("r.last_order_at"), SQL("v.spare_order_days"), SQL("v.tz")
                    ),
                )
            )
        if rules.filtered(lambda rule: rule._reads_orders()):
            since.append(
                SQL(
                    "CASE WHEN v.spare_order_days > 0 OR v.kind = ANY(%s)"
                    " THEN r.order_cancelled_at END",
                    list(ORDER_KINDS),
                )
            )
        return sql_end_of_days(
            SQL("GREATEST(%s)", SQL(", ").join(since)),
            SQL("v.warning_days"),
            SQL("v.tz"),
        )

    def _pool_spare_sql(self, rules, scope):
        """Return the join and the condition by which rules spare records whose owner
        has an open opportunity."""
        opportunities = self._pool_open_opportunities_sql(scope)
        if not opportunities or not any(rules.mapped("spare_opportunity")):
            return {"opportunities": SQL(), "spared": SQL("TRUE")}
        return {
            "opportunities": SQL(
                "LEFT JOIN (%s) o ON o.id = r.id AND o.user_id = r.user_id",
                opportunities,
            ),
            "spared": SQL("NOT (v.spare_opportunity AND o.id IS NOT NULL)"),
        }

    def _pool_open_opportunities_sql(self, scope):
        """Return SQL with a row ``(id, user_id)`` for each record in ``scope``, as
        ``r``, and person who has an open opportunity with it; None if the records
        have none."""
        return None

    def _pool_takeable_sql(self):
        """Held records that any rule takes at all."""
        return SQL("TRUE")

    def _pool_rested_sql(self, rules):
        """For how many of the days that rule ``v`` counts the clock ``c`` stood
        still."""
        return SQL("0")

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
