from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import LeadCase, PoolCase


class ClaimTests:
    def test_claim_gives_the_customer_and_one_ledger_row(self):
        """PO-2, PO-3, PO-4: the claim changes owner, place and clock at once."""
        customer = self._create_customers(1)
        answer = self._window(self.amy, customer).action_claim()
        self.assertEqual(answer, {"done": customer.ids, "refused": {}})
        self.assertEqual(customer.user_id, self.amy)
        self.assertEqual(customer.pool_place, "held")
        self.assertTrue(customer.claimed_at)
        last = self._logs(customer)[-1]
        self.assertEqual(last.move, "claim")
        self.assertFalse(last.from_user_id)
        self.assertEqual(last.to_user_id, self.amy)
        self.assertEqual(last.actor_id, self.amy)
        self.assertLedgerTrue(customer)

    def test_who_comes_second_is_told_who_was_faster(self):
        """PO-4: the rest with its plain reason."""
        customer = self._create_customers(1)
        self._window(self.amy, customer).action_claim()
        answer = self._window(self.ben, customer).action_claim()
        self.assertEqual(answer["done"], [])
        self.assertIn("Amy", answer["refused"][str(customer.id)])
        self.assertEqual(customer.user_id, self.amy)

    def test_daily_limit_cuts_in_the_order_shown(self):
        """PO-4: granted in the order shown until a limit."""
        customers = self._create_customers(4)
        asked = self.records.browse(reversed(customers.ids))
        answer = self._window(self.amy, asked).action_claim()
        self.assertEqual(answer["done"], asked.ids[:3])
        self.assertIn("3", answer["refused"][str(asked.ids[3])])
        self.assertEqual(self.amy_member.claimed_today, 3)

    def test_return_refunds_no_claim(self):
        """PO-2: the day limit is never refunded."""
        customers = self._create_customers(4)
        self._window(self.amy, customers[:3]).action_claim()
        customers[:3].with_user(self.amy).action_pool_return("No demand")
        answer = self._window(self.amy, customers[3]).action_claim()
        self.assertEqual(answer["done"], [])

    def test_next_day_begins_at_local_midnight(self):
        """PO-2: days are those of the pool's company."""
        customers = self._create_customers(4)
        evening = fields.Datetime.to_datetime("2026-03-01 15:59:00")
        as_amy = self.records.with_user(self.amy)
        as_amy.browse(customers[:3].ids)._pool_claim(evening)
        late = as_amy.browse(customers[3].ids)._pool_claim(
            evening + timedelta(seconds=30)
        )
        self.assertFalse(late.done)
        midnight = evening + timedelta(minutes=1)
        self.assertEqual(
            as_amy.browse(customers[3].ids)._pool_claim(midnight).done,
            customers[3].ids,
        )

    def test_capacity_counts_what_is_held(self):
        """PO-2: capacity is per member and pool; a full member is told so."""
        self.pool.daily_limit = 100
        customers = self._create_customers(7)
        answer = self._window(self.amy, customers).action_claim()
        self.assertEqual(answer["done"], customers[:5].ids)
        self.assertEqual(self.amy_member.held_count, 5)
        self.assertIn("5", answer["refused"][str(customers[5].id)])

    def test_lowered_capacity_takes_nothing_and_stops_claims(self):
        """PO-2: a limit lowered below what is held takes nothing away."""
        customers = self._create_customers(3)
        self._window(self.amy, customers[:2]).action_claim()
        self.pool.capacity = 1
        self.assertEqual(self.amy_member.held_count, 2)
        self.assertFalse(self._window(self.amy, customers[2]).action_claim()["done"])

    def test_own_limits_of_a_member(self):
        """PO-1: each member with capacity and daily limit."""
        self.amy_member.write({"own_limits": True, "daily_limit": 1, "capacity": 9})
        self.pool.daily_limit = 10
        customers = self._create_customers(2)
        answer = self._window(self.amy, customers).action_claim()
        self.assertEqual(answer["done"], customers[0].ids)

    def test_cooldown_after_giving_up(self):
        """PO-1, PO-2: who gave a customer up waits, others do not."""
        customer = self._create_customers(1)
        self._window(self.amy, customer).action_claim()
        customer.with_user(self.amy).action_pool_return("No demand")
        answer = self._window(self.amy, customer).action_claim()
        self.assertIn("days", answer["refused"][str(customer.id)])
        later = customer.with_user(self.amy)._pool_claim(self.now + timedelta(days=9))
        self.assertEqual(later.done, customer.ids)

    def test_cooldown_is_not_for_colleagues(self):
        customer = self._create_customers(1)
        self._window(self.amy, customer).action_claim()
        customer.with_user(self.amy).action_pool_return("No demand")
        answer = self._window(self.ben, customer).action_claim()
        self.assertEqual(answer["done"], customer.ids)

    def test_outsider_claims_nothing(self):
        """PO-2: only members claim; the answer does not tell what exists."""
        customer = self._create_customers(1)
        missing = self.records.search([], order="id desc", limit=1).id + 999
        window = self._window(self.outsider, customer)
        answer = window.browse([customer.id, missing]).action_claim()
        self.assertEqual(answer["done"], [])
        self.assertEqual(
            answer["refused"][str(customer.id)], answer["refused"][str(missing)]
        )
        self.assertFalse(customer.user_id)

    def test_same_request_key_same_answer(self):
        """I5: a repeated request gets the first answer, nothing happens twice."""
        customers = self._create_customers(2)
        window = self._window(self.amy, customers)
        first = window.action_claim(request_key="k1")
        moves = len(self._logs(customers))
        self.assertEqual(window.action_claim(request_key="k1"), first)
        self.assertEqual(len(self._logs(customers)), moves)
        other = self._window(self.ben, customers).action_claim(request_key="k1")
        self.assertEqual(other["done"], [])

    def test_request_key_must_be_a_short_text(self):
        """NF-I: bad input is refused with what is expected."""
        customer = self._create_customers(1)
        for key in ("x" * 129, 5, "a\0b", ["a"]):
            with self.subTest(key=key), self.assertRaises(ValidationError):
                self._window(self.amy, customer).action_claim(request_key=key)
        self.assertFalse(customer.user_id)

    def test_claim_of_fifty_costs_the_same_queries_as_of_five(self):
        """Design 7: sets, not rows."""
        self.pool.write({"daily_limit": 1000, "capacity": 1000})
        few, many = self._create_customers(5), self._create_customers(50)
        self.env.flush_all()
        counts = []
        for part in (few, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._window(self.amy, part).action_claim()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
        self.assertLess(counts[0], 30, counts)


@tagged("post_install", "-at_install")
class TestClaim(ClaimTests, PoolCase):
    def test_contacts_follow_their_customer(self):
        """Spec: contacts follow their customer in owner, pool and place."""
        customer = self._create_customers(1)
        contact = self.env["res.partner"].create(
            {"name": "Li", "parent_id": customer.id}
        )
        self.assertEqual(contact.pool_place, "public")
        self._window(self.amy, customer).action_claim()
        self.assertEqual(contact.user_id, self.amy)
        self.assertEqual(contact.pool_place, "held")
        self.assertEqual(contact.pool_id, self.pool)
        customer.with_user(self.amy).action_pool_return("No demand")
        self.assertFalse(contact.user_id)
        self.assertEqual(contact.pool_place, "public")


@tagged("post_install", "-at_install")
class TestClaimLeads(ClaimTests, LeadCase):
    """PO-14: leads."""
