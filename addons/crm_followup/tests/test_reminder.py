from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged, warmup

from .common import FollowupCase


@tagged("post_install", "-at_install")
class TestReminder(FollowupCase):
    """FU-5: the next contact is an activity of the author."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day = fields.Date.today() + timedelta(days=5)

    def _reminders(self, record=None, user=None):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", (record or self.customer)._name),
                ("res_id", "=", (record or self.customer).id),
                ("user_id", "=", (user or self.amy).id),
            ]
        )

    def test_next_contact_is_an_activity(self):
        """FU-5: in tray and calendar, on its day, with its step."""
        self._follow_up(next_date=self.day, next_step="Send the offer")
        reminder = self._reminders()
        self.assertRecordValues(
            reminder,
            [{"date_deadline": self.day, "summary": "Send the offer"}],
        )
        self.assertEqual(reminder.activity_type_id.category, "phonecall")
        email = self.env.ref("crm_customer.dictionary_followup_method_email")
        self._follow_up(self.leader, method_id=email.id, next_date=self.day)
        mail = self._reminders(user=self.leader).activity_type_id
        self.assertEqual(mail, self.env.ref("mail.mail_activity_data_email"))

    def test_one_at_a_time(self):
        """FU-5: what is planned anew replaces what was planned before."""
        self._follow_up(next_date=self.day, next_step="First")
        later = self.day + timedelta(days=3)
        self._follow_up(next_date=later, next_step="Second")
        self.assertEqual(self._reminders().mapped("summary"), ["Second"])
        self.assertEqual(self.customer.next_contact_on, later)

    def test_a_contact_ends_what_was_due(self):
        """FU-5: not what is ahead."""
        today = fields.Date.today() - timedelta(days=1)
        self._follow_up(date=self._ago(days=3), next_date=today)
        self.assertTrue(self._reminders())
        self._follow_up()
        self.assertFalse(self._reminders())
        self._follow_up(next_date=self.day)
        self._follow_up()
        self.assertTrue(self._reminders())

    def test_it_follows_changes(self):
        """FU-5: moved, renamed, taken away, void."""
        followup = self._follow_up(next_date=self.day, next_step="Call")
        later = self.day + timedelta(days=1)
        followup.write({"next_date": later, "next_step": "Visit"})
        self.assertRecordValues(
            self._reminders(), [{"date_deadline": later, "summary": "Visit"}]
        )
        followup.write({"next_date": False})
        self.assertFalse(self._reminders())
        followup.write({"next_date": later})
        followup.with_user(self.leader).action_void("No")
        self.assertFalse(self._reminders())

    def test_done_it_is_a_follow_up(self):
        """FU-5, FU-2: finishing the reminder records the contact, once."""
        self._follow_up(date=self._ago(days=1), next_date=self.day, next_step="Call")
        self._reminders().with_user(self.amy).action_feedback(feedback="They agree")
        self.assertEqual(self.customer.followup_count, 2)
        self.assertFalse(self._reminders())

    def test_leads_have_their_own(self):
        """FU-5: on the opportunity if it has no customer."""
        lead = self._create_opportunity(self.amy)
        self._follow_up(partner_id=False, lead_id=lead.id, next_date=self.day)
        self.assertEqual(self._reminders(lead).date_deadline, self.day)

    def test_where_the_company_says_no(self):
        """FU-5: a company may do without."""
        self.company.followup_reminds = False
        self._follow_up(next_date=self.day)
        self.assertFalse(self._reminders())

    def test_it_goes_with_the_customer(self):
        """FU-5, PO-2: whoever lost the customer has nothing more to do there."""
        self._follow_up(next_date=self.day)
        self.customer.with_user(self.amy).action_pool_return("No need")
        self.env.invalidate_all()
        self.assertFalse(self._reminders())

    @warmup
    def test_cost_of_many(self):
        """NF-P: of each reminder core's activities cost two statements more."""
        self.pool.capacity = 100
        customers = self._create_customers(50, "held", self.amy)
        vals_list = [self._values(c, next_date=self.day) for c in customers]
        followups = self.env["crm.followup"].with_user(self.amy)
        self.env.flush_all()
        with self.assertQueryCount(130):
            followups.create(vals_list)
            self.env.flush_all()
        self.assertEqual(len(self._reminders(customers[0])), 1)


