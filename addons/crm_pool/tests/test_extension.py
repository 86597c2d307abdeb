from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.crm_pool.models.local_days import end_of_day, local_day

from .common import PoolCase

TZ = "Asia/Shanghai"


@tagged("post_install", "-at_install")
class TestExtension(PoolCase):
    def setUp(self):
        super().setUp()
        self._create_rule("interval", 30)
        self.customer = self._create_customers(1, "held", self.amy)
        self._age(self.customer, claimed_at=25)
        self.due = local_day(self.customer.reclaim_at - timedelta(seconds=1), TZ)

    def _ask(self, days=10, user=None, reason="Decides after the fair"):
        return self.customer.with_user(user or self.amy).action_pool_extend(
            self.due + timedelta(days=days), reason
        )

    def _extension(self):
        return self.env["crm.pool.extension"].search(
            [("partner_id", "=", self.customer.id)], limit=1
        )

    def _activities(self, user):
        return self.env["mail.activity"].search(
            [("res_model", "=", "crm.pool.extension"), ("user_id", "=", user.id)]
        )

    def test_approved_extension_is_a_floor(self):
        """PO-16: a date before which no rule takes it; asked, decided, answered."""
        self.assertEqual(self._ask()["done"], self.customer.ids)
        self.assertEqual(len(self._activities(self.manager)), 1)
        extension = self._extension()
        answer = extension.with_user(self.manager).action_approve("Fine")
        self.assertEqual(answer["done"], extension.ids)
        until = end_of_day(self.due + timedelta(days=10), TZ)
        self.assertEqual(self.customer.extended_until, until)
        self.assertEqual(self.customer.reclaim_at, until)
        self.assertIn("xtended until", self.customer.reclaim_reason)
        self.assertFalse(self._activities(self.manager))
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.amy.partner_id.ids)], order="id desc", limit=1
        )
        self.assertIn("Fine", message.body)

    def test_refused_extension_changes_nothing(self):
        """PO-16: refused with a note; the owner may ask again."""
        before = self.customer.reclaim_at
        self._ask()
        self._extension().with_user(self.leader).action_refuse("Too long")
        self.assertEqual(self._extension().state, "refused")
        self.assertEqual(self.customer.reclaim_at, before)
        self.assertTrue(self._ask(5)["done"])

    def test_who_may_ask(self):
        """PO-16: the owner alone."""
        for user in (self.ben, self.leader, self.manager, self.supervisor):
            with self.subTest(user=user.name):
                answer = self._ask(user=user)
                self.assertFalse(answer["done"])
                self.assertIn(str(self.customer.id), answer["refused"])
        self.assertFalse(self._extension())

    def test_who_may_decide(self):
        """PO-16: manager, leader of the owner, supervisor; nobody else over RPC."""
        self._ask()
        extension = self._extension()
        for user, allowed in (
            (self.amy, False),
            (self.ben, False),
            (self.outsider, False),
            (self.leader, True),
            (self.manager, True),
            (self.supervisor, True),
        ):
            with self.subTest(user=user.name):
                seen = extension.with_user(user)
                self.assertEqual(
                    bool(seen._filtered_access("read")), allowed or user == self.amy
                )
                with self.env.cr.savepoint() as savepoint:
                    done = seen.action_approve()["done"]
                    self.assertEqual(bool(done), allowed)
                    savepoint.rollback()
                self.env.invalidate_all()
                with self.assertRaises(AccessError):
                    seen.write({"state": "approved"})

    def test_manager_does_not_decide_own(self):
        """PO-16: somebody else decides what one asks for oneself."""
        self._create_member(self.manager)
        own = self._create_customers(1, "held", self.manager)
        self._age(own, claimed_at=25)
        until = self.due + timedelta(days=5)
        own.with_user(self.manager).action_pool_extend(until, "Mine")
        extension = self.env["crm.pool.extension"].search([("partner_id", "=", own.id)])
        self.assertFalse(extension.with_user(self.manager).action_approve()["done"])
        self.assertTrue(extension.with_user(self.supervisor).action_approve()["done"])

    def test_limits_of_the_pool(self):
        """PO-16: at most so many per holding, and so many days."""
        self.pool.extension_days = 20
        for days in (-3, 0, 21):
            with self.subTest(days=days):
                self.assertFalse(self._ask(days)["done"])
        self.assertTrue(self._ask(20)["done"])
        self.assertFalse(self._ask(20)["done"])  # one at a time
        self._extension().with_user(self.manager).action_approve()
        answer = self._ask(30)
        self.assertIn("as often as allowed", answer["refused"][str(self.customer.id)])

    def test_overdue_is_extended_from_today(self):
        """PO-16: a day that is past extends nothing."""
        self._age(self.customer, claimed_at=90)
        self.due = local_day(self.customer.reclaim_at - timedelta(seconds=1), TZ)
        self.assertFalse(self._ask(5)["done"])
        self.due = self.pool._local_day(self.now)
        self.assertTrue(self._ask(5)["done"])

    def test_ends_with_the_holding(self):
        """PO-16: what was granted or asked for belongs to one holding."""
        self._ask()
        self._extension().with_user(self.manager).action_approve()
        self.customer.with_user(self.amy).action_pool_return("Enough")
        self.assertFalse(self.customer.extended_until)
        again = self._create_customers(1, "held", self.amy)
        self._age(again, claimed_at=25)
        again.with_user(self.amy).action_pool_extend(
            self.due + timedelta(days=5), "More"
        )
        again.with_user(self.amy).action_pool_return("Enough")
        extension = self.env["crm.pool.extension"].search(
            [("partner_id", "=", again.id)]
        )
        self.assertEqual(extension.state, "lapsed")
        self.assertFalse(extension.with_user(self.manager).action_approve()["done"])

    def test_asking_writes_the_row_of_the_customer(self):
        """PO-16: so that a move at the same time, which does not see what is asked
        for, is not made; it would leave it open for ever."""
        before = self._row_versions(self.customer)
        self._ask(user=self.ben)
        self.assertEqual(self._row_versions(self.customer), before)
        self._ask()
        self.assertNotEqual(self._row_versions(self.customer), before)

    def test_withdrawn(self):
        self._ask()
        self._extension().with_user(self.amy).action_withdraw()
        self.assertEqual(self._extension().state, "lapsed")
        self.assertFalse(self._activities(self.manager))

    def test_bad_input(self):
        """NF-I: a date and a reason, or an error that says so."""
        for until, reason in (
            ("soon", "x"),
            (None, "x"),
            (self.due, ""),
            (self.due, 7),
        ):
            with self.subTest(until=until, reason=reason):
                with self.assertRaises(UserError):
                    self.customer.with_user(self.amy).action_pool_extend(until, reason)

    def test_dialog(self):
        """PO-16: the dialog proposes the longest one, and asks."""
        dialog = (
            self.env["crm.pool.extend"]
            .with_user(self.amy)
            .with_context(active_model="res.partner", active_ids=self.customer.ids)
            .create({"reason": "Fair"})
        )
        self.assertEqual(dialog.action_extend()["params"]["refused"], [])
        self.assertEqual(self._extension().reason, "Fair")
