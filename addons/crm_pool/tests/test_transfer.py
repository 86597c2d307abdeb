from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import PoolCase

TRANSFER = "crm_privacy.group_operation_transfer"


@tagged("post_install", "-at_install")
class TestTransfer(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cat = cls._create_user("cat", cls._salesman())
        cls.cat_member = cls._create_member(cls.cat)
        cls.team.member_ids += cls.cat
        people = cls.amy | cls.ben | cls.manager | cls.outsider
        people.write({"group_ids": [(4, cls.env.ref(TRANSFER).id)]})

    @classmethod
    def _salesman(cls):
        return "sales_team.group_sale_salesman"

    def _transfer(self, customer, user, target, **options):
        customer = customer.with_user(user)
        return customer.action_pool_transfer(target.id, "Region", **options)

    def test_who_may_transfer_to_whom(self):
        """PO-2, PO-7: owner, leader inside the team, supervisor; nobody else."""
        for user, target, allowed in (
            (self.amy, self.ben, True),
            (self.leader, self.cat, True),
            (self.leader, self.ben, False),
            (self.supervisor, self.ben, True),
            (self.manager, self.ben, False),
            (self.ben, self.ben, False),
            (self.outsider, self.ben, False),
            (self.amy, self.outsider, False),
            (self.amy, self.amy, False),
        ):
            with self.subTest(user=user.name, target=target.name):
                customer = self._create_customers(1, "held", self.amy)
                answer = self._transfer(customer, user, target)
                self.assertEqual(answer["done"], customer.ids if allowed else [])
                self.assertEqual(customer.user_id, target if allowed else self.amy)
                self.assertLedgerTrue(customer)
                customer.with_user(self.supervisor).action_pool_recall("Next")

    def test_leader_of_two_teams_keeps_them_apart(self):
        """PO-2: leader inside the team, not between teams."""
        self.env["crm.team"].create(
            {
                "name": "Second Team",
                "company_id": self.company.id,
                "user_id": self.leader.id,
                "member_ids": [(6, 0, self.ben.ids)],
            }
        )
        customer = self._create_customers(1, "held", self.amy)
        self.assertFalse(self._transfer(customer, self.leader, self.ben)["done"])

    def test_team_of_another_company_gives_no_right(self):
        """PO-2: who leads somebody in one company decides nothing in another."""
        company = self.env["res.company"].create({"name": "Team Company"})
        chief = self._create_user("chief", self._salesman())
        chief.group_ids += self.env.ref(TRANSFER)
        (chief | self.amy | self.cat).company_ids += company
        multi = {"key": "sales_team.membership_multi", "value": "True"}
        self.env["ir.config_parameter"].create(multi)
        team = self.env["crm.team"].create(
            {
                "name": "Elsewhere",
                "company_id": company.id,
                "user_id": chief.id,
                "member_ids": [(6, 0, (self.amy | self.cat).ids)],
            }
        )
        self.assertFalse(self.pool._may_assign(chief, self.amy))
        customer = self._create_customers(1, "held", self.amy)
        self.assertFalse(self._transfer(customer, chief, self.cat)["done"])
        team.company_id = False
        self.assertTrue(self.pool._may_assign(chief, self.amy))
        self.assertTrue(self._transfer(customer, chief, self.cat)["done"])

    def test_who_is_a_member_is_told_to_those_who_might_transfer(self):
        """NF-S: the refusal is the same for members, for others, and for what is not
        there at all."""
        customer = self._create_customers(1, "held", self.amy)
        for asked in (customer, customer.browse(customer.id + 10_000)):
            reasons = {
                self._transfer(asked, self.ben, user)["refused"][str(asked.id)]
                for user in (self.cat, self.outsider, self.manager)
            }
            self.assertEqual(len(reasons), 1, reasons)
            self.assertIn("may not transfer", reasons.pop())
        for user in (self.amy, self.supervisor):
            answer = self._transfer(customer, user, self.outsider)
            self.assertIn("no member", answer["refused"][str(customer.id)])

    def test_switch_of_the_pool(self):
        """PO-2: owners transfer if their pool lets them."""
        self.pool.allow_transfer = False
        customer = self._create_customers(1, "held", self.amy)
        answer = self._transfer(customer, self.amy, self.ben)
        self.assertIn("Test Pool", answer["refused"][str(customer.id)])
        self.assertFalse(customer.with_user(self.amy).is_pool_transfer_allowed)
        self.assertTrue(self._transfer(customer, self.leader, self.cat)["done"])

    def test_right_of_the_operation(self):
        """Operations 客户操作: without the group the call is refused."""
        customer = self._create_customers(1, "held", self.cat)
        with self.assertRaises(AccessError):
            self._transfer(customer, self.cat, self.ben)
        self.assertFalse(customer.with_user(self.cat).is_pool_transfer_allowed)

    def test_capacity_and_over_capacity(self):
        """PO-2: the receiver's capacity; a supervisor may exceed it."""
        self.ben_member.write({"own_limits": True, "capacity": 1})
        customers = self._create_customers(3, "held", self.amy)
        answer = self._transfer(customers, self.amy, self.ben)
        self.assertEqual(answer["done"], customers[:1].ids)
        for user in (self.amy, self.leader, self.manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._transfer(customers[1:], user, self.ben, over_capacity=True)
        answer = self._transfer(
            customers[1:], self.supervisor, self.ben, over_capacity=True
        )
        self.assertEqual(answer["done"], customers[1:].ids)

    def test_no_day_limit_and_no_cooldown(self):
        """PO-2: a transfer counts for no day and starts no cooldown."""
        customer = self._create_customers(1, "held", self.amy)
        self._transfer(customer, self.amy, self.ben)
        self.assertEqual(self.ben_member.claimed_today, 0)
        customer.with_user(self.ben).action_pool_return("No demand")
        self.assertTrue(self._window(self.amy, customer).action_claim()["done"])

    def test_protected_stays_with_its_owner(self):
        """PO-8: only the owner and supervisors pass a protected one on."""
        for user, allowed in ((self.leader, False), (self.supervisor, True)):
            customer = self._create_customers(1, "held", self.amy)
            self._age(customer, protected_until=-5)
            answer = self._transfer(customer, user, self.cat)
            self.assertEqual(bool(answer["done"]), allowed)
        self.assertFalse(customer.protected_until, "a holding begins anew")

    def test_bad_input(self):
        """NF-I: a reason and somebody who is there."""
        customer = self._create_customers(1, "held", self.amy).with_user(self.amy)
        for user_id, reason in (
            (self.ben.id, ""),
            (self.ben.id, None),
            (0, "Region"),
            (10**8, "Region"),
        ):
            with self.subTest(user_id, reason=reason), self.assertRaises(UserError):
                customer.action_pool_transfer(user_id, reason)
        public = self._create_customers(1)
        answer = self._transfer(public | customer.sudo(), self.supervisor, self.ben)
        self.assertIn("Nobody holds it", answer["refused"][str(public.id)])
        self.assertEqual(answer["done"], customer.ids)

    def test_undo(self):
        """NF-U: undone for ten minutes by who did it, clocks as before."""
        customer = self._create_customers(1, "held", self.amy)
        self._age(customer, claimed_at=20, protected_until=-3)
        before = customer.read(["claimed_at", "protected_until"])
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": customer.id,
                "user_id": self.amy.id,
            }
        )
        self._transfer(customer, self.amy, self.ben)
        self.assertEqual(lead.user_id, self.ben)
        for user in (self.ben, self.leader):
            answer = customer.with_user(user).action_pool_undo()
            self.assertFalse(answer["done"])
        answer = customer.with_user(self.amy).action_pool_undo()
        self.assertEqual(answer["done"], customer.ids)
        self.assertEqual(customer.user_id, self.amy)
        self.assertEqual(lead.user_id, self.amy)
        self.assertEqual(customer.read(["claimed_at", "protected_until"]), before)
        self.assertLedgerTrue(customer)

    def test_wizard(self):
        """PO-7: a reason of the dictionary, a member of the pool, a toast."""
        customers = self._create_customers(2, "held", self.amy)
        wizard = self.env["crm.pool.transfer"].with_user(self.amy)
        form = Form(
            wizard.with_context(active_model="res.partner", active_ids=customers.ids)
        )
        self.assertEqual(form.allowed_user_ids.ids, (self.ben | self.cat).ids)
        form.user_id = self.ben
        form.reason_id = self.env.ref("crm_pool.dictionary_transfer_region")
        params = form.save().action_transfer()["params"]
        self.assertEqual(customers.user_id, self.ben)
        self.assertEqual(params["done"], "Transferred to Ben: 2 customers")
        self.assertEqual((params["undo"], params["undo_minutes"]), (customers.ids, 10))

    def test_wizard_on_foreign_customers(self):
        """Security 40: a dialog on ids of others tells and moves nothing."""
        customers = self._create_customers(2, "held", self.ben)
        wizard = self.env["crm.pool.transfer"].with_user(self.outsider)
        wizard = wizard.create(
            {
                "customer_ids": customers.ids,
                "user_id": self.amy.id,
                "reason_id": self.env.ref("crm_pool.dictionary_transfer_other").id,
            }
        )
        self.assertNotIn(customers[0].name, wizard.customer_names)
        params = wizard.action_transfer()["params"]
        self.assertFalse(params["done"])
        self.assertEqual(customers.user_id, self.ben)
