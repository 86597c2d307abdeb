from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged, warmup

from .common import FollowupCase


@tagged("post_install", "-at_install")
class TestCounts(FollowupCase):
    """What a follow-up says of its customer, at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._create_rule("interval", 30)
        cls._age(cls.customer, claimed_at=20)

    def test_facts_of_the_customer(self):
        """FU-2: count, last and next contact, stage and step."""
        self._follow_up(date=self._ago(days=3), stage_id=self.stage_offer.id)
        tomorrow = fields.Date.today() + timedelta(days=2)
        last = self._follow_up(
            stage_id=self.stage_need.id, next_date=tomorrow, next_step="Call again"
        )
        self.assertRecordValues(
            self.customer,
            [
                {
                    "followup_count": 2,
                    "last_followup_at": last.date,
                    "next_contact_on": tomorrow,
                    "next_step": "Call again",
                    "followup_stage_id": self.stage_need.id,
                    "last_contact_at": last.date,
                }
            ],
        )

    def test_next_contact_is_over_once_it_was_made(self):
        """FU-2: the next contact stays until somebody was in contact on that day."""
        today = fields.Date.today() + timedelta(days=1)
        self._follow_up(date=self._ago(days=2), next_date=today)
        self._follow_up(date=self._ago(days=1))
        self.assertEqual(self.customer.next_contact_on, today)
        earlier = self._ago(days=3)
        self._follow_up(date=earlier, next_date=earlier.date() + timedelta(days=1))
        self.assertEqual(self.customer.next_contact_on, today)

    def test_deadline(self):
        """FU-2, PO-9: the owner's follow-up moves the deadline in the same
        transaction; back dated, from the day when it happened."""
        before = self.customer.reclaim_at
        self._follow_up(date=self._ago(days=4))
        self.assertEqual(self.customer.reclaim_at, before + timedelta(days=16))
        self._follow_up()
        self.assertEqual(self.customer.reclaim_at, before + timedelta(days=20))

    def test_whose_records_move_the_deadline(self):
        """FU-2: owner and work-share; those of others only the last contact."""
        self._share(self.customer, self.ben, "work")
        for user, moves in (
            (self.leader, False),
            (self.manager, False),
            (self.supervisor, False),
            (self.ben, True),
        ):
            with self.subTest(user=user.name):
                before = self.customer.reclaim_at
                count = self.customer.followup_count
                followup = self._follow_up(user)
                self.assertEqual(followup.is_worked, moves)
                self.assertEqual(self.customer.last_followup_at, followup.date)
                self.assertEqual(self.customer.followup_count, count + 1)
                self.assertEqual(self.customer.reclaim_at != before, moves)

    def test_a_change_moves_it_too(self):
        """FU-2: what its author corrects counts as corrected."""
        followup = self._follow_up()
        before = self.customer.reclaim_at
        followup.write({"date": followup.date - timedelta(days=3)})
        self.assertEqual(self.customer.reclaim_at, before - timedelta(days=3))

    def test_contacts_outside_stay(self):
        """FU-2: what was a contact otherwise stays one, whatever follow-ups say."""
        now = fields.Datetime.now().replace(microsecond=0)
        self.customer._pool_contacted(now - timedelta(days=1), self.amy)
        self._follow_up(date=self._ago(days=5))
        self.assertEqual(self.customer.last_contact_at, now - timedelta(days=1))

    def test_nobody_writes_the_facts(self):
        """FU-2: only follow-ups say them."""
        for name in ("followup_count", "last_followup_at", "next_contact_on"):
            with self.subTest(field=name), self.assertRaises(UserError):
                self.customer.with_user(self.amy).write({name: False})

    def test_leads(self):
        """FU-2, PO-14: leads of a leads pool have the same clocks."""
        pool = self.env["crm.pool"].create(
            {
                "name": "Leads",
                "kind": "leads",
                "company_id": self.company.id,
                "is_default": True,
            }
        )
        self._create_member(self.amy, pool)
        rule = self.env["crm.pool.rule"].create(
            {"pool_id": pool.id, "kind": "interval", "days": 10}
        )
        rule._take_effect(self._ago(days=100))
        lead = self.env["crm.lead"].create(
            {
                "name": "Lead",
                "type": "lead",
                "company_id": self.company.id,
                "pool_id": pool.id,
                "pool_place": "held",
                "user_id": self.amy.id,
            }
        )
        self._age(lead, claimed_at=5)
        before = lead.reclaim_at
        followup = self._follow_up(partner_id=False, lead_id=lead.id)
        self.assertTrue(followup.is_lead_worked)
        self.assertEqual(lead.followup_count, 1)
        self.assertGreater(lead.reclaim_at, before)

    def test_merge(self):
        """CU-5, FU-2: what remains has the follow-ups of both."""
        away = self._create_customers(1, "held", self.amy)
        self._follow_up(date=self._ago(days=2))
        last = self._follow_up(customer=away)
        away.with_user(self.supervisor).action_pool_merge(self.customer.id)
        self.assertEqual(self.customer.followup_count, 2)
        self.assertEqual(self.customer.last_followup_at, last.date)
        self.assertEqual(last.sudo().partner_id, self.customer)

    def test_purge_takes_the_words(self):
        """PO-13, FU-1: with the customer goes what was said; that somebody was
        contacted stays."""
        followup = self._follow_up(feedback="Secret", note="Secret").sudo()
        followup.write({"summary": "Secret"})
        self.customer.with_user(self.supervisor)._pool_bin("gone", self.now)
        self.customer.with_user(self.administrator)._pool_purge("gone", self.now)
        self.assertFalse(self.customer.exists())
        self.env.invalidate_all()
        self.assertFalse(followup.partner_id)
        self.assertNotIn("Secret", str(followup.read()))
        self.assertEqual(followup.author_id, self.amy)

    @warmup
    def test_cost_of_one(self):
        """NF-P: recording one costs a fixed number of statements."""
        self._follow_up()
        self.env.flush_all()
        with self.assertQueryCount(10):
            self._follow_up()
            self.env.flush_all()

    @warmup
    def test_cost_of_many(self):
        """NF-P: recording 1,000 costs hardly more than one does."""
        self.pool.capacity = 2000
        self.amy_member.own_limits = False
        customers = self._create_customers(100, "held", self.amy)
        vals_list = [
            self._values(customer) for customer in customers for _number in range(10)
        ]
        followups = self.env["crm.followup"].with_user(self.amy)
        self.env.flush_all()
        with self.assertQueryCount(40):
            followups.create(vals_list)
            self.env.flush_all()
        self.assertEqual(set(customers.mapped("followup_count")), {10})
