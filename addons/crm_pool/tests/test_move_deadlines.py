from unittest.mock import patch

from odoo.tests import tagged

from .common import LeadCase, PoolCase


class MoveDeadlines:
    """What a move writes of a deadline is what the rules say of its result."""

    def _refreshes(self, move):
        """Return how often deadlines were computed by themselves during a move."""
        records = type(self.records)
        refresh = records._pool_refresh_deadlines
        with patch.object(
            records, "_pool_refresh_deadlines", autospec=True, side_effect=refresh
        ) as refreshes:
            move()
        return refreshes.call_count

    def _assert_told(self, customers, rule):
        """The deadline is there, and computing it anew changes nothing."""
        told = [(c.reclaim_at, c.reclaim_rule_id) for c in customers]
        self.assertTrue(all(at for at, _rule in told))
        self.assertEqual({rule for _at, rule in told}, {rule})
        customers._pool_refresh_deadlines()
        self.assertEqual(told, [(c.reclaim_at, c.reclaim_rule_id) for c in customers])

    def _claim(self, customers):
        return lambda: customers._pool_move("claim", self.now, member=self.amy_member)

    def test_written_along_with_the_move(self):
        """PO-9, design 7: no row is written twice for its deadline."""
        self._create_rule("interval", 30)
        first = self._create_rule("never_contacted", 7)
        customers = self._create_customers(3)
        self.assertEqual(self._refreshes(self._claim(customers)), 0)
        self._assert_told(customers, first)
        rest = self._refreshes(
            lambda: customers._pool_move(
                "transfer", self.now, member=self.ben_member, reason="Holiday"
            )
        )
        self.assertEqual(rest, 0)
        self._assert_told(customers, first)

    def test_filter_on_the_row_is_told_along(self):
        customers = self._create_customers(2)
        self._create_rule("interval", 7, domain="[('name', 'like', 'none such')]")
        named = self._create_rule(
            "interval", 20, domain=f"[('name', 'in', {customers.mapped('name')!r})]"
        )
        self.assertEqual(self._refreshes(self._claim(customers)), 0)
        self._assert_told(customers, named)

    def test_filter_on_what_the_move_writes(self):
        """PO-9: a rule for what one person holds takes what they get, and no longer
        what they gave."""
        customers = self._create_customers(2)
        other = self._create_rule("interval", 30)
        amys = self._create_rule(
            "interval", 5, domain=f"[('user_id', '=', {self.amy.id})]"
        )
        self.assertEqual(self._refreshes(self._claim(customers)), 1)
        self._assert_told(customers, amys)
        customers._pool_move(
            "transfer", self.now, member=self.ben_member, reason="Holiday"
        )
        self._assert_told(customers, other)

    def test_filter_on_other_records(self):
        customers = self._create_customers(1)
        rule = self._create_rule(
            "interval", 5, domain=f"[('user_id.login', '=', '{self.amy.login}')]"
        )
        self.assertEqual(self._refreshes(self._claim(customers)), 1)
        self._assert_told(customers, rule)

    def test_rules_of_the_pool_it_comes_into(self):
        """A rule that is out of force says nothing."""
        self._create_rule("interval", 3, active=False)
        rule = self._create_rule("interval", 9)
        held = self._create_customers(2, "held", self.amy)
        self._assert_told(held, rule)


@tagged("post_install", "-at_install")
class TestMoveDeadlines(MoveDeadlines, PoolCase):
    def test_open_opportunity_spares_what_is_received(self):
        """PO-10: opportunities that come along with the customer count at once."""
        customer = self._create_customers(1)
        self._create_rule("interval", 10, spare_opportunity=True)
        self.env["crm.lead"].create(
            {
                "name": "Left behind",
                "type": "opportunity",
                "partner_id": customer.id,
                "user_id": False,
                "company_id": self.company.id,
            }
        )
        self.assertEqual(self._refreshes(self._claim(customer)), 1)
        self.assertFalse(customer.reclaim_at)

    def test_protection_moves_the_deadline_along(self):
        """PO-11: the holding goes on, and its clocks with it."""
        rule = self._create_rule("interval", 10)
        customer = self._create_customers(1, "held", self.amy)
        before = customer.reclaim_at
        customer.with_user(self.amy).action_pool_protect("Framework contract")
        self.assertGreater(customer.reclaim_at, before)
        self._assert_told(customer, rule)


@tagged("post_install", "-at_install")
class TestMoveDeadlinesLead(MoveDeadlines, LeadCase):
    pass
