from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.crm_pool.models.local_days import end_of_days

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestDeadline(PoolCase):
    def setUp(self):
        super().setUp()
        self.customer = self._create_customers(1, "held", self.amy)

    def _ends(self, moment, days):
        return end_of_days(moment, days, "Asia/Shanghai")

    def test_each_clock(self):
        """PO-9: start of holding; last contact in it; first order after it; last
        order. Columns: clocks as days ago, kind, days, expected clock or None."""
        for clocks, kind, days, expected in (
            ({"claimed_at": 2}, "never_contacted", 7, 2),
            ({"claimed_at": 9, "last_contact_at": 2}, "never_contacted", 7, None),
            # A contact before this holding does not count.
            ({"claimed_at": 2, "last_contact_at": 9}, "never_contacted", 7, 2),
            ({"claimed_at": 9, "last_contact_at": 2}, "interval", 30, 2),
            ({"claimed_at": 2, "last_contact_at": 9}, "interval", 30, 2),
            ({"claimed_at": 5}, "interval", 30, 5),
            ({"claimed_at": 50}, "not_won", 90, 50),
            ({"claimed_at": 50, "last_order_at": 10}, "not_won", 90, None),
            ({"claimed_at": 50, "last_order_at": 60}, "not_won", 90, 50),
            ({"claimed_at": 50, "last_order_at": 10}, "no_order", 90, 10),
            ({"claimed_at": 50}, "no_order", 90, 50),
        ):
            with self.subTest(clocks=clocks, kind=kind):
                self.pool.rule_ids.unlink()
                rule = self._create_rule(kind, days)
                self.env.cr.execute(
                    "UPDATE res_partner SET last_contact_at = NULL,"
                    " last_order_at = NULL WHERE id = %s",
                    (self.customer.id,),
                )
                self._age(self.customer, **clocks)
                if expected is None:
                    self.assertFalse(self.customer.reclaim_at)
                    continue
                clock = self.now - timedelta(days=expected)
                self.assertEqual(self.customer.reclaim_at, self._ends(clock, days))
                self.assertEqual(self.customer.reclaim_rule_id, rule)

    def test_first_rule_to_end_counts(self):
        """PO-9: each held customer carries its deadline and the rule."""
        self._create_rule("interval", 30)
        first = self._create_rule("never_contacted", 7)
        self._age(self.customer, claimed_at=1)
        self.assertEqual(self.customer.reclaim_rule_id, first)
        self.assertIn("7", self.customer.reclaim_reason)

    def test_missing_date_is_not_infinitely_old(self):
        self._create_rule("interval", 1)
        self.env.cr.execute(
            "UPDATE res_partner SET claimed_at = NULL WHERE id = %s",
            (self.customer.id,),
        )
        self.env.invalidate_all()
        self.customer._pool_refresh_deadlines()
        self.assertFalse(self.customer.reclaim_at)

    def test_changed_rule_grants_the_warning_days(self):
        """PO-9: nobody loses a customer before the full warning days since the
        last change of the rule."""
        rule = self._create_rule("interval", 300)
        self._age(self.customer, claimed_at=100)
        rule.days = 10
        self.assertEqual(self.customer.reclaim_at, self._ends(rule.effective_at, 3))

    def test_change_of_a_rule_cannot_be_dated_back(self):
        """PO-9: the warning days are granted by the server."""
        rule = self.env["crm.pool.rule"].create(
            {
                "pool_id": self.pool.id,
                "kind": "interval",
                "days": 10,
                "effective_at": "2020-01-01 00:00:00",
            }
        )
        self._age(self.customer, claimed_at=100)
        self.assertGreaterEqual(rule.effective_at, self.now)
        rule.write({"days": 9, "effective_at": "2020-01-01 00:00:00"})
        self.assertGreaterEqual(rule.effective_at, self.now)
        self.assertGreater(self.customer.reclaim_at, self.now)

    def test_changed_time_zone_and_warning_grant_the_warning_days(self):
        """PO-9: a change of the calendar is an event like a change of the rule."""
        self._create_rule("interval", 10)
        self._age(self.customer, claimed_at=100)
        self.assertLess(self.customer.reclaim_at, self.now)
        self.company.business_tz = "Europe/Brussels"
        self.assertEqual(
            self.customer.reclaim_at, end_of_days(self.now, 3, "Europe/Brussels")
        )
        self.pool.warning_days = 5
        self.assertEqual(
            self.customer.reclaim_at, end_of_days(self.now, 5, "Europe/Brussels")
        )

    def test_protection_holds_the_deadline_back(self):
        """PO-9: never protected ones; when it ends the warning days run."""
        self._create_rule("interval", 10)
        self._age(self.customer, claimed_at=100, protected_until=-5)
        self.assertEqual(
            self.customer.reclaim_at, self._ends(self.now + timedelta(days=5), 3)
        )

    def test_notice_holds_the_deadline_back(self):
        """PO-9: adoption and domain fields grant the warning days too."""
        self._create_rule("interval", 10)
        self._age(self.customer, claimed_at=100)
        self.assertLess(self.customer.reclaim_at, self.now)
        self.customer._pool_notice(self.now)
        self.assertEqual(self.customer.reclaim_at, self._ends(self.now, 3))

    def test_rule_for_a_domain(self):
        """PO-9: optionally for a domain; its fields keep the deadline current."""
        self._create_rule("interval", 10, domain="[('legal_representative','=','Li')]")
        self._age(self.customer, claimed_at=4)
        self.assertFalse(self.customer.reclaim_at)
        self.customer.legal_representative = "Li"
        self.assertTrue(self.customer.reclaim_at)
        self.customer.legal_representative = "Wang"
        self.assertFalse(self.customer.reclaim_at)

    def test_bad_rules_are_refused(self):
        """NF-I: error with field and value."""
        for domain in ("[(", "[('no_such_field','=',1)]", "x", "[1]"):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                self._create_rule("interval", 10, domain=domain)

    def test_contact_moves_the_deadline(self):
        """PO-9: contact is an event; only the owner's counts."""
        self._create_rule("interval", 10)
        self._age(self.customer, claimed_at=9)
        before = self.customer.reclaim_at
        self.customer._pool_contacted(self.now, self.ben)
        self.assertEqual(self.customer.reclaim_at, before)
        activity = self.customer.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.amy.id
        )
        activity.with_user(self.amy).action_feedback(feedback="Called")
        self.assertGreater(self.customer.reclaim_at, before)

    def test_order_moves_the_deadline(self):
        """PO-9: order and its cancellation are events."""
        self._create_rule("not_won", 90)
        self._age(self.customer, claimed_at=80)
        self.assertTrue(self.customer.reclaim_at)
        product = self.env["product.product"].create({"name": "Thing"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
        )
        order.action_confirm()
        self.assertFalse(self.customer.reclaim_at)
        order.with_context(disable_cancel_warning=True).action_cancel()
        self.assertTrue(self.customer.reclaim_at)

    def test_archived_and_deleted_rules_take_nothing(self):
        rule = self._create_rule("interval", 10)
        self._age(self.customer, claimed_at=4)
        rule.active = False
        self.assertFalse(self.customer.reclaim_at)
        rule.active = True
        self.assertTrue(self.customer.reclaim_at)
        rule.unlink()
        self.assertFalse(self.customer.reclaim_at)

    def test_lost_customers_are_out_of_rules(self):
        """CH-3: lost ones stay held, out of rules."""
        self._create_rule("interval", 10)
        self.env.cr.execute(
            "UPDATE res_partner SET customer_state = 'lost' WHERE id = %s",
            (self.customer.id,),
        )
        self.env.invalidate_all()
        self._age(self.customer, claimed_at=100)
        self.assertFalse(self.customer.reclaim_at)

    def test_preview_tells_what_an_unsaved_rule_would_take(self):
        """PO-10: before a rule is saved, what it would take and from whom."""
        self._create_rule("interval", 300)
        mine = self._create_customers(2, "held", self.ben)
        self._age(self.customer | mine, claimed_at=50)
        rule = self.env["crm.pool.rule"].new(
            {"pool_id": self.pool.id, "kind": "interval", "days": 40}
        )
        preview = self.env["crm.pool"]._preview(rule, self.now)
        self.assertEqual(preview["total"], 3)
        self.assertEqual(
            [(line["user_id"], line["count"]) for line in preview["owners"]],
            [(self.ben.id, 2), (self.amy.id, 1)],
        )
        self.assertEqual(set(preview["ids"]), set((self.customer | mine).ids))
        rule.days = 60
        self.assertEqual(self.env["crm.pool"]._preview(rule, self.now)["total"], 0)
        self.assertFalse(self.customer.reclaim_at < self.now)
