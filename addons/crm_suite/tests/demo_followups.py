from datetime import timedelta

from odoo import fields


class DemoFollowupsMixin:
    def test_the_year_was_recorded(self):
        """FU-1: each contact of the year is a follow-up of who held the customer."""
        followups = self.env["crm.followup"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertGreater(len(followups), 500)
        self.assertGreater(len(followups.author_id), 6)
        self.assertGreater(len(followups.method_id), 4)
        self.assertFalse(followups.filtered(lambda f: f.date > self.now))
        late = followups.filtered(lambda f: f.create_date - f.date > timedelta(days=1))
        self.assertFalse(late, "recorded when they happened")

    def test_customers_say_what_comes_next(self):
        """FU-2: last contact, stage and next step stand on the customers."""
        held = self.customers.filtered(lambda c: c.pool_place == "held")
        contacted = held.filtered("last_followup_at")
        self.assertGreater(len(contacted), len(held) / 2)
        self.assertTrue(contacted.followup_stage_id)
        today = fields.Date.context_today(self.customers)
        planned = contacted.filtered(lambda c: (c.next_contact_on or today) > today)
        self.assertGreater(len(planned), 10)
        reminders = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("followup_id", "!=", False)]
        )
        reminded = reminders.filtered(lambda a: a.res_id in planned.ids)
        self.assertGreater(len(reminded), 10, "they are in the tray")
        self.assertEqual(len(set(reminders.mapped("res_id"))), len(reminders))
