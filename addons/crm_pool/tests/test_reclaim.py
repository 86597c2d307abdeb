from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LeadCase, PoolCase

RECLAIM_LOGGER = "odoo.addons.crm_pool.models.crm_pool_reclaim"


class ReclaimTests:
    def setUp(self):
        super().setUp()
        self.pool.capacity = 1000
        self._create_rule("interval", 30)

    def _due(self, number, **clocks):
        customers = self._create_customers(number, "held", self.amy)
        self._age(customers, **(clocks or {"claimed_at": 100}))
        return customers

    def _reclaim(self, customers=None):
        partners = self.records
        ids = partners._pool_due_ids(self.now, 100000)
        if customers is not None:
            ids = [record_id for record_id in ids if record_id in customers.ids]
        return partners.browse(ids)._pool_reclaim(self.now)

    def test_due_customers_go_back_with_the_rule(self):
        """PO-2, PO-10: held to public, by the schedule, with its rule."""
        customers = self._due(3)
        fresh = self._create_customers(2, "held", self.ben)
        self._reclaim()
        self.assertEqual(set(customers.mapped("pool_place")), {"public"})
        self.assertFalse(customers.user_id)
        self.assertEqual(set(fresh.mapped("pool_place")), {"held"})
        log = self._logs(customers[0])[-1]
        self.assertEqual((log.move, log.from_user_id), ("reclaim", self.amy))
        self.assertEqual(log.rule_id, self.pool.rule_ids)
        self.assertLedgerTrue(customers)

    def test_running_again_changes_nothing(self):
        """NF-F: nothing done twice."""
        customers = self._due(2)
        self._reclaim()
        moves = len(self._logs(customers))
        self.assertEqual(self._reclaim(customers), 0)
        self.assertEqual(len(self._logs(customers)), moves)

    def test_due_is_checked_again_under_the_lock(self):
        """PO-9: a contact at the last moment keeps the customer."""
        customers = self._due(2)
        ids = self.records._pool_due_ids(self.now, 10)
        self.assertLessEqual(set(customers.ids), set(ids))
        customers[0]._pool_contacted(self.now, self.amy)
        customers._pool_reclaim(self.now)
        self.assertEqual(customers.mapped("pool_place"), ["held", "public"])

    def test_protected_is_never_taken(self):
        """PO-9: never protected."""
        customer = self._due(1)
        self.env.cr.execute(
            f"UPDATE {customer._table} SET protected_until = %s WHERE id = %s",
            ("2199-01-01", customer.id),
        )
        self.env.invalidate_all()
        customer._pool_reclaim(self.now)
        self.assertEqual(customer.pool_place, "held")

    def test_bad_record_is_set_aside_and_the_others_go_on(self):
        """F5: a poison record does not stop the run and is shown."""
        customers = self._due(9)
        bad = customers[4]
        partners = type(self.records)
        original = partners._pool_follow_owner

        def fail(records, rows, owner):
            if bad.id in records.ids:
                raise ValueError("Poisoned")
            return original(records, rows, owner)

        with patch.object(partners, "_pool_follow_owner", fail):
            with mute_logger(RECLAIM_LOGGER):
                customers._pool_reclaim(self.now)
        self.assertEqual((customers - bad).mapped("pool_place"), ["public"] * 8)
        self.assertEqual(bad.pool_place, "held")
        self.assertEqual(bad.reclaim_error, "Poisoned")
        self.assertNotIn(bad.id, self.records._pool_due_ids(self.now, 100))
        self.assertLedgerTrue(customers)

    def test_scheduled_action_takes_all_in_sets(self):
        """PO-10: the cron itself, in sets smaller than what is due."""
        customers = self._due(7)
        cron = self.env.ref(f"crm_pool.{self.cron}")
        path = "odoo.addons.crm_pool.models.crm_pool_reclaim.BATCH_SIZE"
        with self.enter_registry_test_mode(), patch(path, 3):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(set(customers.mapped("pool_place")), {"public"})
        self.assertLedgerTrue(customers)

    def test_reclaim_of_many_costs_the_same_queries(self):
        """Design 7: one statement per table for the whole set."""
        counts = []
        for number in (5, 60):
            customers = self._due(number)
            before = self.env.cr.sql_log_count
            self._reclaim(customers)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
        self.assertLess(counts[1], 30)


@tagged("post_install", "-at_install")
class TestReclaim(ReclaimTests, PoolCase):
    """Customers."""

    cron = "ir_cron_pool_reclaim"


@tagged("post_install", "-at_install")
class TestReclaimLeads(ReclaimTests, LeadCase):
    """PO-14: leads."""

    cron = "ir_cron_pool_reclaim_leads"