@tagged("post_install", "-at_install")
class TestRevisit(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vip = cls.env["crm.dictionary.item"].search(
            [("kind", "=", "level")], limit=1
        )
        cls.revisits = cls.env["crm.followup.revisit"]
        cls.now = fields.Datetime.now()

    def _rule(self, days, level=None):
        return self.revisits.create(
            {
                "company_id": self.company.id,
                "level_id": level.id if level else False,
                "days": days,
            }
        )

    def _revisited(self, customers):
        self.revisits._revisit(self.now, 1000)
        found = self.env["mail.activity"].search(
            [("is_revisit", "=", True), ("res_id", "in", customers.ids)]
        )
        return customers.browse(found.mapped("res_id"))

    def test_by_level(self):
        """FU-5: after the days of the level, else after those of all others."""
        self._rule(30)
        self._rule(7, self.vip)
        vip = self._create_customers(1, "held", self.amy, customer_level_id=self.vip.id)
        plain = self._create_customers(2, "held", self.amy)
        fresh, old = plain
        self._age(vip | fresh, claimed_at=10)
        self._age(old, claimed_at=40)
        self.assertEqual(self._revisited(vip | plain), vip | old)

    def test_never_two_at_once(self):
        """FU-5: neither beside another, nor beside a planned contact; again once it is
        done and nothing happened."""
        self._rule(7)
        self._age(self.customer, claimed_at=10)
        domain = [("res_id", "=", self.customer.id), ("user_id", "=", self.amy.id)]
        activities = self.env["mail.activity"]
        for _run in range(3):
            self.assertEqual(self._revisited(self.customer), self.customer)
            self.assertEqual(activities.search_count(domain), 1)
        day = fields.Date.today() + timedelta(days=20)
        self._follow_up(next_date=day)
        self._age(self.customer, claimed_at=30, last_followup_at=20)
        self.assertFalse(self._revisited(self.customer))
        self.assertEqual(activities.search_count(domain), 1)

    def test_whom_nobody_revisits(self):
        """FU-5: what is public, rests, or was contacted of late."""
        self._rule(7)
        public = self._create_customers(1)
        resting, contacted = self._create_customers(2, "held", self.amy)
        self._age(resting | contacted, claimed_at=10)
        self._age(resting, rest_until=-3)
        self._follow_up(customer=contacted)
        self.assertFalse(self._revisited(public | resting | contacted))

    def test_who_makes_rules(self):
        """FU-5: supervisors."""
        values = {"company_id": self.company.id, "days": 9}
        self.assertTrue(self.revisits.with_user(self.supervisor).create(values))
        for user in (self.amy, self.leader, self.staff):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.revisits.with_user(user).create(values)

    def test_schedule(self):
        """FU-5: the schedule does it in sets."""
        self._rule(7)
        self._age(self.customer, claimed_at=10)
        cron = self.env.ref("crm_followup.ir_cron_followup_revisit")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self._revisited(self.customer), self.customer)


@tagged("post_install", "-at_install")
class TestDigest(FollowupCase):
    # nine o'clock in Shanghai, and five in the morning
    MORNING = datetime(2031, 3, 4, 1, 0)
    NIGHT = datetime(2031, 3, 3, 21, 0)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for days, summary in ((0, "Today"), (-2, "Late"), (1, "Ahead")):
            cls.customer.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=cls.MORNING.date() + timedelta(days=days),
                summary=summary,
                user_id=cls.amy.id,
            )

    def _told(self, now):
        users = self.env["res.users"]
        due = users._find_digests(now)
        for user, activities in due.items():
            user._send_digest(activities, now)
        return self.env["mail.message"].search(
            [("partner_ids", "in", self.amy.partner_id.ids), ("model", "=", False)],
            order="id desc",
            limit=1,
        )

    def test_once_in_the_morning(self):
        """FU-5: whom to contact today and what is overdue, once a day, not at night."""
        self.assertFalse(self._told(self.NIGHT))
        message = self._told(self.MORNING)
        self.assertEqual(message.subject, "To contact today: 1, overdue: 1")
        self.assertIn("Late", message.body)
        self.assertNotIn("Ahead", message.body)
        self.assertEqual(self._told(self.MORNING + timedelta(hours=2)), message)
        self.assertNotEqual(self._told(self.MORNING + timedelta(days=1)), message)

    def test_it_names_nobody_hidden(self):
        """FU-5, NF-S: a customer that one sees no more is counted, not named."""
        hidden = self._create_customers(1, "held", self.ben, name="Hidden Ltd")
        hidden.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=self.MORNING.date(),
            user_id=self.amy.id,
        )
        message = self._told(self.MORNING)
        self.assertNotIn("Hidden", message.body)
        self.assertIn("and 1 more", message.body)
