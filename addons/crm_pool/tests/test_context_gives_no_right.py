from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestContextGivesNoRight(PoolCase):
    """Context keys come with every RPC call: none of them is a permission."""

    def test_former_member_claims_nothing(self):
        """PO-2: members claim; who was one does not."""
        customer = self._create_customers(1)
        self.ben_member.active = False
        window = self._window(self.ben, customer).with_context(active_test=False)
        self.assertEqual(window.action_claim()["done"], [])
        self.assertFalse(customer.user_id)

    def test_former_leader_moves_nothing(self):
        """PO-2: leaders recall and assign within the team they lead now."""
        held = self._create_customers(1, "held", self.amy)
        public = self._create_customers(1)
        self.team.crm_team_member_ids.active = False
        as_leader = {"active_test": False}
        answer = held.with_user(self.leader).with_context(**as_leader)
        self.assertEqual(answer.action_pool_recall("x")["done"], [])
        answer = public.with_user(self.leader).with_context(**as_leader)
        self.assertEqual(answer.action_pool_assign(self.amy.id)["done"], [])

    def test_archived_rules_take_nothing(self):
        """PO-9: a rule out of force takes nothing."""
        self._create_rule("interval", 10, active=False)
        customer = self._create_customers(1, "held", self.amy)
        self._age(customer, claimed_at=5)
        customer.with_context(active_test=False)._pool_refresh_deadlines()
        self.assertFalse(customer.reclaim_at)

    def test_leader_of_another_company_moves_nothing(self):
        """PO-2: rights end with the company."""
        held = self._create_customers(1, "held", self.amy)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.leader.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.pool._may_assign(self.leader, self.amy))
        answer = held.with_user(self.leader).action_pool_recall("x")
        self.assertEqual(answer["done"], [])

    def test_ids_of_contacts_tell_no_owner(self):
        """NF-S: the answer of a move names nobody for what is no customer."""
        customer = self._create_customers(1, "held", self.amy)
        contact = self.env["res.partner"].create(
            {"name": "Li", "parent_id": customer.id}
        )
        for user, call in (
            (self.outsider, lambda c: c.action_pool_return("x")),
            (self.ben, lambda c: c.action_pool_recall("x")),
            (self.manager, lambda c: c.action_pool_assign(self.ben.id)),
        ):
            answer = call(contact.with_user(user))
            self.assertNotIn("Amy", answer["refused"][str(contact.id)])

    def test_same_value_written_again_wins_no_time(self):
        """PO-9: only a change of a field that a rule reads grants warning days."""
        self._create_rule("interval", 10, domain="[('legal_representative','=','Li')]")
        customer = self._create_customers(
            1, "held", self.amy, legal_representative="Li"
        )
        contact = self.env["res.partner"].create(
            {"name": "Wu", "parent_id": customer.id}
        )
        self._age(customer, claimed_at=100)
        before = customer.reclaim_at
        customer.with_user(self.amy).legal_representative = "Li"
        contact.with_user(self.amy).legal_representative = "Li"
        self.assertEqual(customer.reclaim_at, before)

    def test_customer_does_not_become_a_contact(self):
        """PO-2: no way round the moves by nesting customers."""
        firm = self._create_customers(1, "held", self.amy)
        person = self._create_customers(1, "held", self.amy, is_company=False)
        with self.assertRaises(UserError):
            person.with_user(self.amy).write({"parent_id": firm.id})
        for name in ("customer_id", "commercial_partner_id"):
            with self.subTest(field=name), self.assertRaises(UserError):
                person.with_user(self.amy).write({name: firm.id})

    def test_order_dated_ahead_is_no_protection(self):
        """PO-9: the clock of orders ends now."""
        self._create_rule("no_order", 90)
        customer = self._create_customers(1, "held", self.amy)
        product = self.env["product.product"].create({"name": "Thing"})
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "company_id": self.company.id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
        )
        order.action_confirm()
        order.date_order = "2099-01-01 00:00:00"
        self.assertLess(customer.last_order_at.year, 2099)

    def test_member_who_holds_is_not_deleted(self):
        """PO-10: nobody loses customers without the warnings of a member."""
        self._create_customers(1, "held", self.amy)
        with self.assertRaises(UserError):
            self.amy_member.unlink()
        self.ben_member.unlink()

    def test_short_numbers_are_masked_whole(self):
        """PO-11: masked means that the number cannot be guessed."""
        customer = self._create_customers(1, phone="400-800-1234")
        phone = self._window(self.amy, customer).phone or ""
        self.assertTrue(phone)
        self.assertNotIn("1234", phone)
