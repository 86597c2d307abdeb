from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .sql_arrays import sql_array


class ResPartner(models.Model):
    """What colleagues leave behind on a customer that is shared to them no more."""

    _inherit = "res.partner"

    def _pool_release_sharers(self, ended, revoked=False):
        """Take from colleagues what they had on customers whose share ended: they
        follow nothing, have nothing to do there and are told nothing more; what they
        opened meanwhile goes to the owner.

        Who has the customer otherwise keeps all of it.

        :param ended: list of dicts ``{"customer_id", "user_id", "shared_at"}``
        :param bool revoked: somebody took the customer from them, so that the
            addresses of documents which they know go stale. These are the ones that
            the customer was sent too: they outlive a share which ends as planned.
        """
        self._pool_forget_shares()
        ended = self._pool_filter_losers(ended)
        if not ended:
            return
        lost = SQL(
            "(SELECT p.id, e.user_id, e.shared_at, p.user_id AS owner_id"
            "   FROM unnest(%s, %s, %s)"
            "        e (customer_id, user_id, shared_at)"
            "   JOIN res_partner p ON p.customer_id = e.customer_id) AS lost",
            sql_array("int", [row["customer_id"] for row in ended]),
            sql_array("int", [row["user_id"] for row in ended]),
            sql_array("timestamp", [row["shared_at"] for row in ended]),
        )
        reason = self.env._("The customer is shared to them no more.")
        self._pool_release_followers(lost)
        self._pool_release_activities(lost, reason)
        self._pool_pass_on_documents(lost)
        self._pool_leave_all_documents(lost, reason)
        if revoked:
            self._pool_rotate_all_tokens(lost)

    def _pool_filter_losers(self, ended):
        """Return those rows whose colleague does not see the customer any more."""
        by_user = {}
        for row in ended:
            by_user.setdefault(row["user_id"], []).append(row)
        lost = []
        for user_id, rows in by_user.items():
            user = self.env["res.users"].browse(user_id)
            ids = [row["customer_id"] for row in rows]
            # sudo: the rule is asked as itself, whatever else the user may not read
            partners = self.with_user(user).sudo().with_context(active_test=False)
            domain = user.sudo()._customer_read_domain()  # as above
            seen = set(partners.search(domain & Domain("id", "in", ids)).ids)
            lost += [row for row in rows if row["customer_id"] not in seen]
        return lost

    def _pool_pass_on_documents(self, lost):
        """Open opportunities and quotations made while the share held go to the owner
        of the customer, or lie in the pool with it."""
        for model, is_open in self._pool_open_documents():
            model.flush_model()
            self.env.cr.execute(
                SQL(
                    "UPDATE %s d SET user_id = lost.owner_id FROM %s"
                    " WHERE d.partner_id = lost.id AND d.user_id = lost.user_id"
                    "   AND d.create_date >= lost.shared_at AND %s",
                    SQL.identifier(model._table),
                    lost,
                    is_open,
                )
            )
            model.invalidate_model(["user_id"])
