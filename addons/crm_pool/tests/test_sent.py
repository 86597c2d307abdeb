import doctest

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_pool.models import sent

from .common import PoolCase

NO_IDS = (None, "", "x", "1", [], [1], {"id": 1}, -1, 0, 2**31, 2**70, True, 1.5)
NO_LISTS = ("abc", {"id": 1}, ["1"], [-1], [2**40], [None], [[1]], 7)
UNSOUND = "no\0 text\ud800"


@tagged("post_install", "-at_install")
class TestSent(PoolCase):
    """Whatever is sent over RPC is answered with a sentence (NF-S)."""

    def test_doctests(self):
        self.assertEqual(doctest.testmod(sent).failed, 0)

    def test_ids(self):
        """PO-8, PO-9, PO-13, PO-2: who or what is named by an id."""
        customer = self._create_customers(1, "held", self.amy)
        customer = customer.with_user(self.supervisor)
        calls = {
            "assign": lambda value: customer.action_pool_assign(value),
            "transfer": lambda value: customer.action_pool_transfer(value, "Why"),
            "move": lambda value: customer.action_pool_move(value),
            "merge": lambda value: customer.action_pool_merge(value),
        }
        for name, call in calls.items():
            for value in NO_IDS:
                with self.subTest(name, value=value), self.assertRaises(UserError):
                    call(value)

    def test_ids_in_dialogs(self):
        for model in ("crm.pool.extend", "crm.pool.assign", "crm.pool.distribute"):
            for value in NO_LISTS:
                dialog = self.env[model].with_user(self.supervisor)
                with self.subTest(model, value=value), self.assertRaises(UserError):
                    dialog.new(
                        {"res_model": "res.partner", "customer_ids": value}
                    )._get_customers()
        for value in NO_LISTS:
            dialog = self.env["crm.pool.decide"].with_user(self.supervisor)
            with self.subTest("decide", value=value), self.assertRaises(UserError):
                dialog.new(
                    {"res_model": "crm.pool.request", "res_ids": value}
                )._get_records()
        abstract = self.env["crm.pool.decide"].new(
            {"res_model": "crm.pool.decision.mixin", "res_ids": [1]}
        )
        self.assertFalse(abstract._get_records())

    def test_texts(self):
        """PO-5, PO-10: notes and reasons that PostgreSQL cannot keep."""
        self.pool.claim_mode = "approval"
        public = self._create_customers(1)
        self._window(self.amy, public).action_request(UNSOUND)
        request = self.env["crm.pool.request"].search([("partner_id", "=", public.id)])
        answer = request.with_user(self.manager).action_refuse(UNSOUND)
        self.assertEqual(answer["done"], request.ids)
        self.assertEqual(request.decision_note, "no text?")
        held = self._create_customers(1, "held", self.amy).with_user(self.amy)
        today = self.pool._local_day(self.now)
        self.assertEqual(held.action_pool_rest(today, UNSOUND)["done"], held.ids)
        for value in ({"a": 1}, [1], 5, "2026-02-30", "x" * 10_000, True):
            with self.subTest(value=value), self.assertRaises(UserError):
                held.action_pool_rest(value)

    def test_days_left(self):
        """PO-7: a number of days beyond the calendar is a long time, not an error."""
        held = self._create_customers(1, "held", self.amy).with_user(self.amy)
        self._create_rule("never_contacted", 30)
        held._pool_refresh_deadlines()
        mine = [("id", "=", held.id)]
        for value, found in ((10**9, True), (2**70, True), (-(10**9), False)):
            with self.subTest(value=value):
                domain = [*mine, ("days_left", "<", value)]
                self.assertEqual(bool(held.search(domain)), found)

    def test_filters(self):
        """PO-9, NF-A: what is searched for, and the filter of a list."""
        self._create_customers(1, name="Sent 7 Ltd")
        for model in ("res.partner", "crm.pool.customer"):
            records = self.env[model].with_user(self.supervisor)
            for value in ([7], ["7", None], (7,), 7):
                with self.subTest(model, value=value):
                    records.search([("search_text", "in", value)])
        dialog = self.env["crm.pool.distribute"].with_user(self.supervisor)
        for domain in (["x"], [["no_field", "=", 1]], [["id", "=", 1, 2]], [None], [1]):
            with self.subTest(domain=domain), self.assertRaises(UserError):
                dialog.new(
                    {
                        "res_model": "res.partner",
                        "source": "res.partner",
                        "domain": domain,
                    }
                )._get_customers()
