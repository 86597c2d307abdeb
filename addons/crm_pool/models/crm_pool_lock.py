from odoo import models
from odoo.tools import SQL


class CrmPoolLock(models.AbstractModel):
    """Rows that a call locks without moving them."""

    _inherit = "crm.pool.mixin"

    def _pool_lock_against_moves(self):
        """Lock records against moves and against each other; return ``{id: row}``.

        The row is updated to no other value: a move that waits for the lock then
        cannot take it, since it would not see what is written here beside the row and
        ends with the holding. So does this, run again by Odoo after a move.
        """
        self._pool_flush()
        rows = self.env.execute_query_dict(
            SQL("%s ORDER BY id FOR NO KEY UPDATE", self._pool_rows_sql())
        )
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET pool_moves = pool_moves WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                [row["id"] for row in rows],
            )
        )
        return {row["id"]: row for row in rows}

    def _pool_filter_by_right(self, may):
        """Keep the records for which the caller has the right, as far as is known
        before they are locked: what is none of theirs they keep nobody waiting for.

        :param may: function ``(row) -> refusal or None``, to be asked again under the
            lock
        """
        self._pool_flush()
        rows = self.env.execute_query_dict(self._pool_rows_sql())
        return self.browse(row["id"] for row in rows if not may(row))

    def _pool_rows_sql(self):
        return SQL(
            "SELECT %s FROM %s WHERE id = ANY(%s) AND %s",
            SQL(", ").join(map(SQL.identifier, self._pool_locked_columns())),
            SQL.identifier(self._table),
            self.ids,
            self._pool_root_condition(),
        )
