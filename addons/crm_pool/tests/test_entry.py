from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestEntry(PoolCase):
    def _enter(self, user, **values):
        return (
            self.env["res.partner"]
            .with_user(user)
            .create(
                {
                    "name": "Entered Ltd",
                    "is_company": True,
                    "customer_state": "potential",
                    "company_id": self.company.id,
                    **values,
                }
            )
        )

    def test_member_holds_what_they_enter(self):
        """PO-2: enter goes to held; the ledger says so."""
        customer = self._enter(self.amy)
        self.assertEqual(customer.user_id, self.amy)
        self.assertEqual(customer.pool_id, self.pool)
        self.assertEqual(customer.pool_place, "held")
        self.assertEqual(self._logs(customer).mapped("move"), ["enter"])
        self.assertEqual(self.amy_member.claimed_today, 0)

    def test_entry_can_be_public(self):
        """PO-2: public if asked for."""
        customer = self._enter(self.amy, pool_place="public").sudo()
        self.assertFalse(customer.user_id)
        self.assertEqual(customer.pool_place, "public")

    def test_full_member_is_refused_with_the_way_out(self):
        """PO-2: when full, RPC refuses unless public is asked for."""
        self.pool.capacity = 0
        with self.assertRaises(UserError) as caught:
            self._enter(self.amy)
        self.assertIn("public", str(caught.exception))
        self.assertEqual(
            self._enter(self.amy, pool_place="public").sudo().pool_place, "public"
        )

    def test_outsider_enters_into_the_default_pool(self):
        """Spec: every customer is in exactly one pool."""
        customer = self._enter(self.outsider).sudo()
        self.assertEqual(customer.pool_id, self.pool)
        self.assertEqual(customer.pool_place, "public")

    def test_nobody_enters_for_a_colleague_but_leaders(self):
        """PO-2: owner of an entry is the one who enters."""
        with self.assertRaises(UserError):
            self._enter(self.ben, user_id=self.amy.id)
        customer = self._enter(self.supervisor, user_id=self.amy.id)
        self.assertEqual(customer.user_id, self.amy)

    def test_foreign_pool_is_refused(self):
        other = self.env["crm.pool"].create(
            {"name": "Other", "company_id": self.company.id}
        )
        with self.assertRaises(UserError):
            self._enter(self.amy, pool_id=other.id)
        with self.assertRaises(UserError):
            self._enter(self.amy, pool_id=10**8)

    def test_default_values_cannot_give_a_customer_away(self):
        """Security 34: default_ keys and ir.default do not choose the owner."""
        partners = self.env["res.partner"].with_user(self.outsider)
        customer = partners.with_context(
            default_user_id=self.amy.id,
            default_pool_place="held",
            default_claimed_at="2020-01-01 00:00:00",
        ).create(
            {
                "name": "Defaulted",
                "is_company": True,
                "customer_state": "potential",
                "company_id": self.company.id,
            }
        )
        customer = customer.sudo()
        self.assertFalse(customer.user_id)
        self.assertEqual(customer.pool_place, "public")
        self.assertFalse(customer.claimed_at)
        self.env["ir.default"].set("res.partner", "user_id", self.amy.id)
        customer = self._enter(self.outsider).sudo()
        self.assertFalse(customer.user_id)

    def test_first_order_enters_a_plain_partner(self):
        """Spec: a partner becomes a customer by its first confirmed order."""
        partner = self.env["res.partner"].create(
            {"name": "Buyer", "is_company": True, "company_id": self.company.id}
        )
        self.assertFalse(partner.pool_place)
        product = self.env["product.product"].create({"name": "Thing"})
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "user_id": self.amy.id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
        )
        order.action_confirm()
        self.assertEqual(partner.pool_place, "held")
        self.assertEqual(partner.user_id, self.amy)
        self.assertTrue(partner.last_order_at)
        self.assertLedgerTrue(partner)

    def test_making_a_customer_on_request_respects_the_capacity(self):
        """PO-2: enter counts, whichever door is taken."""
        self.pool.capacity = 1
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Plain {i}",
                    "is_company": True,
                    "company_id": self.company.id,
                }
                for i in range(2)
            ]
        )
        partners[0].with_user(self.amy).action_make_customer()
        self.assertEqual(partners[0].user_id, self.amy)
        self.assertEqual(self._logs(partners[0]).move, "enter")
        with self.assertRaises(UserError):
            partners[1].with_user(self.amy).action_make_customer()
        self.assertFalse(partners[1].pool_place)

    def test_thousand_entries_cost_few_queries(self):
        """Design 7: entering is set-based."""
        self.pool.capacity = 10000
        counts = []
        for number in (10, 200):
            before = self.env.cr.sql_log_count
            self._create_customers(number, "held", self.amy)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # Core creates each partner's own rows; ours must not grow with the number.
        self.assertLess(counts[1], counts[0] + 60)

    def test_adoption_gives_everybody_a_place(self):
        """NF-G: customers that were there before are adopted in bulk."""
        customers = self._create_customers(3)
        self.env.cr.execute(
            "UPDATE res_partner SET pool_id = NULL, pool_place = NULL, pool_moves = 0,"
            " user_id = CASE WHEN id = %s THEN %s::int END WHERE id = ANY(%s)",
            (customers[0].id, self.ben.id, customers.ids),
        )
        self.env.cr.execute(
            "DELETE FROM crm_pool_log WHERE partner_id = ANY(%s)", (customers.ids,)
        )
        self.env.invalidate_all()
        self.env["res.partner"]._pool_adopt(self.now)
        self.assertEqual(customers.mapped("pool_place"), ["held", "public", "public"])
        self.assertEqual(customers[0].user_id, self.ben)
        self.assertEqual(customers[0].reclaim_notice_at, self.now)
        self.assertLedgerTrue(customers)
