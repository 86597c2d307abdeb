from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import FollowupCase


@tagged("post_install", "-at_install")
class TestSources(FollowupCase):
    """FU-2: what is done elsewhere counts once, dated when it happened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_rule("interval", 30)
        cls._age(cls.customer, claimed_at=20)
        cls.customer.email = "office@example.cn"
        cls.contact.email = "wang@example.cn"

    def _find(self, **values):
        domain = [("partner_id", "=", self.customer.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["crm.followup"].search(domain)

    def _finish(self, xmlid, user=None, record=None, **values):
        activity = (record or self.customer).activity_schedule(
            xmlid, user_id=(user or self.amy).id, **values
        )
        activity.with_user(user or self.amy).action_feedback(feedback="They agree.")
        return activity

    def test_finished_activities(self):
        """FU-2: calls, meetings and mails count, to-dos do not; the deadline moves in
        the same transaction."""
        before = self.customer.reclaim_at
        self._finish("mail.mail_activity_data_todo")
        self.assertFalse(self._find())
        for xmlid, code in (
            ("mail.mail_activity_data_call", "phone"),
            ("mail.mail_activity_data_meeting", "meeting"),
            ("mail.mail_activity_data_email", "email"),
        ):
            with self.subTest(activity=xmlid):
                self._finish(xmlid, summary=f"About {code}")
                followup = self._find(source="activity")[0]
                self.assertRecordValues(
                    followup,
                    [
                        {
                            "author_id": self.amy.id,
                            "content": "They agree.",
                            "summary": f"About {code}",
                            "is_worked": True,
                        }
                    ],
                )
                self.assertEqual(followup.method_id.code, code)
        self.assertEqual(self.customer.followup_count, 3)
        self.assertGreater(self.customer.reclaim_at, before)

    def test_activity_on_a_contact_and_on_an_opportunity(self):
        """FU-2: it counts for the customer, and for the opportunity."""
        self._finish("mail.mail_activity_data_call", record=self.contact)
        self.assertEqual(self._find().contact_id, self.contact)
        lead = self._create_opportunity(self.amy, self.customer)
        self._finish("mail.mail_activity_data_call", record=lead)
        self.assertEqual(lead.followup_count, 1)
        self.assertEqual(self.customer.followup_count, 2)

    def test_where_the_company_says_no(self):
        """FU-2: each kind counts as the company has set it."""
        self.company.followup_counts_activities = False
        self._finish("mail.mail_activity_data_call")
        self.company.followup_counts_mails = False
        self._mail()
        self.company.followup_counts_meetings = False
        self._hold()
        self.assertFalse(self._find())
        self.assertFalse(self.customer.last_contact_at)

    def test_plain_partners_have_none(self):
        """FU-2: a vendor is called without a follow-up."""
        vendor = self.env["res.partner"].create({"name": "Vendor"})
        self._finish("mail.mail_activity_data_call", record=vendor)
        domain = [("contact_id", "=", vendor.id)]
        self.assertFalse(self.env["crm.followup"].search_count(domain))

    def _mail(self, user=None, record=None, partners=None, **values):
        record = (record or self.customer).with_user(user or self.amy)
        return record.message_post(
            body="Our offer",
            subject="Offer 7",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=(partners or self.contact).ids,
            **values,
        )

    def test_mails(self):
        """FU-2: a mail to the customer counts once for it, however many read it."""
        message = self._mail(partners=self.customer | self.contact)
        followup = self._find(source="mail")
        self.assertRecordValues(
            followup,
            [
                {
                    "author_id": self.amy.id,
                    "date": message.date,
                    "summary": "Offer 7",
                    "content": "Our offer",
                    "contact_id": self.contact.id,
                    "is_worked": True,
                }
            ],
        )

    def test_what_is_no_mail_to_the_customer(self):
        """FU-2: neither notes, nor mails to colleagues, nor the customer's own, nor
        notices of the system."""
        self.customer.with_user(self.amy).message_post(body="A note")
        self._mail(partners=self.ben.partner_id)
        self.customer.message_post(
            body="Hello",
            author_id=self.contact.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.contact.ids,
        )
        self.customer.message_notify(body="Notice", partner_ids=self.contact.ids)
        self.assertFalse(self._find())

    def test_mailings_never_count(self):
        """FU-2: what goes to many at once is no follow-up."""
        composer = self.env["mail.compose.message"].with_user(self.amy)
        composer = composer.create(
            {
                "composition_mode": "mass_mail",
                "model": "res.partner",
                "res_ids": str(self.customer.ids),
                "subject": "News",
                "body": "News",
            }
        )
        composer._action_send_mail()
        self.assertFalse(self._find())

    def test_mail_on_an_opportunity_and_an_order(self):
        """FU-2: mails on documents of the customer count for it."""
        lead = self._create_opportunity(self.amy, self.customer)
        self._mail(record=lead)
        self.assertEqual(lead.followup_count, 1)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.amy.id,
                "company_id": self.company.id,
            }
        )
        self._mail(record=order)
        self.assertEqual(self.customer.followup_count, 2)

    def _meet(self, user=None, days=1, **values):
        start = self._ago(days=days).replace(microsecond=0)
        partners = self.contact | (user or self.amy).partner_id
        return self.env["calendar.event"].create(
            {
                "name": "Demonstration",
                "start": start,
                "stop": start + timedelta(minutes=45),
                "user_id": (user or self.amy).id,
                "partner_ids": [(6, 0, partners.ids)],
                **values,
            }
        )

    def _hold(self, *args, **values):
        event = self._meet(*args, **values)
        event._record_meetings()
        return event

    def test_meetings(self):
        """FU-2: a meeting that is over counts once, dated when it began."""
        event = self._hold()
        self.assertRecordValues(
            self._find(source="meeting"),
            [
                {
                    "author_id": self.amy.id,
                    "date": event.start,
                    "duration_minutes": 45,
                    "summary": "Demonstration",
                    "is_worked": True,
                }
            ],
        )
        self.assertTrue(event.followup_checked)
        event._record_meetings()
        self.assertEqual(self.customer.followup_count, 1)

    def test_who_met_the_customer(self):
        """FU-2: whoever works on it, also as a guest of somebody else's meeting."""
        guests = self.contact | self.amy.partner_id | self.leader.partner_id
        self._hold(self.leader, partner_ids=[(6, 0, guests.ids)])
        self.assertEqual(self._find().author_id, self.amy)

    def test_a_declined_meeting_is_none(self):
        """FU-2: who did not come was not met."""
        event = self._meet()
        guest = event.attendee_ids.filtered(lambda a: a.partner_id == self.contact)
        guest.state = "declined"
        event._record_meetings()
        self.assertFalse(self._find())

    def test_a_meeting_and_its_activity_count_once(self):
        """FU-2: finished in the activities and over in the calendar is one meeting."""
        activity = self.customer.activity_schedule(
            "mail.mail_activity_data_meeting", user_id=self.amy.id
        )
        event = self._meet(activity_ids=[(6, 0, activity.ids)])
        event.write({"res_model_id": self.env["ir.model"]._get_id("res.partner")})
        event.res_id = self.customer.id
        activity.with_user(self.amy).action_feedback(feedback="Good")
        self.assertEqual(self._find().date, event.start)
        event._record_meetings()
        self.assertEqual(len(self._find()), 1)

    def test_private_meetings_keep_their_name(self):
        """FU-2, NF-S: of a private meeting it is told that it was."""
        self._hold(privacy="private", name="Salary")
        self.assertNotIn("Salary", str(self._find().read(["summary", "content"])))

    @mute_logger("odoo.addons.base.models.ir_cron")
    def test_schedule(self):
        """FU-2: the schedule records what is over and leaves what is ahead."""
        over, ahead = self._meet(), self._meet(days=-1)
        old = self._meet(days=400)
        cron = self.env.ref("crm_followup.ir_cron_followup_meetings")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self._find().date, over.start)
        self.assertFalse(ahead.followup_checked or old.followup_checked)
        self.assertLess(over.start, fields.Datetime.now())
