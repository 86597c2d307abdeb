from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestAccessRights(CustomerCommon):
    """People table and NF-S: each persona on each of our models."""

    MODELS = (
        "crm.region",
        "crm.dictionary.item",
        "crm.entry.rule",
        "crm.category.move",
    )

    def test_lists_are_read_by_all_and_kept_by_the_administrator(self):
        for model in self.MODELS:
            record = self.env[model].search([], limit=1)
            for user in (self.seller, self.supervisor, self.executive, self.clerk):
                with self.subTest(model=model, user=user.login):
                    mine = record.with_user(user)
                    self.assertTrue(mine.has_access("read"))
                    self.assertFalse(mine.has_access("write"))
                    self.assertFalse(mine.has_access("create"))
                    self.assertFalse(mine.has_access("unlink"))
            with self.subTest(model=model, user="admin"):
                self.assertTrue(record.with_user(self.admin).has_access("write"))

    def test_keys_and_log_are_no_reading_matter(self):
        """Keys hold what is hidden elsewhere: phone numbers, codes, names."""
        for model in ("crm.duplicate.key", "crm.duplicate.log"):
            for user in (self.seller, self.supervisor, self.executive, self.clerk):
                with (
                    self.subTest(model=model, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    self.env[model].with_user(user).search([])
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.admin).create({})

    def test_executive_reads_and_changes_nothing(self):
        customer = self._create_customer().with_user(self.executive)
        self.assertTrue(customer.customer_code)
        with self.assertRaises(AccessError):
            customer.mobile = "13800138000"
        with self.assertRaises(AccessError):
            customer.create({"name": "恒信", "customer_state": "potential"})

    def test_portal_may_not_read_the_lists(self):
        portal = self._create_user("portal", "base.group_portal")
        for model in (*self.MODELS, "crm.duplicate.key"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(portal).search([])
