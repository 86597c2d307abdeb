from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _pool_follow_owner(self, rows, owner):
        """Contacts follow their customer in the same statement per table; nothing
        that hangs on it stays with an owner who lost it."""
        result = super()._pool_follow_owner(rows, owner)
        self._pool_move_contacts()
        given_up = [row for row in rows if row["user_id"] and row["user_id"] != owner]
        if given_up:
            losers = sorted({row["user_id"] for row in given_up})
            ids = [row["id"] for row in given_up]
            self._pool_release_followers(ids, losers)
            self._pool_release_activities(ids, losers)
            self._pool_release_documents(ids, losers)
        if owner:
            self._pool_take_over_documents(owner)
        return result

    def _pool_move_contacts(self):
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner c
                   SET user_id = p.user_id, pool_id = p.pool_id,
                       pool_place = p.pool_place
                  FROM res_partner p
                 WHERE p.id = ANY(%s) AND c.customer_id = p.id AND c.id <> p.id
                """,
                self.ids,
            )
        )

    def _pool_release_followers(self, ids, user_ids):
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM mail_followers f
                 USING res_partner c, res_users u
                 WHERE c.customer_id = ANY(%s) AND u.id = ANY(%s)
                   AND f.res_model = 'res.partner' AND f.res_id = c.id
                   AND f.partner_id = u.partner_id
                """,
                ids,
                user_ids,
            )
        )
        self.env["mail.followers"].invalidate_model()

    def _pool_release_activities(self, ids, user_ids):
        """Close what the former owner had still to do, and say why."""
        self.env["mail.activity"].flush_model(["active", "user_id", "res_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_activity a
                   SET active = FALSE, feedback = %s
                  FROM res_partner c
                 WHERE c.customer_id = ANY(%s) AND a.user_id = ANY(%s)
                   AND a.res_model = 'res.partner' AND a.res_id = c.id
                   AND a.active
                """,
                self.env._("The customer has left its owner."),
                ids,
                user_ids,
            )
        )
        self.env["mail.activity"].invalidate_model()

    def _pool_release_documents(self, ids, user_ids):
        """Open opportunities and quotations go to the pool with their customer."""
        self._pool_write_documents(
            SQL("NULL"), SQL("d.user_id = ANY(%s)", user_ids), ids
        )

    def _pool_take_over_documents(self, owner):
        """Whoever receives the customer receives what came to the pool with it."""
        self._pool_write_documents(SQL("%s", owner), SQL("d.user_id IS NULL"), self.ids)

    def _pool_write_documents(self, owner, condition, ids):
        for model, is_open in (
            ("crm.lead", SQL("d.active AND d.won_status = 'pending'")),
            ("sale.order", SQL("d.state IN ('draft', 'sent')")),
        ):
            self.env[model].flush_model()
            self.env.cr.execute(
                SQL(
                    "UPDATE %s d SET user_id = %s FROM res_partner c"
                    " WHERE c.customer_id = ANY(%s) AND d.partner_id = c.id"
                    "   AND %s AND %s",
                    SQL.identifier(self.env[model]._table),
                    owner,
                    ids,
                    condition,
                    is_open,
                )
            )
            self.env[model].invalidate_model(["user_id"])
