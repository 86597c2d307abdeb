from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestDuplicatePairs(CustomerCommon):
    """CU-5: the list of suspected duplicates over the whole stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairs = cls.env["crm.duplicate.pair"]
        entry = cls.env["res.partner"].with_context(ignore_duplicates=True)
        cls.one = entry.create(cls._prepare("华信科技有限公司", phone="021-60001111"))
        cls.two = entry.create(cls._prepare("华信科技 股份有限公司"))
        cls.three = entry.create(
            cls._prepare("恒信贸易有限公司", phone="+86 21 6000 1111")
        )
        cls.other = entry.create(cls._prepare("新港物流有限公司", phone="021-60002222"))
        cls.ours = cls.one | cls.two | cls.three | cls.other

    @classmethod
    def _prepare(cls, name, **values):
        return {
            "name": name,
            "is_company": True,
            "customer_state": "potential",
            "country_id": cls.china.id,
            **values,
        }

    def _find(self, *customers):
        """Return the pairs among the customers of this test, found anew."""
        self.pairs._refresh()
        found = self.pairs.search([("first_id", "in", self.ours.ids)])
        if not customers:
            return found
        ids = sorted(customer.id for customer in customers)
        return found.filtered(lambda p: [p.first_id.id, p.second_id.id] == ids)

    def test_equal_values_make_a_pair(self):
        """CU-5: company suffixes and the writing of numbers make no difference; the
        list needs no entry rule that compares them."""
        self.assertEqual(len(self._find()), 2)
        self.assertEqual(self._find(self.one, self.two).kinds, "name")
        self.assertEqual(self._find(self.one, self.three).kinds, "phone")
        self.two.phone = "021-60001111"
        pair = self._find(self.one, self.two)
        self.assertEqual((pair.kinds, pair.strength), ("name,phone", 2))
        self.assertIn(",", pair.reasons)
        self.assertEqual(len(self._find()), 3)

    def test_contacts_count_for_their_customer(self):
        """CU-5: a contact's number is its customer's; own contacts are no pair."""
        for customer in (self.other, self.two):
            self._create_contact(customer, mobile="13800138000")
        self._create_contact(self.other, name="李丽", mobile="13800138000")
        self.assertEqual(self._find(self.other, self.two).kinds, "phone")
        self.assertFalse(self._find().filtered(lambda p: p.first_id == p.second_id))

    def test_firms_of_a_group_are_no_duplicates(self):
        self.two.parent_id = self.other
        self.one.parent_id = self.other
        self.assertFalse(self._find(self.one, self.two))
        self.assertTrue(self._find(self.one, self.three))

    def test_what_many_share_says_nothing(self):
        many = self.env["res.partner"].create(
            [self._prepare(f"园区企业{n}号", phone="021-60003333") for n in range(12)]
        )
        self.pairs._refresh()
        self.assertFalse(self.pairs.search([("first_id", "in", many.ids)]))

    def test_companies_are_apart(self):
        """CU-5: compared within the company; who works in one sees its pairs alone."""
        other = self.env["res.company"].create({"name": "Second"})
        entry = self.env["res.partner"].with_context(ignore_duplicates=True)
        twins = entry.create(
            [self._prepare("华信科技", company_id=other.id) for _n in range(2)]
        )
        self.assertEqual(len(self._find()), 2)
        pair = self.pairs.search([("first_id", "in", twins.ids)])
        self.assertEqual(pair.first_id | pair.second_id, twins)
        self.assertFalse(pair.with_user(self.supervisor).search([("id", "=", pair.id)]))

    def test_decision_is_remembered(self):
        """CU-5: "no duplicate", one by one or many, and asked again on request."""
        pair = self._find(self.one, self.two).with_user(self.supervisor)
        toast = pair.action_different()
        self.assertIn("1", toast["params"]["message"])
        self.assertEqual(self._find(self.one, self.two).state, "different")
        self.assertEqual(pair.decided_by_id, self.supervisor)
        self.two.phone = "021-60001111"
        self.assertEqual(self._find(self.one, self.two).state, "different")
        pair.action_suspect()
        self.assertEqual(pair.state, "suspected")
        self.assertFalse(pair.decided_by_id)
        both = self._find().with_user(self.supervisor)
        both.action_different()
        self.assertEqual(set(both.mapped("state")), {"different"})

    def test_pair_goes_with_its_reason(self):
        self.assertTrue(self._find(self.one, self.three))
        self.three.phone = "021-60009999"
        self.assertFalse(self._find(self.one, self.three))

    def test_merge_of_several_pairs(self):
        """CU-5: customers that hang together become one; what was decided follows."""
        self.two.phone = "021-60001111"
        self.two.email = "info@huaxin.example"
        self.other.email = "info@huaxin.example"
        self._find(self.two, self.other).with_user(self.supervisor).action_different()
        pairs = self._find(self.one, self.two) | self._find(self.one, self.three)
        contact = self._create_contact(self.two)
        action = pairs.with_user(self.supervisor).action_merge()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.supervisor)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(dialog.line_ids.customer_ids, self.one | self.two | self.three)
        self.assertEqual(dialog.away_count, 2)
        self.assertEqual(dialog.line_ids.into_id, self.one)
        toast = dialog.action_merge()
        self.assertIn("2", toast["params"]["message"])
        self.assertFalse((self.two | self.three).exists())
        self.assertEqual(contact.customer_id, self.one)
        self.assertEqual(self.one.email, "info@huaxin.example")
        self.assertEqual(self._find(self.one, self.other).state, "different")

    def test_who_may_merge(self):
        pairs = self._find(self.one, self.two)
        for user in (self.seller, self.executive, self.clerk):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    pairs.with_user(user).action_merge()
                with self.assertRaises(AccessError):
                    self.pairs.with_user(user).action_refresh()
                with self.assertRaises(AccessError):
                    self.two.with_user(user)._merge_duplicates(self.one)
                with self.assertRaises(AccessError):
                    self.env["crm.duplicate.merge"].with_user(user).create(
                        {"pair_ids": pairs.ids}
                    )
        for user in (self.supervisor, self.admin):
            with self.subTest(user=user.login):
                self.assertTrue(pairs.with_user(user).action_merge())

    def test_nobody_writes_pairs(self):
        pair = self._find(self.one, self.two)
        for user in (self.seller, self.supervisor, self.admin, self.executive):
            mine = pair.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    mine.write({"state": "different"})
                with self.assertRaises(AccessError):
                    mine.unlink()
                with self.assertRaises(AccessError):
                    mine.create({"first_id": self.one.id, "second_id": self.other.id})
        with self.assertRaises(AccessError):
            pair.with_user(self.executive).action_different()
        with self.assertRaises(AccessError):
            self.pairs.with_user(self.clerk).search([])

    def test_something_must_be_chosen(self):
        pairs = self._find(self.one, self.two).with_user(self.supervisor)
        merge = self.env["crm.duplicate.merge"].with_user(self.supervisor)
        dialog = merge.create({"pair_ids": pairs.ids})
        dialog.line_ids.into_id = self.other
        with self.assertRaises(UserError):
            dialog.action_merge()
        self.assertEqual(len((self.one | self.two).exists()), 2)
