from datetime import datetime, timedelta

from odoo import models
from odoo.tools import SQL
from odoo.tools.misc import format_date

from .local_days import local_day, sql_end_of_day, sql_local_day

# ``rest_until`` while nobody knows when the cause of a rest is over.
NO_END = datetime(2999, 12, 31)


class CrmPoolRestClocks(models.AbstractModel):
    """What a rest does to moves and clocks: nobody claims, and days are not counted."""

    _inherit = "crm.pool.mixin"

    def _pool_refresh_rests(self, now):
        """Recompute until when records rest, from what is known of each."""
        if not self:
            return
        rests = self.env["crm.pool.rest"]
        rests.flush_model()
        self.flush_recordset(["rest_until"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s r
                   SET rest_until = x.rest_until
                  FROM (SELECT x.%(field)s AS id,
                               max(COALESCE(%(end)s, %(no_end)s)) AS rest_until
                          FROM crm_pool_rest x
                          JOIN %(table)s r ON r.id = x.%(field)s
                          JOIN crm_pool o ON o.id = r.pool_id
                          JOIN res_company c ON c.id = o.company_id
                         WHERE x.%(field)s = ANY(%(ids)s)
                         GROUP BY 1) x
                 WHERE r.id = x.id
                """,
                table=SQL.identifier(self._table),
                field=SQL.identifier(self._pool_log_field),
                end=sql_end_of_day(SQL("x.date_to"), SQL("c.business_tz")),
                no_end=NO_END,
                ids=self.ids,
            )
        )
        self._pool_rests_changed()

    def _pool_set_rest_until(self, now):
        """The rest of these records ended at ``now``."""
        if not self:
            return
        self.flush_recordset(["rest_until"])
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET rest_until = %s WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                now,
                self.ids,
            )
        )
        self._pool_rests_changed()

    def _pool_rests_changed(self):
        self.invalidate_recordset(["rest_until", "is_resting"])
        self._pool_refresh_deadlines()

    def _pool_locked_columns(self):
        return [*super()._pool_locked_columns(), "rest_until"]

    def _pool_filter_cooling(self, rows, member, now, outcome):
        """Nobody claims what rests."""

        def refusal(row):
            until = row["rest_until"]
            if not until or until <= now:
                return None
            if until == NO_END:
                return self.env._("It rests, and may not be claimed for now.")
            last = local_day(until - timedelta(seconds=1), member.pool_id._get_tz())
            return self.env._(
                "It rests until %(date)s, and may not be claimed before.",
                date=format_date(self.env, last),
            )

        rows = self._pool_filter(rows, refusal, outcome)
        return super()._pool_filter_cooling(rows, member, now, outcome)

    def _pool_takeable_sql(self):
        """No rule takes what rests while nobody knows how long."""
        takeable = super()._pool_takeable_sql()
        return SQL("%s AND r.rest_until IS DISTINCT FROM %s", takeable, NO_END)

    def _pool_rested_sql(self, rules):
        """Days after the clock's first one on which the record rested or will; for
        rules in working days those of them that are."""
        start = sql_local_day(SQL("c.started_at"), SQL("v.tz"))
        is_counted = SQL("TRUE")
        if "working" in rules.mapped("day_kind"):
            is_counted = SQL(
                "(NOT v.is_working OR EXISTS ("
                " SELECT FROM crm_working_day w WHERE w.company_id = v.company_id"
                "    AND w.date = g.day::date AND w.is_working))"
            )
        return SQL(
            """
            CASE WHEN r.rest_until IS NULL THEN 0 ELSE (
                SELECT count(DISTINCT g.day)::int
                  FROM crm_pool_rest x
                 CROSS JOIN LATERAL generate_series(
                       GREATEST(x.date_from, %(start)s + 1)::timestamp,
                       x.date_to::timestamp, interval '1 day') g (day)
                 WHERE x.%(field)s = r.id AND %(is_counted)s
            ) END
            """,
            start=start,
            field=SQL.identifier(self._pool_log_field),
            is_counted=is_counted,
        )

    def _pool_flush_clocks(self):
        self.env["crm.pool.rest"].flush_model()
        return super()._pool_flush_clocks()
