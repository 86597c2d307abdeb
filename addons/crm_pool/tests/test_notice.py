from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.crm_pool.models.local_days import end_of_days

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestNotice(PoolCase):
    def setUp(self):
        super().setUp()
        self._create_rule("interval", 30)
        # Noon of the company's day, whatever the clock of the test run says.
        self.noon = end_of_days(self.now, 0, "Asia/Shanghai") + timedelta(hours=12)
        self.pool.capacity = 1000

    def _messages(self, user):
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("message_type", "=", "user_notification"),
            ],
            order="id",
        )

    def test_one_warning_a_day_and_person(self):
        """PO-10: warnings N days before, one summary a day and person."""
        soon = self._create_customers(2, "held", self.amy)
        self._create_customers(1, "held", self.ben)
        self._age(soon, claimed_at=28)
        self.assertEqual(self.pool._send_warnings(self.noon), 1)
        self.assertEqual(self.pool._send_warnings(self.noon), 0)
        message = self._messages(self.amy)
        self.assertEqual(len(message), 1)
        self.assertIn("2", message.subject)
        self.assertIn(soon[0].name, message.body)
        self.assertFalse(self._messages(self.ben))
        tomorrow = self.noon + timedelta(days=1)
        self.assertEqual(self.pool._send_warnings(tomorrow), 1)

    def test_nobody_is_woken_at_night(self):
        soon = self._create_customers(1, "held", self.amy)
        self._age(soon, claimed_at=29)
        self.assertEqual(self.pool._send_warnings(self.noon - timedelta(hours=9)), 0)

    def test_summary_after_the_run_is_sent_once(self):
        """PO-10: a summary afterwards, to former owners and managers."""
        gone = self._create_customers(25, "held", self.amy)
        self._age(gone, claimed_at=100)
        gone._pool_reclaim(self.now)
        self.assertEqual(self.pool._send_reclaim_summaries(), 1)
        self.assertEqual(self.pool._send_reclaim_summaries(), 0)
        self.assertIn("25", self._messages(self.amy).subject)
        self.assertIn("5 more", self._messages(self.amy).body)
        body = self._messages(self.manager).body
        self.assertIn("Amy: 25", body)
        # The manager reads which customer went, and by which rule.
        self.assertIn(gone[0].name, body)
        self.assertIn(self.pool.rule_ids.display_name, body)

    def test_names_are_escaped(self):
        """Bad input list: markup in a name is text."""
        soon = self._create_customers(1, "held", self.amy, name="<img src=x>")
        self._age(soon, claimed_at=29)
        self.pool._send_warnings(self.noon)
        self.assertNotIn("<img", self._messages(self.amy).body)
