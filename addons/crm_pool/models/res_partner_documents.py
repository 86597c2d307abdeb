from odoo import fields, models
from odoo.tools import SQL

from .moves import HELD, MOVES
from .sql_arrays import sql_array

CLOSING_MOVES = frozenset({"return", "recall", "reclaim", "unprotect", "bin"})


class CrmPool(models.Model):
    _inherit = "crm.pool"

    open_documents = fields.Selection(
        [("follow", "Wait for the next owner"), ("close", "Are closed")],
        default="follow",
        required=True,
        help="What becomes of open opportunities, quotations and activities of an owner"
        " whose customer goes back to the pool. Closed ones are lost, cancelled and"
        " done, for the reason that the customer was reclaimed; an undo of the move"
        " opens them again, but for what somebody has changed since.",
    )


class ResPartner(models.Model):
    """What hangs on a customer when its owner gives it up or passes it on."""

    _inherit = "res.partner"

    def _pool_apply(self, name, rows, now, owners, *args):
        if name in CLOSING_MOVES:
            self._pool_close_documents(rows, now)
        elif owners and HELD in MOVES[name].sources:
            self._pool_hand_activities(rows, owners)
        return super()._pool_apply(name, rows, now, owners, *args)

    def _pool_close_documents(self, rows, now):
        """Close what the owners of these customers have open, where the pool says so.

        :param rows: locked rows of held customers
        """
        held = self._pool_closing_sql(rows)
        if not held:
            return
        for model, is_open in self._pool_open_documents():
            model.flush_model()
            rows = self.env.execute_query(
                SQL(
                    """
                    UPDATE %(table)s d SET user_id = NULL, %(closed)s
                      FROM %(held)s JOIN res_partner p ON p.customer_id = held.id
                     WHERE d.partner_id = p.id AND d.user_id = held.user_id
                       AND %(is_open)s
                 RETURNING d.id
                    """,
                    table=SQL.identifier(model._table),
                    closed=self._pool_closed_sql(model._name, now),
                    held=held,
                    is_open=is_open,
                )
            )
            model.invalidate_model()
            self._pool_finish_activities(model._name, [row[0] for row in rows], now)

    def _pool_closing_sql(self, rows):
        """Return SQL of those customers, and their owners, whose pool closes."""
        pools = self.env["crm.pool"].browse({row["pool_id"] for row in rows})
        closing = pools.filtered(lambda pool: pool.open_documents == "close").ids
        return self._pool_held_sql(row for row in rows if row["pool_id"] in closing)

    def _pool_held_sql(self, rows, owners=None):
        """Return SQL with a row ``(id, user_id, owner_id)`` for each customer, its
        owner, and who receives it of ``owners``."""
        held = [(row["id"], row["user_id"]) for row in rows if row["user_id"]]
        if not held:
            return None
        ids, user_ids = zip(*held, strict=True)
        return SQL(
            "unnest(%s, %s, %s) AS held (id, user_id, owner_id)",
            sql_array("int", ids),
            sql_array("int", user_ids),
            sql_array("int", map((owners or {}).get, ids)),
        )

    def _pool_closed_sql(self, model, now):
        """Return what closing writes into a document, as SQL assignments.

        No ORM call: a schedule may take 100,000 customers at a time.
        """
        if model == "sale.order":
            return SQL("state = 'cancel'")
        reason = self.env.ref("crm_pool.lost_reason_reclaimed", False)
        return SQL(
            "active = FALSE, probability = 0, automated_probability = 0,"
            " won_status = 'lost', lost_reason_id = %s, date_closed = %s",
            reason.id if reason else None,
            now,
        )

    def _pool_finish_activities(self, model, ids, now):
        """Whoever had something to do on a closed document is done with it."""
        if not ids:
            return
        self.env["mail.activity"].flush_model(["active", "res_model", "res_id"])
        self.env.cr.execute(
            SQL(
                "UPDATE mail_activity SET active = FALSE, feedback = %s, date_done = %s"
                " WHERE res_model = %s AND res_id = ANY(%s) AND active",
                self.env._("The customer was reclaimed."),
                now.date(),
                model,
                sql_array("int", ids),
            )
        )
        self.env["mail.activity"].invalidate_model()

    def _pool_hand_activities(self, rows, owners):
        """The new owner has to do what the former one had, on the customer, its
        contacts and their open documents."""
        passed = [row for row in rows if row["user_id"] != owners[row["id"]]]
        held = self._pool_held_sql(passed, owners)
        if not held:
            return
        self.env["mail.activity"].flush_model(["active", "user_id", "res_id"])
        sources = [("res.partner", SQL("SELECT p.id"), SQL("TRUE"))]
        documents = [
            (
                model._name,
                SQL("SELECT d.id"),
                SQL("d.user_id = held.user_id AND %s", is_open),
            )
            for model, is_open in self._pool_open_documents()
        ]
        for name, select, condition in sources + documents:
            self._pool_hand_activities_of(name, select, condition, held)
        self.env["mail.activity"].invalidate_model()

    def _pool_hand_activities_of(self, name, select, condition, held):
        model = self.env[name]
        model.flush_model()
        document = SQL()
        if name != "res.partner":
            document = SQL(
                "JOIN %s d ON d.partner_id = p.id", SQL.identifier(model._table)
            )
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_activity a SET user_id = of.owner_id
                  FROM (%(select)s AS id, held.user_id, held.owner_id
                          FROM %(held)s JOIN res_partner p ON p.customer_id = held.id
                          %(document)s
                         WHERE %(condition)s) of
                 WHERE a.res_model = %(model)s AND a.res_id = of.id
                   AND a.user_id = of.user_id AND a.active
                """,
                select=select,
                held=held,
                document=document,
                condition=condition,
                model=name,
            )
        )
