from odoo import models
from odoo.tools import SQL

from .sql_arrays import sql_array


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _pool_follow_owner(self, rows, owners):
        """Contacts follow their customer in the same statement per table; nothing
        that hangs on it stays with an owner who lost it."""
        result = super()._pool_follow_owner(rows, owners)
        contacts = self._pool_move_contacts()
        lost = self._pool_lost_sql(rows, contacts, owners)
        if lost:
            self._pool_release_followers(lost)
            reason = self.env._("The customer has left its owner.")
            self._pool_release_activities(lost, reason)
            self._pool_release_documents(lost)
        if owners:
            self._pool_take_over_documents([*self.ids, *contacts])
        return result

    def _pool_move_contacts(self):
        """Return ``{contact id: customer id}`` of the contacts moved."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner c
                   SET (user_id, pool_id, pool_place) =
                       (SELECT user_id, pool_id, pool_place
                          FROM res_partner p WHERE p.id = c.customer_id)
                 WHERE c.customer_id = ANY(%s) AND c.customer_id <> c.id
             RETURNING c.id, c.customer_id
                """,
                sql_array("int", self.ids),
            )
        )
        return dict(self.env.cr.fetchall())

    def _pool_lost_sql(self, rows, contacts, owners):
        """Return SQL with a row ``(id, user_id)`` for each customer, and each of its
        contacts, whose owner loses it; None when nobody loses anything."""
        losers = {
            row["id"]: row["user_id"]
            for row in rows
            if row["user_id"] and row["user_id"] != owners.get(row["id"])
        }
        if not losers:
            return None
        customers = {**{record_id: record_id for record_id in losers}, **contacts}
        lost = [
            (record_id, losers[customer_id])
            for record_id, customer_id in customers.items()
            if customer_id in losers
        ]
        ids, user_ids = zip(*lost, strict=True)
        return SQL(
            "unnest(%s, %s) AS lost (id, user_id)",
            sql_array("int", ids),
            sql_array("int", user_ids),
        )

    def _pool_release_followers(self, lost):
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM mail_followers f
                 USING %s JOIN res_users u ON u.id = lost.user_id
                 WHERE f.res_model = 'res.partner' AND f.res_id = lost.id
                   AND f.partner_id = u.partner_id
                """,
                lost,
            )
        )
        self.env["mail.followers"].invalidate_model()

    def _pool_release_activities(self, lost, reason):
        """Close what somebody had still to do who lost the customer, and say why."""
        self.env["mail.activity"].flush_model(["active", "user_id", "res_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_activity a
                   SET active = FALSE, feedback = %s
                  FROM %s
                 WHERE a.res_model = 'res.partner' AND a.res_id = lost.id
                   AND a.user_id = lost.user_id AND a.active
                """,
                reason,
                lost,
            )
        )
        self.env["mail.activity"].invalidate_model()

    def _pool_release_documents(self, lost):
        """Open opportunities and quotations go to the pool with their customer."""
        for model, is_open in self._pool_open_documents():
            model.flush_model()
            self.env.cr.execute(
                SQL(
                    "UPDATE %s d SET user_id = NULL FROM %s"
                    " WHERE d.partner_id = lost.id AND d.user_id = lost.user_id"
                    "   AND %s",
                    SQL.identifier(model._table),
                    lost,
                    is_open,
                )
            )
            model.invalidate_model(["user_id"])

    def _pool_take_over_documents(self, ids):
        """Whoever receives the customer receives what came to the pool with it."""
        for model, is_open in self._pool_open_documents():
            model.flush_model()
            self.env.cr.execute(
                SQL(
                    "UPDATE %s d SET user_id = p.user_id FROM res_partner p"
                    " WHERE p.id = ANY(%s) AND d.partner_id = p.id"
                    "   AND d.user_id IS NULL AND %s",
                    SQL.identifier(model._table),
                    sql_array("int", ids),
                    is_open,
                )
            )
            model.invalidate_model(["user_id"])

    def _pool_open_documents(self):
        """Return ``[(model, condition)]`` of what goes along while it is open. What
        lies in a leads pool moves by itself."""
        pending = "d.active AND d.won_status = 'pending' AND d.pool_place IS NULL"
        return [
            (self.env["crm.lead"], SQL(pending)),
            (self.env["sale.order"], SQL("d.state IN ('draft', 'sent')")),
        ]
