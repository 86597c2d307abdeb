from odoo import fields
from odoo.tests import new_test_user

from .common import PoolCase


class ShareCase(PoolCase):
    """Amy holds a customer with a contact, and shares it to Ben."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customers(1, "held", cls.amy, name="Shared Zq Ltd")
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact Zq", "parent_id": cls.customer.id}
        )
        cls.portal = new_test_user(cls.env, "pool_portal", groups="base.group_portal")

    @classmethod
    def _share(cls, customers, users, access="read", until=False, by=None):
        """Share as the owner would, through the door that everybody uses."""
        answer = customers.with_user(by or customers.user_id).action_pool_share(
            users.ids, access, until
        )
        cls.env.invalidate_all()
        return answer

    def _shares(self, customers, **values):
        shares = self.env["crm.pool.share"].search(
            [("customer_id", "in", customers.ids)], order="id"
        )
        return shares.filtered_domain([(key, "=", val) for key, val in values.items()])

    def _open(self, customers):
        return self._shares(customers, ended_at=False)

    def _sees(self, user, partner):
        """Whether the user finds and reads a partner: both or neither."""
        self.env.flush_all()
        self.env.invalidate_all()
        partner = partner.with_user(user)
        found = bool(partner.search([("id", "=", partner.id)]))
        self.assertEqual(found, partner.has_access("read"), user.name)
        return found

    def _pass_time(self, customers, **delta):
        """Let what is shared have been shared, and end, so much earlier."""
        shares = self._open(customers)
        for share in shares:
            for name in ("shared_at", "ends_at"):
                if share[name]:
                    earlier = fields.Datetime.subtract(share[name], **delta)
                    self.env.cr.execute(
                        f"UPDATE crm_pool_share SET {name} = %s WHERE id = %s",
                        (earlier, share.id),
                    )
        self.env.invalidate_all()
