from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LeadCase, PoolCase


class UndoTests:
    def test_assign_is_undone(self):
        """NF-U: a move with its own row; the customer is public again."""
        customers = self._create_customers(2)
        customers.with_user(self.manager).action_pool_assign(self.amy.id)
        answer = customers.with_user(self.manager).action_pool_undo()
        self.assertEqual(answer, {"done": customers.ids, "refused": {}})
        self.assertFalse(customers.user_id)
        self.assertEqual(self._logs(customers)[-1].move, "undo_assign")
        self.assertLedgerTrue(customers)
        claim = self._window(self.amy, customers).action_claim()
        self.assertEqual(claim["done"], customers.ids, "no cooldown by an undo")

    def test_protection_and_notice_come_back(self):
        """NF-U: an undo brings the whole holding back, not its start alone."""
        customer = self._create_customers(1, "held", self.amy)
        customer._pool_notice(self.now)
        self._age(customer, protected_until=-5, pool_since=9)
        names = ["protected_until", "reclaim_notice_at", "pool_since", "claimed_at"]
        before = customer.read(names)
        customer.with_user(self.supervisor).action_pool_recall("Mistake")
        self.assertFalse(customer.protected_until)
        customer.with_user(self.supervisor).action_pool_undo()
        self.assertEqual(customer.read(names), before)
        self.assertLedgerTrue(customer)

    def test_what_an_undo_needs_is_no_business_of_readers(self):
        customer = self._create_customers(1, "held", self.amy)
        customer.with_user(self.amy).action_pool_return("Mistake")
        log = self._logs(customer)[-1].with_user(self.supervisor)
        self.assertNotIn("ended", log.fields_get())
        with self.assertRaises(AccessError):
            log.read(["ended"])

    def test_twice_returned_and_undone_does_not_turn_the_clock(self):
        """PO-9: undo is no way to win time."""
        customer = self._create_customers(1, "held", self.amy)
        self._age(customer, claimed_at=20)
        start = customer.claimed_at
        for _turn in range(2):
            customer.with_user(self.amy).action_pool_return("Mistake")
            customer.with_user(self.amy).action_pool_undo()
        self.assertEqual(customer.claimed_at, start)

    def test_time_is_limited(self):
        """NF-U: ten minutes, one for return."""
        for user, call, minutes in (
            (self.amy, "action_pool_return", 1),
            (self.supervisor, "action_pool_recall", 10),
        ):
            with self.subTest(call=call):
                customer = self._create_customers(1, "held", self.amy)
                getattr(customer.with_user(user), call)("Mistake")
                moved_at = self._logs(customer)[-1].date
                late = moved_at + timedelta(minutes=minutes, seconds=1)
                outcome = customer.with_user(user)._pool_undo(late)
                self.assertIn(str(minutes), outcome.refused[customer.id])
                self.assertFalse(customer.user_id)

    def test_only_own_last_move(self):
        """NF-U: rights of its own; never claim."""
        customer = self._create_customers(1)
        customer.with_user(self.manager).action_pool_assign(self.amy.id)
        for user in (self.amy, self.ben, self.outsider, self.supervisor):
            answer = customer.with_user(user).action_pool_undo()
            self.assertEqual(answer["done"], [], user.name)
        claimed = self._create_customers(1)
        self._window(self.amy, claimed).action_claim()
        self.assertFalse(claimed.with_user(self.amy).action_pool_undo()["done"])

    def test_not_after_something_happened(self):
        """NF-U: while nothing has changed since."""
        customer = self._create_customers(1)
        customer.with_user(self.manager).action_pool_assign(self.amy.id)
        moved_at = self._logs(customer)[-1].date
        customer._pool_contacted(moved_at + timedelta(seconds=5), self.amy)
        answer = customer.with_user(self.manager).action_pool_undo()
        self.assertFalse(answer["done"])
        self.assertEqual(customer.user_id, self.amy)

    def test_not_over_the_capacity(self):
        self.pool.capacity = 1
        customer = self._create_customers(1, "held", self.amy)
        customer.with_user(self.amy).action_pool_return("Mistake")
        self._create_customers(1, "held", self.amy)
        answer = customer.with_user(self.amy).action_pool_undo()
        self.assertFalse(answer["done"])
        self.assertFalse(customer.user_id)


@tagged("post_install", "-at_install")
class TestUndo(UndoTests, PoolCase):
    def test_return_and_recall_are_undone_with_their_clocks(self):
        """NF-U: the holding runs on as if it had not ended."""
        for user, call in (
            (self.amy, "action_pool_return"),
            (self.supervisor, "action_pool_recall"),
        ):
            with self.subTest(call=call):
                customer = self._create_customers(1, "held", self.amy)
                self._age(customer, claimed_at=20)
                start = customer.claimed_at
                lead = self.env["crm.lead"].create(
                    {
                        "name": "Deal",
                        "type": "opportunity",
                        "partner_id": customer.id,
                        "user_id": self.amy.id,
                    }
                )
                getattr(customer.with_user(user), call)("Mistake")
                self.assertFalse(lead.user_id)
                answer = customer.with_user(user).action_pool_undo()
                self.assertEqual(answer["done"], customer.ids)
                self.assertEqual(customer.user_id, self.amy)
                self.assertEqual(customer.claimed_at, start)
                self.assertEqual(lead.user_id, self.amy)
                self.assertLedgerTrue(customer)


@tagged("post_install", "-at_install")
class TestUndoLeads(UndoTests, LeadCase):
    """PO-14: leads."""
