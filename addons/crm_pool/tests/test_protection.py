from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import format_date

from odoo.addons.crm_customer.exceptions import DuplicateWarning
from odoo.addons.crm_pool.models.local_days import end_of_days

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestProtection(PoolCase):
    def _held(self, number=1, user=None):
        return self._create_customers(number, "held", user or self.amy)

    def _protect(self, customers, user=None, now=None):
        customers = customers.with_user(user or self.amy)
        return customers._pool_protect(None, now or self.now)

    def _end(self, start, days):
        return end_of_days(start, days, "Asia/Shanghai")

    def test_only_the_owner_protects(self):
        """PO-2, PO-8: the owner, and nobody above."""
        customer = self._held()
        for user in (self.ben, self.leader, self.manager, self.supervisor):
            with self.subTest(user=user.name):
                answer = customer.with_user(user).action_pool_protect("Mine")
                self.assertEqual(answer["done"], [])
                shown = customer.with_user(user).sudo().is_pool_protect_allowed
                self.assertFalse(shown)
        self.assertTrue(customer.with_user(self.amy).is_pool_protect_allowed)
        answer = customer.with_user(self.amy).action_pool_protect("A big order")
        self.assertEqual(answer["done"], customer.ids)
        log = self._logs(customer)[-1]
        self.assertEqual((log.move, log.reason), ("protect", "A big order"))
        self.assertEqual((log.from_user_id, log.to_user_id), (self.amy, self.amy))
        self.assertLedgerTrue(customer)

    def test_holding_and_clocks_run_on(self):
        """PO-8: protecting is no new holding; days are the company's."""
        customer = self._held()
        self._age(customer, claimed_at=20, last_contact_at=10)
        start = customer.claimed_at
        self._protect(customer)
        self.assertEqual(customer.claimed_at, start)
        self.assertEqual(customer.protected_until, self._end(self.now, 30))
        self.assertEqual((customer.user_id, customer.pool_place), (self.amy, "held"))

    def test_number_at_a_time(self):
        """PO-1, PO-8: as many as the pool says, then the rest is refused."""
        self.pool.protection_limit = 2
        customers = self._held(4)
        outcome = self._protect(customers)
        self.assertEqual(outcome.done, customers[:2].ids)
        self.assertIn("(2)", outcome.refused[customers[2].id])
        later = self.now + timedelta(days=40)
        outcome = self._protect(customers[2:], now=later)
        self.assertEqual(outcome.done, customers[2:].ids, "the first ones ran out")
        self.pool.protection_limit = 0
        fifth = self._held()
        self.assertFalse(self._protect(fifth, now=later).done)
        self.assertTrue(customers[2].protected_until, "what is protected stays so")

    def test_renewed_once(self):
        """PO-1, PO-8: renewable once, from the end on, beside the limit."""
        self.pool.protection_limit = 1
        customer = self._held()
        for days in (30, 60):
            self.assertTrue(self._protect(customer).done)
            self.assertEqual(customer.protected_until, self._end(self.now, days))
        self.assertIn("(1)", self._protect(customer).refused[customer.id])
        later = customer.protected_until + timedelta(days=1)
        self.assertFalse(self._protect(customer, now=later).done, "nor after the end")
        customer.with_user(self.supervisor).action_pool_recall("Next")
        self.assertFalse(customer.protection_count)
        customer.with_user(self.supervisor).action_pool_assign(self.amy.id)
        self.assertTrue(self._protect(customer).done, "a new holding counts anew")

    def test_never_reclaimed_and_full_warning_after_the_end(self):
        """PO-8, PO-9: the customer stays held when it ends, the warning days run."""
        self._create_rule("interval", 5)
        customer = self._held()
        self._age(customer, claimed_at=50)
        self._protect(customer)
        end = customer.protected_until
        self.assertEqual(customer.reclaim_at, self._end(end, 3))
        before, after = end - timedelta(seconds=1), end + timedelta(days=2)
        for moment in (before, after):
            self.assertNotIn(customer.id, customer._pool_due_ids(moment, 1000))
        self.assertEqual(customer.user_id, self.amy)
        due = customer._pool_due_ids(customer.reclaim_at, 1000)
        self.assertIn(customer.id, due)
        customer._pool_reclaim(customer.reclaim_at)
        self.assertFalse(customer.user_id)
        self.assertFalse(customer.protected_until)

    def test_cancelled_it_goes_to_the_pool(self):
        """PO-2: cancel 取消保护 is held → public with cooldown."""
        customer, plain = self._held(), self._held()
        self._protect(customer)
        for user in (self.ben, self.leader, self.supervisor):
            answer = customer.with_user(user).action_pool_unprotect()
            self.assertFalse(answer["done"], user.name)
        both = (customer | plain).with_user(self.amy)
        answer = both.action_pool_unprotect()
        self.assertEqual(answer["done"], customer.ids)
        self.assertIn("return it", answer["refused"][str(plain.id)])
        self.assertEqual((customer.pool_place, plain.pool_place), ("public", "held"))
        refused = self._window(self.amy, customer).action_claim()["refused"]
        self.assertIn("lately", refused[str(customer.id)])
        self.assertLedgerTrue(customer)
        self.assertFalse(both.action_pool_undo()["done"], "never undone")

    def test_reminder_once_before_the_end(self):
        """PO-8: an activity for the owner, once."""
        customers = self._held(2)
        self._protect(customers)
        end = customers[0].protected_until
        for moment, number in (
            (end - timedelta(days=4), 0),
            (end - timedelta(days=2), 2),
            (end - timedelta(days=1), 0),
            (end + timedelta(days=1), 0),
        ):
            self.assertEqual(self.pool._remind_of_protection(moment), number)
        for customer in customers:
            self.assertEqual(customer.activity_ids.user_id, self.amy)
            last_day = end - timedelta(hours=1)
            self.assertEqual(
                customer.activity_ids.date_deadline, self.pool._local_day(last_day)
            )
        self._protect(customers[0], now=end - timedelta(hours=1))
        again = customers[0].protected_until - timedelta(days=1)
        self.assertEqual(self.pool._remind_of_protection(again), 1, "a renewal anew")

    def test_window_hides_protected_ones_where_the_pool_says_so(self):
        """PO-8, PO-11: left out of 已领用."""
        customer, plain = self._held(), self._held()
        self._protect(customer)
        window = self.env["crm.pool.customer"].with_user(self.ben)
        domain = [("id", "in", (customer | plain).ids)]
        self.assertEqual(window.search_count(domain), 2)
        self.pool.hide_protected = True
        self.assertEqual(window.search(domain).ids, plain.ids)
        self._age(customer, protected_until=1)
        self.assertEqual(window.search_count(domain), 2)

    def test_entering_it_again(self):
        """PO-8, CU-5: warned or refused, the stricter of pool and entry rule."""
        plain, customer = self._held(2)
        values = {"is_company": True, "customer_state": "potential"}
        values["company_id"] = self.company.id
        for each in plain | customer:
            each.with_context(ignore_duplicates=True).name = "Zephyr Pumps"
        self._protect(customer)
        mine = self.env["res.partner"].with_user(self.ben)
        entry = mine.with_context(ignore_duplicates=True)
        with self.assertRaises(DuplicateWarning) as warned:
            mine.create({"name": "Zephyr  pumps", **values})
        self.assertIn("protected", str(warned.exception))
        self.assertTrue(entry.create({"name": "Zephyr pumps", **values}))
        self.pool.protected_entry = "forbid"
        with self.assertRaises(ValidationError):
            entry.create({"name": "Zephyr pumps", **values})
        self._age(customer, protected_until=1)
        self.assertTrue(entry.create({"name": "Zephyr pumps", **values}))

    def test_sentence_on_the_form(self):
        """PO-8: the owner sees until when."""
        customer = self._held()
        self._protect(customer)
        day = self.pool._local_day(customer.protected_until - timedelta(hours=1))
        self.assertIn(format_date(self.env, day), customer.reclaim_reason)
        self.assertTrue(customer.is_protected)

    def test_dialogs(self):
        """NF-U: toasts with words and number; the dialog is no right."""
        customers = self._held(2)
        params = customers.with_user(self.amy).action_pool_protect_button()["params"]
        self.assertEqual(params["done"], "Protected successfully: 2 customers")
        self.assertFalse(params["undo"])
        wizard = self.env["crm.pool.unprotect"].with_context(
            active_model="res.partner", active_ids=customers.ids
        )
        self.assertFalse(
            wizard.with_user(self.ben).create({}).action_unprotect()["params"]["done"]
        )
        params = wizard.with_user(self.amy).create({}).action_unprotect()["params"]
        self.assertEqual(params["done"], "Protection cancelled: 2 customers")
