from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestBulkEdit(PoolCase):
    """CU-4, PO-2: what the list does to many records obeys the rules of the form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.held = cls._create_customers(3, "held", cls.amy)
        cls.hidden = cls._create_customers(1, "held", cls.ben)
        cls.mine = cls.held.with_user(cls.amy)
        items = cls.env["crm.dictionary.item"]
        cls.level = items.search([("kind", "=", "level")], limit=1)
        cls.category = items.search([("kind", "=", "category")], limit=1)

    def _save_many(self, customers, vals):
        return customers.web_save_multi(
            [vals] * len(customers), dict.fromkeys(vals, {})
        )

    def test_many_get_one_value(self):
        self._save_many(self.mine, {"customer_level_id": self.level.id})
        self.assertEqual(self.held.customer_level_id, self.level)

    def test_bad_values_are_refused_for_all(self):
        """CU-4: with the name of each record, nothing half saved."""
        cases = (
            {"mobile": "123"},
            {"customer_level_id": self.category.id},
            {"name": ""},
        )
        for vals in cases:
            with self.subTest(vals), self.assertRaises(ValidationError) as caught:
                self.mine.write(vals)
            for customer in self.held:
                with self.subTest(vals, customer=customer.name):
                    self.assertIn(customer.name, str(caught.exception))
        self.assertFalse(any(self.held.mapped("mobile")))
        with self.assertRaises(ValidationError):
            self._save_many(self.mine, {"mobile": "123"})

    def test_one_that_is_not_mine_stops_all(self):
        """NF-S: rights come first: neither rule nor duplicate tells of hidden ones."""
        self.hidden.mobile = "13800138000"
        both = (self.held[:1] | self.hidden).with_user(self.amy)
        for vals in ({"mobile": "13800138000"}, {"mobile": "1"}, {"vat": "x"}):
            with self.subTest(vals), self.assertRaises(AccessError) as caught:
                both.write(vals)
            self.assertNotIn(self.hidden.name, str(caught.exception))
        self.assertFalse(self.held[0].mobile)

    def test_owner_and_place_are_no_columns(self):
        for vals in (
            {"user_id": self.ben.id},
            {"pool_id": self.pool.id},
            {"active": False},
            {"customer_state": "lost"},
        ):
            for user in (self.amy, self.supervisor):
                customers = self.held.with_user(user)
                with self.subTest(vals, user=user.login):
                    if vals == {"pool_id": self.held.pool_id.id}:
                        continue
                    with self.assertRaises(UserError):
                        self._save_many(customers, vals)

    def test_customers_are_binned_not_archived_nor_deleted(self):
        """PO-13: archive, unarchive and delete are refused with the way out, for
        everybody; vendors are archived as ever."""
        keeper = self._create_user("keeper", "crm_customer.group_customer_admin")
        for user in (self.amy, self.supervisor, keeper):
            customers = self.held.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaisesRegex(UserError, self.held[0].name):
                    customers.action_archive()
                with self.assertRaisesRegex(UserError, self.held[0].name):
                    customers.action_unarchive()
                with self.assertRaises(UserError):
                    customers.unlink()
        with self.assertRaises(AccessError):
            self.hidden.with_user(self.amy).action_archive()
        vendor = self.env["res.partner"].create({"name": "Vendor"})
        vendor.with_user(self.supervisor).action_archive()
        self.assertFalse(vendor.active)

    def test_lists_offer_no_archive(self):
        partners = self.env["res.partner"].with_user(self.amy)
        for name, kind in (("list", "list"), ("kanban", "kanban"), ("form", "form")):
            view = self.env.ref(f"crm_customer.res_partner_view_{name}_customer")
            found = partners.get_views([(view.id, kind)])
            with self.subTest(view=name):
                fields = found["models"]["res.partner"]["fields"]
                self.assertTrue(fields.get("active", {"readonly": True})["readonly"])
        found = partners.get_views([(False, "list"), (False, "search")])
        self.assertFalse(found["models"]["res.partner"]["fields"]["active"]["readonly"])
