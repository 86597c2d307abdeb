from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.crm_pool.models.local_days import end_of_days

from .common import PoolCase

TZ = "Asia/Shanghai"


@tagged("post_install", "-at_install")
class TestExemptions(PoolCase):
    def setUp(self):
        super().setUp()
        self.customer = self._create_customers(1, "held", self.amy)

    def _opportunity(self, user=None, partner=None):
        return self.env["crm.lead"].create(
            {
                "name": "Big deal",
                "type": "opportunity",
                "partner_id": (partner or self.customer).id,
                "user_id": (user or self.amy).id,
                "company_id": self.company.id,
            }
        )

    def _order(self, days_ago):
        product = self.env["product.product"].create({"name": "Thing"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
        )
        order.action_confirm()
        order.date_order = self.now - timedelta(days=days_ago)
        return order

    def assertWarned(self):
        """The owner has the full warning days from now."""
        self.assertEqual(self.customer.reclaim_at, end_of_days(self.now, 3, TZ))

    def test_open_opportunity_of_the_owner_spares(self):
        """PO-9: by switch; from its creation to its end, whichever that is."""
        self._create_rule("interval", 10, spare_opportunity=True)
        self._age(self.customer, claimed_at=50)
        contact = self.env["res.partner"].create(
            {"name": "Li", "parent_id": self.customer.id}
        )
        lost = self.env["crm.stage"].search([], limit=1)
        for name, end in (
            ("won", lambda lead: lead.action_set_won()),
            ("lost", lambda lead: lead.action_set_lost()),
            ("archived", lambda lead: lead.write({"active": False})),
            (
                "given to somebody else",
                lambda lead: lead.write({"user_id": self.ben.id}),
            ),
            ("without customer", lambda lead: lead.write({"partner_id": False})),
            ("deleted", lambda lead: lead.unlink()),
        ):
            for partner in (self.customer, contact):
                with self.subTest(end=name, partner=partner.name):
                    self._age(self.customer, claimed_at=50)
                    lead = self._opportunity(partner=partner)
                    self.assertFalse(self.customer.reclaim_at)
                    end(lead)
                    self.assertWarned()
        self.assertTrue(lost)

    def test_of_two_opportunities_the_last_one_ends_it(self):
        """PO-9: spared as long as one of them is open."""
        self._create_rule("interval", 10, spare_opportunity=True)
        self._age(self.customer, claimed_at=50)
        first, second = self._opportunity(), self._opportunity()
        first.action_set_lost()
        self.assertFalse(self.customer.reclaim_at)
        second.action_set_lost()
        self.assertWarned()

    def test_without_the_switch_an_opportunity_means_nothing(self):
        """PO-9: by switch of each rule. Beginning and ending opportunities wins no
        time with a rule that spares none."""
        self._create_rule("never_contacted", 10, spare_opportunity=True)
        strict = self._create_rule("interval", 30)
        self._age(self.customer, claimed_at=50)
        due = end_of_days(self.now - timedelta(days=50), 30, TZ)
        lead = self._opportunity()
        self.assertEqual(self.customer.reclaim_at, due)
        self.assertEqual(self.customer.reclaim_rule_id, strict)
        lead.action_set_lost()
        self.assertEqual(self.customer.reclaim_at, due)

    def test_opportunity_of_a_colleague_spares_nothing(self):
        """PO-9: an open opportunity of the owner."""
        self._create_rule("interval", 10, spare_opportunity=True)
        self._age(self.customer, claimed_at=50)
        due = self.customer.reclaim_at
        self._opportunity(user=self.ben)
        self.assertEqual(self.customer.reclaim_at, due)

    def test_a_new_owner_begins_without_the_old_ones_grace(self):
        """PO-9: what ended belongs to the holding in which it did."""
        self._create_rule("interval", 10, spare_opportunity=True)
        self._opportunity().action_set_lost()
        self.assertTrue(self.customer.opportunity_ended_at)
        self.customer.with_user(self.amy).action_pool_return("Enough")
        self.assertFalse(self.customer.opportunity_ended_at)

    def test_order_spares_for_some_days(self):
        """PO-9: an order within N days; time alone ends it, nothing has to run: the
        deadline is the end of these days and of the warning days after them."""
        self._create_rule("interval", 10, spare_order_days=60)
        self._age(self.customer, claimed_at=50)
        self._order(days_ago=20)
        order_end = end_of_days(self.now - timedelta(days=20), 60, TZ)
        self.assertEqual(self.customer.reclaim_at, end_of_days(order_end, 3, TZ))

    def test_cancelled_order_grants_the_warning_days(self):
        """PO-9: when an exemption ends the owner has the full warning days. Columns:
        the rule that the order spared or stopped."""
        for kind, values in (
            ("interval", {"spare_order_days": 60}),
            ("not_won", {}),
            ("no_order", {}),
        ):
            with self.subTest(kind=kind):
                self.pool.rule_ids.unlink()
                self._create_rule(kind, 10, **values)
                self._age(self.customer, claimed_at=50)
                order = self._order(days_ago=1)
                order.with_context(disable_cancel_warning=True).action_cancel()
                self.assertWarned()

    def test_cancelling_orders_wins_no_time_with_rules_that_read_none(self):
        """PO-9: each rule knows what it reads."""
        self._create_rule("interval", 10)
        self._age(self.customer, claimed_at=50)
        due = self.customer.reclaim_at
        order = self._order(days_ago=1)
        order.with_context(disable_cancel_warning=True).action_cancel()
        self.assertEqual(self.customer.reclaim_at, due)

    def test_salesperson_cannot_wind_the_columns(self):
        """NF-S: the columns behind the exemptions are the server's."""
        for name in (
            "opportunity_ended_at",
            "order_cancelled_at",
            "extended_until",
            "rest_until",
        ):
            with self.subTest(field=name), self.assertRaises(Exception) as caught:
                self.customer.with_user(self.amy).write({name: "2099-01-01 00:00:00"})
            self.assertEqual(type(caught.exception).__name__, "UserError")

    def test_sentence_names_the_opportunity(self):
        """PO-9: the owner sees why it stays."""
        self._create_rule("interval", 10, spare_opportunity=True)
        self._opportunity()
        reason = self.customer.with_user(self.amy).reclaim_reason
        self.assertIn("Big deal", reason)
