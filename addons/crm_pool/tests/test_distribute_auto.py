from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PoolCase

AUTO_LOGGER = "odoo.addons.crm_pool.models.crm_pool_distribute_auto"


@tagged("post_install", "-at_install")
class TestDistributeAuto(PoolCase):
    def setUp(self):
        super().setUp()
        self.cron = self.env.ref("crm_pool.ir_cron_pool_distribute")
        self.pool.auto_distribute = True

    def _run(self):
        """Run the schedule within the transaction of the test."""
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", lambda *_args, **_kw: float("inf")):
            self.env["crm.pool"]._cron_distribute()

    def _triggers(self):
        domain = [("cron_id", "=", self.cron.id)]
        return self.env["ir.cron.trigger"].search_count(domain)

    def test_new_arrivals_are_given_out(self):
        """PO-6: new arrivals are distributed by themselves, soon after."""
        before = self._triggers()
        customers = self._create_customers(4)
        self.assertGreater(self._triggers(), before)
        self.assertEqual(set(customers.mapped("awaits_distribution")), {True})
        self.assertFalse(customers.user_id)
        self._run()
        self.assertEqual(customers.user_id, self.amy | self.ben)
        self.assertEqual(set(customers.mapped("awaits_distribution")), {False})
        self.assertEqual(self._logs(customers)[-1].move, "distribute")
        self.assertLedgerTrue(customers)

    def test_a_real_trigger_runs_it(self):
        """PO-6: the scheduler itself, woken by the arrival."""
        customers = self._create_customers(2)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(customers.user_id, self.amy | self.ben)

    def test_one_by_one(self):
        """PO-6: single arrivals take turns."""
        self.pool.capacity = 100
        owners = []
        for _number in range(6):
            customer = self._create_customers(1)
            self._run()
            owners.append(customer.user_id)
        self.assertEqual(owners, [self.amy, self.ben] * 3)

    def test_a_single_arrival_goes_to_its_region(self):
        """PO-6, PO-1: own regions first, also when it is the other's turn."""
        region = self.env["crm.region"].create({"name": "Test Region"})
        city = self.env["crm.region"].create(
            {"name": "Test City", "parent_id": region.id}
        )
        self.ben_member.region_ids = region
        for _number in range(3):
            customer = self._create_customers(1, region_id=city.id)
            self._run()
            self.assertEqual(customer.user_id, self.ben)

    def test_what_nobody_has_room_for_is_tried_once(self):
        """PO-6: overflow stays public, and the managers are told."""
        self.pool.capacity = 1
        customers = self._create_customers(5)
        self._run()
        left = customers.filtered(lambda c: c.pool_place == "public")
        self.assertEqual(len(left), 3)
        self.assertFalse(any(left.mapped("awaits_distribution")))
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.manager.partner_id.ids)], limit=1
        )
        self.assertEqual(message.subject, "3 new arrivals stay in Test Pool")
        self.assertIn("no room left", message.body)
        self.pool.capacity = 100
        self._run()
        self.assertFalse(left.user_id)

    def test_what_comes_back_is_no_new_arrival(self):
        """PO-6: what was returned or undone lies in the pool for everybody."""
        customers = self._create_customers(2, "held", self.amy)
        customers.with_user(self.amy).action_pool_return("Why")
        self._run()
        self.assertEqual(set(customers.mapped("pool_place")), {"public"})

    def test_claimed_in_the_meantime(self):
        customer = self._create_customers(1)
        self._window(self.ben, customer).action_claim()
        self.assertFalse(customer.awaits_distribution)
        self._run()
        self.assertEqual(customer.user_id, self.ben)

    def test_only_where_it_is_switched_on(self):
        self.pool.auto_distribute = False
        early = self._create_customers(1)
        self.pool.auto_distribute = True
        waiting = self._create_customers(1)
        self.pool.auto_distribute = False
        self.pool.auto_distribute = True
        self._run()
        self.assertFalse((early | waiting).user_id, "both came in before")

    def test_a_pool_without_members_keeps_them(self):
        self.pool.member_ids.active = False
        customers = self._create_customers(1)
        self._run()
        self.assertEqual(customers.pool_place, "public")
        self.assertFalse(customers.awaits_distribution)

    def test_one_bad_record_holds_up_nobody(self):
        """NF-F: the set is halved until the bad one stands alone."""
        self.pool.capacity = 100
        customers = self._create_customers(5)
        mixin = type(self.env["res.partner"])
        follow = mixin._pool_follow_owner

        def fail(records, rows, owner):
            if customers[2] in records:
                raise ValueError("broken")
            return follow(records, rows, owner)

        with (
            patch.object(mixin, "_pool_follow_owner", fail),
            mute_logger(AUTO_LOGGER),
        ):
            self._run()
        self.assertFalse(customers[2].user_id)
        self.assertFalse(customers[2].awaits_distribution)
        self.assertTrue(all((customers - customers[2]).mapped("user_id")))

    def test_work_in_bounded_sets(self):
        """Design 3: sets of bounded size, each committed by itself."""
        self.pool.capacity = 100
        customers = self._create_customers(5)
        sizes = []
        partners = type(self.env["res.partner"])
        whole = partners._pool_distribute_set

        def note(records, *arguments):
            sizes.append(len(records))
            return whole(records, *arguments)

        path = "odoo.addons.crm_pool.models.crm_pool_distribute_auto"
        with (
            patch(f"{path}.ARRIVALS_AT_A_TIME", 2),
            patch.object(partners, "_pool_distribute_set", note),
        ):
            self._run()
        self.assertEqual(sizes, [2, 2, 1])
        self.assertTrue(all(customers.mapped("user_id")))
