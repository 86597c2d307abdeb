import json

from odoo import models
from odoo.tools import SQL

from .moves import UNDO
from .res_partner_documents import CLOSING_MOVES

UNDONE_MOVES = frozenset(UNDO) & CLOSING_MOVES
UNDO_MOVES = frozenset(UNDO[name][0] for name in UNDONE_MOVES)
# What closing writes into each, and an undo brings back.
CLOSED_COLUMNS = {
    "crm.lead": (
        "user_id",
        "active",
        "probability",
        "automated_probability",
        "won_status",
        "lost_reason_id",
        "date_closed",
    ),
    "sale.order": ("user_id", "state"),
    "mail.activity": ("active", "feedback", "date_done"),
}
NOTED = "closed"  # key in what the ledger keeps for an undo


class ResPartner(models.Model):
    """What a move closed on its way is open again when the move is undone.

    The ledger's row of the move keeps what each was, beside the holding that ended.
    """

    _inherit = "res.partner"

    def _pool_apply(self, name, rows, *args):
        if name in UNDO_MOVES:
            # First: deadlines are told from what is open.
            self._pool_reopen_closed(rows)
        if name not in UNDONE_MOVES:
            return super()._pool_apply(name, rows, *args)
        documents = self._pool_read_closing(rows)
        activities = self._pool_read_activities(rows)
        result = super()._pool_apply(name, rows, *args)
        activities = self._pool_filter_closed(activities)
        self._pool_note_closed(rows, [*documents, *activities])
        return result

    def _pool_read_closing(self, rows):
        """Return ``[(customer id, model, id, its columns)]`` of the documents that the
        move is about to close."""
        held = self._pool_closing_sql(rows)
        if not held:
            return []
        found = []
        for model, is_open in self._pool_open_documents():
            model.flush_model()
            found += self.env.execute_query(
                SQL(
                    "SELECT p.customer_id, %s, d.id, %s"
                    "  FROM %s JOIN res_partner p ON p.customer_id = held.id"
                    "  JOIN %s d ON d.partner_id = p.id AND d.user_id = held.user_id"
                    " WHERE %s",
                    model._name,
                    self._pool_columns_sql(model._name),
                    held,
                    SQL.identifier(model._table),
                    is_open,
                )
            )
        return found

    def _pool_columns_sql(self, name):
        """Return the JSON of what an undo brings back, and of when it was changed."""
        return SQL(
            "jsonb_build_object(%s)",
            SQL(", ").join(
                SQL("%s, %s", column, SQL.identifier("d", column))
                for column in (*CLOSED_COLUMNS[name], "write_date")
            ),
        )

    def _pool_read_activities(self, rows):
        """Return the same of what is to do on customers, contacts and documents."""
        self.env["mail.activity"].flush_model()
        ids = [row["id"] for row in rows]
        found = []
        names = [name for name, _owner in self._pool_owned_documents()]
        for name in ("res.partner", *names):
            of_partner = SQL("p.id")
            document = SQL()
            if name != "res.partner":
                of_partner = SQL("o.id")
                document = SQL(
                    "JOIN %s o ON o.partner_id = p.id",
                    SQL.identifier(self.env[name]._table),
                )
            found += self.env.execute_query(
                SQL(
                    "SELECT p.customer_id, 'mail.activity', d.id, %s"
                    "  FROM res_partner p %s"
                    "  JOIN mail_activity d ON d.res_id = %s"
                    " WHERE p.customer_id = ANY(%s) AND d.res_model = %s AND d.active",
                    self._pool_columns_sql("mail.activity"),
                    document,
                    of_partner,
                    ids,
                    name,
                )
            )
        return found

    def _pool_filter_closed(self, activities):
        """Keep those activities that the move has closed."""
        if not activities:
            return []
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM mail_activity WHERE id = ANY(%s) AND NOT active",
                [activity[2] for activity in activities],
            )
        )
        closed = {row[0] for row in rows}
        return [activity for activity in activities if activity[2] in closed]

    def _pool_note_closed(self, rows, closed):
        """Let the ledger's row of this move keep what the move closed."""
        if not closed:
            return
        notes = {}
        for customer_id, *note in closed:
            notes.setdefault(customer_id, []).append(note)
        moves = {row["id"]: (row["pool_moves"] or 0) + 1 for row in rows}
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_pool_log l
                   SET ended = l.ended || jsonb_build_object(%s, n.closed)
                  FROM unnest(%s::int[], %s::int[], %s::jsonb[])
                       n (id, sequence, closed)
                 WHERE l.partner_id = n.id AND l.sequence = n.sequence
                """,
                NOTED,
                list(notes),
                [moves[customer_id] for customer_id in notes],
                [json.dumps(note) for note in notes.values()],
            )
        )

    def _pool_reopen_closed(self, rows):
        """Open what the moves closed that are being undone, but for what somebody has
        changed since."""
        closed = self._pool_read_noted(rows)
        left = []
        for model, is_open in self._pool_open_documents():
            untouched = SQL(
                "d.user_id IS NULL AND NOT (%s) AND d.write_date IS NOT DISTINCT FROM"
                " (n.was->>'write_date')::timestamp",
                is_open,
            )
            notes = closed.get(model._name, {})
            opened = self._pool_reopen_rows(model, notes, untouched)
            left += [(model._name, record_id) for record_id in notes.keys() - opened]
        condition = SQL(
            "NOT d.active AND NOT EXISTS (SELECT FROM unnest(%s::varchar[], %s::int[])"
            " o (model, id) WHERE o.model = d.res_model AND o.id = d.res_id)",
            [name for name, _id in left],
            [record_id for _name, record_id in left],
        )
        activities = self.env["mail.activity"]
        notes = closed.get(activities._name, {})
        self._pool_reopen_rows(activities, notes, condition)

    def _pool_read_noted(self, rows):
        """Return ``{model: {id: its columns}}`` of what the last moves closed."""
        found = self.env.execute_query(
            SQL(
                "SELECT l.ended->%s FROM crm_pool_log l"
                "  JOIN unnest(%s::int[], %s::int[]) a (id, sequence)"
                "    ON a.id = l.partner_id AND a.sequence = l.sequence"
                " WHERE l.ended ? %s",
                NOTED,
                [row["id"] for row in rows],
                [row["pool_moves"] for row in rows],
                NOTED,
            )
        )
        closed = {}
        for (notes,) in found:
            for model, record_id, was in notes:
                closed.setdefault(model, {})[record_id] = was
        return closed

    def _pool_reopen_rows(self, model, notes, condition):
        """Give rows the columns they had; return the ids of those that fit.

        :param notes: ``{id: its columns}``
        :param condition: SQL of the rows ``d`` and notes ``n`` that may be opened
        """
        if not notes:
            return set()
        model.flush_model()
        columns = CLOSED_COLUMNS[model._name]
        rows = self.env.execute_query(
            SQL(
                "UPDATE %s d SET %s"
                "  FROM unnest(%s::int[], %s::jsonb[]) n (id, was)"
                " WHERE d.id = n.id AND %s RETURNING d.id",
                SQL.identifier(model._table),
                SQL(", ").join(
                    SQL(
                        f"%s = (n.was->>%s)::{model._fields[column].column_type[1]}",
                        SQL.identifier(column),
                        column,
                    )
                    for column in columns
                ),
                list(notes),
                [json.dumps(was) for was in notes.values()],
                condition,
            )
        )
        model.invalidate_model()
        return {row[0] for row in rows}
