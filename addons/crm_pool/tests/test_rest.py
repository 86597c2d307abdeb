from datetime import date, datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_pool.models.crm_pool_rest_clocks import NO_END
from odoo.addons.crm_pool.models.local_days import end_of_day, end_of_days

from .common import PoolCase

TZ = "Asia/Shanghai"


@tagged("post_install", "-at_install")
class TestRest(PoolCase):
    def setUp(self):
        super().setUp()
        self.customer = self._create_customers(1, "held", self.amy)
        self.rule = self._create_rule("interval", 30)
        self.today = self.pool._local_day(self.now)

    def _in_days(self, number):
        return self.today + timedelta(days=number)

    def _rest(self, days=9, user=None, customers=None):
        customers = customers or self.customer
        return customers.with_user(user or self.amy).action_pool_rest(
            self._in_days(days), "On holiday"
        )

    def test_clocks_stand_still(self):
        """PO-18, PO-9: what the clock had left goes on after the rest."""
        self._age(self.customer, claimed_at=10)
        before = self.customer.reclaim_at
        self.assertEqual(self._rest(9)["done"], self.customer.ids)
        self.assertEqual(self.customer.rest_until, end_of_day(self._in_days(9), TZ))
        self.assertEqual(self.customer.reclaim_at, before + timedelta(days=10))

    def test_same_day_counts_once(self):
        """PO-18: resting, waking and resting again on one day wins one day."""
        self._age(self.customer, claimed_at=10)
        before = self.customer.reclaim_at
        for _time in range(3):
            self._rest(0)
            self.customer.with_user(self.amy).action_pool_unrest()
        self.assertEqual(self.customer.reclaim_at, before + timedelta(days=1))
        self.assertFalse(self.customer.is_resting)

    def test_rest_before_the_clock_began_adds_nothing(self):
        """PO-18: a contact after the rest counts from the contact."""
        self._age(self.customer, claimed_at=40)
        self.env["crm.pool.rest"].create(
            {
                "partner_id": self.customer.id,
                "pool_id": self.pool.id,
                "date_from": self._in_days(-30),
                "date_to": self._in_days(-20),
            }
        )
        self._age(self.customer, rest_until=19, last_contact_at=5)
        expected = end_of_days(self.now - timedelta(days=5), 30, TZ)
        self.assertEqual(self.customer.reclaim_at, expected)

    def test_rest_end_grants_the_warning_days(self):
        """PO-9, PO-18: the full warning days since the rest ended."""
        self._age(self.customer, claimed_at=29)
        self._rest(9)
        self.customer.with_user(self.amy).action_pool_unrest()
        self.assertEqual(
            self.customer.reclaim_at, end_of_days(self.customer.rest_until, 3, TZ)
        )

    def test_working_days_rested_go_on(self):
        """PO-18: of a rule in working days, the working days rested are added."""
        self.rule.day_kind = "working"
        self.rule._take_effect(datetime(2020, 1, 1))
        self._age(self.customer, claimed_at=2)
        days = self.env["crm.working.day"]
        company = [("company_id", "=", self.company.id)]

        def number(day):
            return days.search([*company, ("date", "=", day)]).number

        before = self.customer.reclaim_at
        self._rest(20)
        last = (before - timedelta(hours=1)).date()
        rested = number(self._in_days(20)) - number(self._in_days(-1))
        expected = days.search(
            [
                *company,
                ("is_working", "=", True),
                ("number", "=", number(last) + rested),
            ]
        )
        self.assertEqual(self.customer.reclaim_at, end_of_day(expected.date, TZ))

    def test_resting_is_never_taken(self):
        """PO-18: no reclaim, even of what was due."""
        self._age(self.customer, claimed_at=100)
        self._rest(5)
        self.env.cr.execute(
            "UPDATE res_partner SET reclaim_at = %s WHERE id = %s",
            (self.now - timedelta(days=1), self.customer.id),
        )
        self.env.invalidate_all()
        self.customer._pool_reclaim(self.now)
        self.assertEqual(self.customer.pool_place, "held")

    def test_resting_is_never_claimed(self):
        """PO-18: no claim; the answer says until when."""
        public = self._create_customers(1)
        self._rest(5, self.manager, public)
        window = self._window(self.ben, public)
        self.assertFalse(window.is_claim_allowed)
        answer = window.action_claim()
        self.assertFalse(answer["done"])
        self.assertIn("rests until", answer["refused"][str(public.id)])
        self.assertEqual(window.claim_refusal, answer["refused"][str(public.id)])
        self.assertEqual(window.request_label, "Resting")
        public.with_user(self.manager).action_pool_unrest()
        self.assertEqual(window.action_claim()["done"], public.ids)

    def test_no_reminder_while_resting(self):
        """PO-18: nothing is due soon before the warning days after the rest."""
        self._age(self.customer, claimed_at=29)
        self._rest(9)
        for day in range(10):
            due = self.pool._get_due_soon(self.amy, self.now + timedelta(days=day))
            self.assertFalse(due, day)

    def test_who_may(self):
        """PO-18: owner, leader, manager, supervisor; rest and waking alike."""
        for user, allowed in (
            (self.amy, True),
            (self.leader, True),
            (self.manager, True),
            (self.supervisor, True),
            (self.ben, False),
            (self.outsider, False),
        ):
            with self.subTest(user=user.name):
                answer = self._rest(5, user)
                self.assertEqual(bool(answer["done"]), allowed)
                self.assertEqual(self.customer.is_resting, allowed)
                answer = self.customer.with_user(user).action_pool_unrest()
                self.assertEqual(bool(answer["done"]), allowed)

    def test_owner_is_limited_in_all(self):
        """PO-18: letting a customer rest is no way to keep it for ever."""
        self.pool.rest_days = 10
        self._age(self.customer, claimed_at=20)
        self.assertTrue(self._rest(9)["done"])
        self.customer.with_user(self.amy).action_pool_unrest()
        self.assertFalse(self._rest(10)["done"])
        self.assertIn("10", self._rest(30)["refused"][str(self.customer.id)])
        self.assertTrue(self._rest(30, self.leader)["done"])

    def test_bad_dates(self):
        """NF-I: refused with the value and the way out."""
        for until in ("soon", None, False, 7, "2026-13-01", {}):
            with self.subTest(until=until), self.assertRaises(UserError):
                self.customer.with_user(self.amy).action_pool_rest(until)
        for until in (self._in_days(-1), self._in_days(400), date(9999, 12, 31)):
            with self.subTest(until=until):
                answer = self.customer.with_user(self.supervisor).action_pool_rest(
                    until
                )
                self.assertFalse(answer["done"])

    def test_cause_without_end(self):
        """PO-18: while a complaint is open - the hook that its addon uses."""
        self._age(self.customer, claimed_at=29)
        self.customer._pool_rest_while("helpdesk.ticket,1", "Open complaint", self.now)
        self.assertEqual(self.customer.rest_until, NO_END)
        self.assertFalse(self.customer.reclaim_at)
        self.assertIn("Open complaint", self.customer.reclaim_reason)
        answer = self.customer.with_user(self.amy).action_pool_unrest()
        self.assertFalse(answer["done"])
        later = self.now + timedelta(days=20)
        self.customer._pool_rest_done("helpdesk.ticket,1", later)
        self.assertEqual(self.customer.rest_until, later)
        # One day was left, and today is rested: 21 days, then the warning days.
        self.assertEqual(self.customer.reclaim_at, end_of_days(later, 3, TZ))

    def test_two_causes_end_with_the_later(self):
        """PO-18: a date goes on when the complaint is closed."""
        self._rest(9)
        self.customer._pool_rest_while("helpdesk.ticket,1", "Open complaint", self.now)
        self.customer._pool_rest_done("helpdesk.ticket,1", self.now)
        self.assertEqual(self.customer.rest_until, end_of_day(self._in_days(9), TZ))

    def test_kept_in_the_chatter(self):
        """PO-18: no move, so the chatter tells who let it rest and why."""
        moves = len(self._logs(self.customer))
        self._rest(9)
        self.assertIn("On holiday", self.customer.message_ids[0].body)
        self.assertEqual(len(self._logs(self.customer)), moves)
