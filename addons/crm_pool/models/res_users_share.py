from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_privacy.tools.related_domain import listed_domain, related_domain

from .crm_pool_share import ACCESS, READ, WORK
from .shared_domain import shared_domain

SHARED_GRANT = ("customer_id", "_shared_customer_domain")


class ResUsers(models.Model):
    """What a share opens to a colleague. Record rules ask these: none of them holds
    ids but the user's own, and none the time of day."""

    _inherit = "res.users"

    def write(self, vals):
        """What was shared to somebody who leaves waits for nobody to come back."""
        result = super().write(vals)
        if not vals.get("active", True):
            self._pool_end_own_shares(fields.Datetime.now())
        return result

    def _pool_end_own_shares(self, now):
        """End everything that is shared to these users."""
        # sudo: whoever archives a user need not see the customers
        partners = self.env["res.partner"].sudo()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT customer_id FROM crm_pool_share"
                " WHERE user_id = ANY(%s) AND ended_at IS NULL",
                self.ids,
            )
        )
        if rows:
            ids = [customer_id for [customer_id] in rows]
            theirs = SQL("s.user_id = ANY(%s)", self.ids)
            partners._pool_end_shares(ids, theirs, "unshared", now)

    def _customer_grants(self):
        return [*super()._customer_grants(), SHARED_GRANT]

    def _shared_customer_domain(self):
        """Customers that are shared to this user."""
        return shared_domain(*dict(ACCESS))

    def _customer_write_domain(self):
        """Who works on a customer changes it, but owner, pool and place."""
        return super()._customer_write_domain() | shared_domain(WORK)

    def _pool_log_domain(self):
        """Who sees a customer by a share sees its history."""
        shared = related_domain("partner_id", "_followed_customer_domain")
        return super()._pool_log_domain() | shared

    def _lead_domain(self):
        """What lies in no pool and belongs to such a customer, nobody's too."""
        theirs = Domain("pool_id", "=", False) & related_domain(
            "partner_id", "_followed_customer_domain"
        )
        return super()._lead_domain() | (theirs & self._unbinned_domain())

    def _reads_shares(self):
        """Whether anything is shared to this user to read: most users need not ask
        further."""
        return bool(
            self.env.execute_query(
                SQL(
                    "SELECT 1 FROM crm_pool_share WHERE user_id = %s"
                    " AND ended_at IS NULL AND access = %s LIMIT 1",
                    self.id,
                    READ,
                )
            )
        )

    def _shared_to_read_domain(self):
        """Customers that this user sees, but only as shared to read."""
        grants = [grant for grant in self._customer_grants() if grant != SHARED_GRANT]
        otherwise = listed_domain(*grants) | self._customer_write_domain()
        return shared_domain(READ) & ~otherwise

    def _followed_customer_domain(self):
        """Customers that this user holds or that are shared to them."""
        return Domain("user_id", "=", self.id) | self._shared_customer_domain()

    def _worked_customer_domain(self):
        """Customers that are shared to this user to work on."""
        return shared_domain(WORK)

    def _followed_document_domain(self, field):
        """Documents of the customers that this user holds or that are shared to them,
        whoever made them.

        :param str field: the field of the customer
        """
        return related_domain(field, "_followed_customer_domain")

    def _worked_document_domain(self, field):
        """Documents of the customers that are shared to this user to work on."""
        return related_domain(field, "_worked_customer_domain")

    def _sold_domain(self, field):
        """Of invoices those to customers, as stock shows them to account managers."""
        return Domain(field, "in", ("out_invoice", "out_refund"))

    def _changeable_document_domain(self, owner, field):
        """Documents but those of customers that are shared to this user to read;
        besides, own ones.

        :param str owner: name of the field of the document's salesperson
        :param str field: the field of the customer
        """
        if not self._has_hidden_customers():
            return Domain.TRUE
        shared = related_domain(field, "_shared_to_read_domain")
        return Domain(owner, "=", self.id) | ~shared
