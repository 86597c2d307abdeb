from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LeadCase, PoolCase

PHONE = "13812345678"
EXECUTIVE = "crm_customer.group_executive"
REPORTS = ("crm.pool.flow", "crm.pool.load")


class ExecutiveCase:
    """People table: executives see every pool and what went on in it; they change
    nothing, and contact data is masked for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.executive = cls._create_user("executive", EXECUTIVE)
        cls.seller = cls._create_user(
            "selling", f"sales_team.group_sale_salesman,{EXECUTIVE}"
        )
        cls.rule = cls._create_rule("interval", 30)
        cls.pool.claim_mode = "approval"
        cls.public = cls._create_customers(1, phone=PHONE, mobile=PHONE)
        cls.held = cls._create_customers(1, "held", cls.amy, phone=PHONE)
        cls._window(cls.ben, cls.public).action_request("Please")
        cls.held.with_user(cls.amy).action_pool_extend(
            fields.Date.add(fields.Date.today(), days=60), "Trial runs"
        )
        cls.env.flush_all()

    def _records(self):
        pool = [("pool_id", "=", self.pool.id)]
        yield "crm.pool", [("id", "=", self.pool.id)]
        for model in (
            "crm.pool.member",
            "crm.pool.rule",
            "crm.pool.log",
            "crm.pool.request",
            "crm.pool.extension",
            self.records._pool_window,
            *REPORTS,
        ):
            yield model, pool
        yield self.records._name, [("id", "in", (self.public | self.held).ids)]

    def test_reads_everything(self):
        for user in (self.executive, self.seller):
            for model, domain in self._records():
                with self.subTest(user=user.name, model=model):
                    self.assertTrue(self.env[model].with_user(user).search(domain))

    def test_changes_nothing(self):
        """PO-2: no move of what others hold, and no configuration."""
        held, public = (
            records.with_user(self.executive) for records in (self.held, self.public)
        )
        for act in (
            lambda: held.action_pool_return("x"),
            lambda: held.action_pool_recall("x"),
            lambda: public.action_pool_assign(self.amy.id),
            lambda: held.action_pool_transfer(self.ben.id, "x"),
            lambda: held.action_pool_bin("x"),
            lambda: held.action_pool_protect(),
            lambda: self._window(self.executive, self.public).action_claim(),
        ):
            try:
                answer = act()
            except AccessError:
                continue
            self.assertFalse(answer["done"])
        for record in (self.pool, self.amy_member, self.rule):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(self.executive).check_access("write")

    def test_the_window_is_masked_whatever_the_pool_says(self):
        """PO-11, CU-9."""
        self.pool.mask_contact_data = False
        for user, phone in (
            (self.ben, PHONE),
            (self.executive, "138****5678"),
            (self.seller, "138****5678"),
        ):
            with self.subTest(user=user.name):
                self.env.flush_all()
                self.env.invalidate_all()
                self._create_membership(user)
                window = self._window(user, self.public)
                [row] = window.read(["phone", "mobile"])
                self.assertEqual((row["phone"], row["mobile"]), (phone, phone))
                found = window.search([("phone", "=", PHONE)])
                self.assertEqual(bool(found), phone == PHONE)

    def _create_membership(self, user):
        if user == self.seller:
            self._create_member(user)

    def test_contact_data_of_the_record_is_masked(self):
        """CU-9: in and out of the pool's window alike."""
        for records in (self.public, self.held):
            for user in (self.executive, self.seller):
                self.env.invalidate_all()
                with self.subTest(user=user.name):
                    [row] = records.with_user(user).read(["phone"])
                    self.assertEqual(row["phone"], "138****5678")


@tagged("post_install", "-at_install")
class TestExecutiveOfCustomers(ExecutiveCase, PoolCase):
    def _records(self):
        yield from super()._records()
        yield "crm.pool.holding", [("pool_id", "=", self.pool.id)]


@tagged("post_install", "-at_install")
class TestExecutiveOfLeads(ExecutiveCase, LeadCase):
    def test_leads_of_managed_pools_are_whole(self):
        """People table: who manages a pool sees what lies in it, unmasked."""
        self.pool.manager_ids += self.seller
        self.env.flush_all()
        self.env.invalidate_all()
        [row] = self.public.with_user(self.seller).read(["phone"])
        self.assertEqual(row["phone"], PHONE)
