from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_pool.models.moves import MOVES, UNDO

from .common import LeadCase, PoolCase

COOLED = {"claim", "grant"}


class MoveTableTests:
    def _held_by_amy(self):
        customer = self._create_customers(1)
        self._window(self.amy, customer).action_claim()
        return customer

    def test_who_may_assign(self):
        """PO-2: pool manager, supervisor; leader to own members; nobody else."""
        for user, target, allowed in (
            (self.manager, self.ben, True),
            (self.supervisor, self.ben, True),
            (self.leader, self.amy, True),
            (self.leader, self.ben, False),
            (self.amy, self.amy, False),
            (self.ben, self.amy, False),
            (self.outsider, self.amy, False),
        ):
            with self.subTest(user=user.name, target=target.name):
                customer = self._create_customers(1)
                answer = customer.with_user(user).action_pool_assign(target.id)
                self.assertEqual(answer["done"], customer.ids if allowed else [])
                self.assertEqual(
                    customer.user_id, target if allowed else target.browse()
                )
                self.assertLedgerTrue(customer)

    def test_who_may_recall(self):
        """PO-2: leader (team), pool manager, supervisor."""
        for user, allowed in (
            (self.manager, True),
            (self.supervisor, True),
            (self.leader, True),
            (self.ben, False),
            (self.outsider, False),
        ):
            with self.subTest(user=user.name):
                customer = self._held_by_amy()
                answer = customer.with_user(user).action_pool_recall("Neglected")
                self.assertEqual(answer["done"], customer.ids if allowed else [])
                self.assertEqual(customer.pool_place, "public" if allowed else "held")
                self.amy_member.write({"claim_day": False})

    def test_protected_is_recalled_by_a_supervisor_only(self):
        """PO-2: recall of protected ones."""
        customer = self._held_by_amy()
        self._age(customer, protected_until=-5)
        answer = customer.with_user(self.manager).action_pool_recall("Neglected")
        self.assertIn("protected", answer["refused"][str(customer.id)])
        answer = customer.with_user(self.supervisor).action_pool_recall("Neglected")
        self.assertEqual(answer["done"], customer.ids)

    def test_only_the_owner_returns(self):
        """PO-2, PO-7: the owner, with a reason."""
        customer = self._held_by_amy()
        for user in (self.ben, self.manager, self.supervisor):
            answer = customer.with_user(user).action_pool_return("No demand")
            self.assertEqual(answer["done"], [], user.name)
        answer = customer.with_user(self.amy).action_pool_return("  No demand ")
        self.assertEqual(answer["done"], customer.ids)
        self.assertEqual(self._logs(customer)[-1].reason, "No demand")
        self.assertEqual(self._logs(customer)[-1].from_user_id, self.amy)

    def test_return_and_recall_need_a_reason(self):
        """PO-2, PO-7: without a reason nothing moves."""
        customer = self._held_by_amy()
        for reason in ("", "   ", None, False, 7):
            with self.subTest(reason=reason):
                with self.assertRaises(UserError):
                    customer.with_user(self.amy).action_pool_return(reason)
                with self.assertRaises(UserError):
                    customer.with_user(self.supervisor).action_pool_recall(reason)
        self.assertEqual(customer.user_id, self.amy)

    def test_assign_reports_overflow(self):
        """PO-2: capacity holds for assign, the overflow is reported; the day limit
        does not."""
        customers = self._create_customers(7)
        answer = customers.with_user(self.manager).action_pool_assign(self.amy.id)
        self.assertEqual(answer["done"], customers[:5].ids)
        self.assertEqual(len(answer["refused"]), 2)
        self.assertEqual(self.amy_member.claimed_today, 0)

    def test_assign_to_a_stranger_is_refused(self):
        customer = self._create_customers(1)
        answer = customer.with_user(self.manager).action_pool_assign(self.outsider.id)
        self.assertIn("member", answer["refused"][str(customer.id)])
        with self.assertRaises(UserError):
            customer.with_user(self.manager).action_pool_assign(10**8)

    def test_held_customers_are_not_assigned(self):
        customer = self._held_by_amy()
        answer = customer.with_user(self.manager).action_pool_assign(self.ben.id)
        self.assertEqual(answer["done"], [])
        self.assertEqual(customer.user_id, self.amy)


@tagged("post_install", "-at_install")
class TestMoveTable(MoveTableTests, PoolCase):
    def test_table_is_the_specification(self):
        """PO-2: from, to, capacity, day limit, cooldown and reason of each move."""
        new, public, held, binned = None, "public", "held", "binned"
        expected = {
            "enter": ((new,), held, True, False, False, False),
            "enter_public": ((new,), public, False, False, False, False),
            "win": ((new,), held, False, False, False, False),
            "claim": ((public,), held, True, True, False, False),
            "grant": ((public,), held, True, True, False, False),
            "assign": ((public,), held, True, False, False, False),
            "distribute": ((public,), held, True, False, False, False),
            "transfer": ((held,), held, True, False, False, True),
            "hand_over": ((held,), held, True, False, False, True),
            "return": ((held,), public, False, False, True, True),
            "recall": ((held,), public, False, False, True, True),
            "reclaim": ((held,), public, False, False, True, False),
            "protect": ((held,), held, False, False, False, False),
            "unprotect": ((held,), public, False, False, True, False),
            "sink": ((public,), public, False, False, False, False),
            "move": ((public,), public, False, False, False, False),
            "bin": ((public, held), binned, False, False, False, True),
            "restore": ((binned,), public, False, False, False, True),
            "purge": ((binned,), binned, False, False, False, True),
            "merge": ((public, held), public, False, False, False, False),
            "merge_away": ((public, held, binned), binned, *[False] * 4),
            "convert": ((held,), None, False, False, False, False),
            "lose": ((public, held), None, False, False, True, False),
        }
        undone = {name for name, _minutes in UNDO.values()}
        self.assertEqual(MOVES.keys(), expected.keys() | undone)
        self.assertEqual({name for name, move in MOVES.items() if move.cools}, COOLED)
        for name, row in expected.items():
            move = MOVES[name]
            with self.subTest(move=name):
                self.assertEqual(
                    (
                        move.sources,
                        move.target,
                        move.capacity,
                        move.day_limit,
                        move.starts_cooldown,
                        move.needs_reason,
                    ),
                    row,
                )

    def test_old_owner_keeps_nothing(self):
        """Design 4: followers, activities and open documents leave with it."""
        customer = self._held_by_amy()
        customer.message_subscribe(partner_ids=self.amy.partner_id.ids)
        activity = customer.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.amy.id
        )
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": customer.id,
                "user_id": self.amy.id,
            }
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": self.amy.id,
                "company_id": self.company.id,
            }
        )
        customer.with_user(self.amy).action_pool_return("No demand")
        self.assertNotIn(self.amy.partner_id, customer.message_partner_ids)
        self.assertFalse(activity.active)
        self.assertFalse(lead.user_id)
        self.assertFalse(order.user_id)


@tagged("post_install", "-at_install")
class TestMoveTableLeads(MoveTableTests, LeadCase):
    """PO-14: leads."""
