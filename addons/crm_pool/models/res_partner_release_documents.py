from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _pool_release_documents(self, lost):
        """Who lost a customer leaves its documents too, but for those that stay
        theirs; is told nothing more of it; and the addresses they know go stale."""
        result = super()._pool_release_documents(lost)
        reason = self.env._("The customer has left its owner.")
        self._pool_leave_all_documents(lost, reason)
        self._pool_rotate_all_tokens(lost)
        return result

    def _pool_leave_all_documents(self, lost, reason):
        self._pool_release_notifications(lost)
        for name, owner in self._pool_owned_documents():
            owner = SQL.identifier("d", owner)
            self._pool_leave_documents(self.env[name], owner, lost, reason)

    def _pool_rotate_all_tokens(self, lost):
        for name in self._pool_shared_documents():
            self._pool_rotate_tokens(self.env[name], lost)

    @api.model
    def _pool_owned_documents(self):
        """Return ``[(model, field of its owner)]`` of a customer's documents, which
        name it in ``partner_id``. Other addons add theirs."""
        return [
            ("crm.lead", "user_id"),
            ("sale.order", "user_id"),
            ("account.move", "invoice_user_id"),
        ]

    @api.model
    def _pool_shared_documents(self):
        """Return the models whose records anybody opens who holds the token of their
        address in the portal."""
        return ["sale.order", "account.move"]

    def _pool_release_notifications(self, lost):
        self.env["mail.notification"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM mail_notification n
                 USING %s JOIN res_users u ON u.id = lost.user_id
                          JOIN mail_message m ON m.model = 'res.partner'
                                             AND m.res_id = lost.id
                 WHERE n.mail_message_id = m.id AND n.res_partner_id = u.partner_id
                """,
                lost,
            )
        )
        self.env["mail.notification"].invalidate_model()

    def _pool_leave_documents(self, model, owner, lost, reason):
        """Followers and activities of the former owners on what is not theirs."""
        others = SQL(
            "%s JOIN res_users u ON u.id = lost.user_id"
            " JOIN %s d ON d.partner_id = lost.id AND %s IS DISTINCT FROM u.id",
            lost,
            SQL.identifier(model._table),
            owner,
        )
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM mail_followers f
                 USING %s
                 WHERE f.res_model = %s AND f.res_id = d.id
                   AND f.partner_id = u.partner_id
                """,
                others,
                model._name,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_activity a
                   SET active = FALSE, feedback = %s
                  FROM %s
                 WHERE a.res_model = %s AND a.res_id = d.id
                   AND a.user_id = u.id AND a.active
                """,
                reason,
                others,
                model._name,
            )
        )
        self.env["mail.followers"].invalidate_model()
        self.env["mail.activity"].invalidate_model()

    def _pool_rotate_tokens(self, model, lost):
        """A new token is made when the document is shared the next time."""
        model.flush_model(["access_token", "partner_id"])
        self.env.cr.execute(
            SQL(
                "UPDATE %s d SET access_token = NULL FROM %s"
                " WHERE d.partner_id = lost.id AND d.access_token IS NOT NULL",
                SQL.identifier(model._table),
                lost,
            )
        )
        model.invalidate_model(["access_token"])
