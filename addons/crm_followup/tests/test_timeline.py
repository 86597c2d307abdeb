from odoo.tests import tagged

from .common import FollowupCase


@tagged("post_install", "-at_install")
class TestFollowupsInTheTimeline(FollowupCase):
    """CU-11: follow-ups on the customer, beside messages and orders."""

    def _read(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        customer = self.customer.with_user(user).with_context(lang=None)
        return customer.get_timeline()["entries"]

    def test_what_was_said_and_by_whom(self):
        """CU-11, FU-1."""
        followup = self._follow_up(summary="Wants pumps")
        [entry] = [e for e in self._read(self.amy) if e["kind"] == "followup"]
        self.assertEqual(entry["res_id"], followup.id)
        self.assertEqual(entry["title"], "Wants pumps")
        self.assertIn("200 pumps", entry["text"])
        self.assertEqual(entry["person"], "Amy")

    def test_a_done_activity_stands_there_once(self):
        """CU-11, FU-2: as the activity that it was, not as its follow-up besides."""
        activity = self.customer.with_user(self.amy).activity_schedule(
            "mail.mail_activity_data_call", user_id=self.amy.id
        )
        activity.with_user(self.amy).action_feedback(feedback="called")
        kinds = [entry["kind"] for entry in self._read(self.amy)]
        self.assertEqual(kinds.count("activity"), 1)
        self.assertNotIn("followup", kinds)

    def test_the_timeline_agrees_with_the_rules(self):
        """NF-S: each reader sees the follow-ups that a search shows."""
        self._follow_up()
        self._share(self.customer, self.ben)
        for user in (
            self.amy | self.ben | self.leader | self.supervisor | self.executive
        ):
            found = self.env["crm.followup"].with_user(user)
            found = found.search([("partner_id", "=", self.customer.id)])
            shown = [e["res_id"] for e in self._read(user) if e["kind"] == "followup"]
            with self.subTest(user=user.name):
                self.assertEqual(shown, found.ids)
