import json

from odoo import models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from .moves import BINNED, HELD, MOVES, UNDO
from .sql_arrays import sql_array

# Columns that every move writes, whatever else it does.
MOVE_COLUMNS = frozenset({"pool_id", "pool_moves", "active", "write_uid", "write_date"})
# What a move writes of a deadline is worked out in the same statement.
DEADLINE_COLUMNS = {"reclaim_at": "reclaim_at", "reclaim_rule_id": "rule_id"}


class CrmPoolWrite(models.AbstractModel):
    """What the gate writes: for each move one statement into the records, and one into
    the ledger."""

    _inherit = "crm.pool.mixin"

    def _pool_target(self, move, row, owner, now, values):
        """Return what the move writes into a row, as ``{column: value}``."""
        if move.keeps_holding:
            target = {}
        elif not move.target:
            names = ("pool_place", "pool_since", "claimed_at")
            target = dict.fromkeys([*names, *self._pool_holding_columns()])
        else:
            target = dict.fromkeys(self._pool_holding_columns())
            target["pool_place"] = HELD if owner else move.target
            target["user_id"] = owner
            target["claimed_at"] = now if owner else None
            target["pool_since"] = now
        return target | (values(row) if values else {})

    def _pool_move_rules(self, rows, targets, owners, pool):
        """Return the rules under which the rows come by the move, and whether their
        deadlines can only be told when all of the move has been written.

        :returns: ``(rules, told_after)``: rules is None where there is no deadline to
            write along with the move
        """
        if not owners:
            return None, False
        pools = pool or self.env["crm.pool"].browse(
            {row["pool_id"] for row in rows} - {None}
        )
        rules = self._pool_rules_in_force(pools)
        written = MOVE_COLUMNS | targets[0].keys()
        if all(rule._reads_rows_only(self, written) for rule in rules):
            return rules, False
        return None, True

    def _pool_write_move(self, name, rows, targets, now, pool, rules=None):
        """Write what the move changes, in one statement.

        :param rules: reclaim rules by which the rows get their deadlines along with it
        """
        sets, arrays = self._pool_split_targets(targets)
        arrays = {"id": sql_array("int", [row["id"] for row in rows]), **arrays}
        sets["pool_id"] = self._pool_pool_sql(MOVES[name], pool)
        deadlines = SQL()
        if rules is not None:
            deadlines = self._pool_move_deadlines_sql(rules, sets)
            for column, source in DEADLINE_COLUMNS.items():
                sets[column] = SQL("d.%s", SQL.identifier(source))
        self.env.cr.execute(
            SQL(
                """
                WITH a AS MATERIALIZED (
                    SELECT * FROM unnest(%(arrays)s) a (%(names)s)
                )
                UPDATE %(table)s r
                   SET %(sets)s,
                       %(active)s
                       %(author)s
                       pool_moves = COALESCE(r.pool_moves, 0) + 1
                  FROM a %(deadlines)s
                 WHERE r.id = a.id
                """,
                table=SQL.identifier(self._table),
                sets=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(column), value)
                    for column, value in sets.items()
                ),
                active=self._pool_active_sql(MOVES[name]),
                deadlines=deadlines,
                author=self._pool_author_sql(MOVES[name], now),
                arrays=SQL(", ").join(arrays.values()),
                names=SQL(", ").join(map(SQL.identifier, arrays)),
            )
        )

    def _pool_split_targets(self, targets):
        """Return ``({column: SQL of its value}, {column: SQL of an array})``: what is
        the same for every row, as most is, is sent once, the rest for each as ``a``."""
        sets, arrays = {}, {}
        for column, first in targets[0].items():
            kind = self._fields[column].column_type[1]
            if all(target[column] == first for target in targets):
                sets[column] = SQL(f"%s::{kind}", first)
            else:
                values = [target[column] for target in targets]
                arrays[column] = sql_array(kind, values)
                sets[column] = SQL("a.%s", SQL.identifier(column))
        return sets, arrays

    def _pool_move_deadlines_sql(self, rules, sets):
        """Return the join ``d`` of the deadlines that the rows have after the move.

        :param dict sets: SQL of what the move writes into row ``r`` out of ``a``
        """
        self._pool_flush_clocks()
        written = [SQL("%s AS %s", sets[name], SQL.identifier(name)) for name in sets]
        source = SQL(
            "(SELECT %s FROM a JOIN %s r ON r.id = a.id)",
            SQL(", ").join([self._pool_kept_columns(tuple(sets)), *written]),
            SQL.identifier(self._table),
        )
        scope = SQL("TRUE")
        within = Domain("id", "in", self.ids)
        return SQL(
            "LEFT JOIN (%s) d ON d.id = a.id",
            self._pool_first_deadline_sql(rules, scope, within, source=source),
        )

    @tools.ormcache("written")
    def _pool_kept_columns(self, written):
        """Return SQL of all columns of the row ``r`` but those written; asked with each
        claim, which writes the same columns.

        :param tuple written: their names
        """
        return SQL(", ").join(
            SQL("r.%s", SQL.identifier(field.name))
            for field in self._fields.values()
            if field.store and field.column_type and field.name not in written
        )

    def _pool_pool_sql(self, move, pool):
        if not move.target:
            return SQL("NULL")
        return SQL("%s", pool.id) if pool else SQL("r.pool_id")

    def _pool_active_sql(self, move):
        """What lies in the recycle bin is archived; what comes back is not."""
        if move.target == BINNED:
            return SQL("active = FALSE,")
        return SQL("active = TRUE,") if BINNED in move.sources else SQL()

    def _pool_author_sql(self, move, now):
        """What enters has an author already, and is not changed since by entering."""
        if None in move.sources:
            return SQL()
        return SQL("write_uid = %s, write_date = %s,", self.env.uid, now)

    def _pool_write_log(self, name, rows, now, reason):
        """Write one row of the ledger for each record, in id order.

        A move that may be taken back keeps what it ended.
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_pool_log
                    (%(log_field)s, sequence, pool_id, company_id, move,
                     from_pool_id, from_user_id, to_user_id, actor_id, date, reason,
                     rule_id, held_since, ended)
                SELECT r.id, r.pool_moves, r.pool_id, r.company_id, %(move)s,
                       a.pool_id, a.user_id,
                       CASE WHEN r.pool_place = 'held' THEN r.user_id END,
                       %(actor)s, %(now)s, %(reason)s, a.rule_id, a.held_since, a.ended
                  FROM unnest(%(ids)s, %(pools)s, %(users)s, %(rules)s, %(starts)s,
                              %(ended)s)
                       a (id, pool_id, user_id, rule_id, held_since, ended)
                  JOIN %(table)s r ON r.id = a.id
                 ORDER BY r.id
                """,
                table=SQL.identifier(self._table),
                log_field=SQL.identifier(self._pool_log_field),
                now=now,
                actor=self.env.uid,
                move=name,
                reason=reason or None,
                **self._pool_log_arrays(name, rows),
            )
        )

    def _pool_log_arrays(self, name, rows):
        """Return SQL of what the ledger keeps of the rows as they were."""
        # Whoever has it before it comes into a pool does not hold it.
        users = [row["user_id"] if row["pool_place"] == HELD else None for row in rows]
        rules = [row["reclaim_rule_id"] for row in rows] if name == "reclaim" else []
        ended = [self._pool_ended_holding(row) for row in rows] if name in UNDO else []
        return {
            "ids": sql_array("int", [row["id"] for row in rows]),
            "pools": sql_array("int", [row["pool_id"] for row in rows]),
            "users": sql_array("int", users),
            "rules": sql_array("int", rules),
            "starts": sql_array("timestamp", [row["claimed_at"] for row in rows]),
            "ended": sql_array("jsonb", ended),
        }

    def _pool_ended_holding(self, row):
        """Return what an undo needs to bring the place of a row back, as JSON."""
        columns = ["pool_place", "pool_since", "claimed_at"]
        columns += self._pool_holding_columns()
        return json.dumps({name: row[name] for name in columns}, default=str)
