from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestOverview(PoolCase):
    """PO-19: what a manager sees, and that it agrees with what happened."""

    def _flow(self, user=None):
        groups = (
            self.env["crm.pool.flow"]
            .with_user(user or self.manager)
            ._read_group(
                [("pool_id", "=", self.pool.id)], ["direction", "move"], ["__count"]
            )
        )
        return {(direction, move): count for direction, move, count in groups}

    def test_numbers(self):
        """PO-19: public, held, protected, due within seven days."""
        self._create_rule("interval", 30)
        self._create_customers(2)
        held = self._create_customers(3, "held", self.amy)
        held[0].with_user(self.amy).action_pool_protect()
        self._age(held[1], claimed_at=27)
        [numbers] = [
            row
            for row in self.env["crm.pool"].with_user(self.manager).get_overview()
            if row["id"] == self.pool.id
        ]
        self.assertEqual(
            [numbers[key] for key in ("public", "held", "protected", "due")],
            [2, 3, 1, 1],
        )

    def test_who_sees_it(self):
        """PO-19, NF-S: managers their pools, supervisors all, members nothing."""
        self._create_customers(1)
        for user in (self.manager, self.supervisor):
            names = [
                row["name"]
                for row in self.env["crm.pool"].with_user(user).get_overview()
            ]
            self.assertIn(self.pool.name, names)
            self.assertTrue(self._flow(user))
        for user in (self.amy, self.leader, self.outsider):
            with self.assertRaises(AccessError):
                self.env["crm.pool"].with_user(user).get_overview()
            for model in ("crm.pool.flow", "crm.pool.holding"):
                self.assertFalse(self.env[model].with_user(user).search([]))

    def test_the_group_follows_the_pool(self):
        """Managing a pool shows the menu, and no longer managing it hides it."""
        group = "crm_pool.group_pool_manager"
        self.assertTrue(self.manager.has_group(group))
        self.pool.manager_ids = self.ben
        self.assertTrue(self.ben.has_group(group))
        self.assertFalse(self.manager.has_group(group))
        self.pool.manager_ids = False
        self.assertFalse(self.ben.has_group(group))

    def test_in_and_out(self):
        """PO-19: each move of the ledger that crosses the pool's edge, once."""
        customers = self._create_customers(3)
        self._window(self.amy, customers).action_claim()
        customers[0].with_user(self.amy).action_pool_return("No demand")
        customers[1].with_user(self.manager).action_pool_recall("Neglected")
        customers[1].with_user(self.manager).action_pool_assign(self.ben.id)
        customers[2].with_user(self.amy).action_pool_protect()
        self.assertEqual(
            self._flow(),
            {
                ("in", "enter_public"): 3,
                ("out", "claim"): 3,
                ("in", "return"): 1,
                ("in", "recall"): 1,
                ("out", "assign"): 1,
            },
        )
        day = self.env["crm.pool.flow"].search([("pool_id", "=", self.pool.id)])[0].day
        self.assertEqual(day, self.pool._local_day(self.now), "the company's day")

    def test_the_bin_counts_what_was_public(self):
        """PO-19: what was held had left the pool before; a purge is no way out."""
        public = self._create_customers(1)
        held = self._create_customers(1, "held", self.amy)
        before = self._flow()
        for customer in (public, held):
            customer.with_user(self.supervisor).action_pool_bin("Entered twice")
        admin = self._create_user("admin", "crm_customer.group_customer_admin")
        held.with_user(admin).action_pool_restore("Mistake")
        self.assertEqual(
            self._flow(), before | {("out", "bin"): 1, ("in", "restore"): 1}
        )
        public.sudo()._pool_move("purge", self.now, reason="Test")
        self.assertNotIn(("out", "purge"), self._flow())

    def test_share_that_became_active(self):
        """PO-19: won are those with an order in the holding, not after it."""
        customers = self._create_customers(3)
        self._window(self.amy, customers).action_claim()
        customers[1].with_user(self.amy).action_pool_return("No demand")
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": customers[0].id}
        )
        for partner in (contact, customers[1]):
            order = self.env["sale.order"].create(
                {"partner_id": partner.id, "company_id": self.company.id}
            )
            order.write({"state": "sale", "date_order": self.now + timedelta(hours=1)})
        self.env.flush_all()
        [[user, count, won, rate]] = self.env["crm.pool.holding"]._read_group(
            [("pool_id", "=", self.pool.id), ("began_by", "=", "claim")],
            ["user_id"],
            ["__count", "won:sum", "won_rate:avg"],
        )
        self.assertEqual((user, count, won), (self.amy, 3, 1))
        self.assertAlmostEqual(rate, 1 / 3)
        ended = self.env["crm.pool.holding"].search(
            [("pool_id", "=", self.pool.id), ("ended_at", "!=", False)]
        )
        self.assertEqual(ended.partner_id, customers[1])

    def test_load_of_members(self):
        """PO-19: claims and holdings against capacity."""
        customers = self._create_customers(2)
        self._window(self.amy, customers).action_claim()
        [row] = (
            self.env["crm.pool.load"]
            .with_user(self.leader)
            .search_read(
                [("pool_id", "=", self.pool.id)],
                ["user_id", "held", "capacity", "free", "claims"],
            )
        )
        self.assertEqual(row["user_id"][0], self.amy.id, "the leader's member alone")
        self.assertEqual(
            (row["held"], row["capacity"], row["free"], row["claims"]), (2, 5, 3, 2)
        )
