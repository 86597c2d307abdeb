from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LeadCase


@tagged("post_install", "-at_install")
class TestLeadLeaving(LeadCase):
    """PO-14: a lead leaves its pool as opportunity or lost, with a ledger row."""

    def _convert(self, lead, user, **values):
        wizard = (
            self.env["crm.lead2opportunity.partner"]
            .with_user(user)
            .with_company(self.company)
            .with_context(
                active_model="crm.lead", active_id=lead.id, active_ids=lead.ids
            )
            .create({"name": "convert", "action": "create", **values})
        )
        return wizard.action_apply()

    def test_owner_converts(self):
        """PO-14, FU-6: the opportunity stays with its owner, outside any pool."""
        self._create_rule("interval", 30)
        lead = self._create_customers(1, "held", self.amy, partner_name="New Firm")
        self.assertTrue(lead.reclaim_at)
        self._convert(lead, self.amy)
        self.assertEqual((lead.type, lead.user_id), ("opportunity", self.amy))
        self.assertFalse(lead.pool_id or lead.pool_place or lead.reclaim_at)
        log = self._logs(lead)[-1]
        self.assertEqual((log.move, log.from_user_id), ("convert", self.amy))
        self.assertEqual((log.from_pool_id, log.actor_id), (self.pool, self.amy))
        self.assertFalse(log.to_user_id or log.pool_id)
        self.assertEqual(self.amy_member.held_count, 0)
        self.assertLedgerTrue(lead)
        lead.with_user(self.amy).write({"user_id": self.ben.id})
        self.assertLedgerTrue(lead)

    def test_who_may_convert(self):
        """PO-14: owner, who leads the owner, supervisor; nobody else."""
        for user, allowed in (
            (self.amy, True),
            (self.leader, True),
            (self.supervisor, True),
            (self.ben, False),
            (self.manager, False),
            (self.outsider, False),
        ):
            with self.subTest(user=user.name):
                lead = self._create_customers(1, "held", self.amy)
                if allowed:
                    self._convert(lead, user)
                else:
                    with self.assertRaises(UserError):
                        self._convert(lead, user)
                self.assertEqual(lead.type, "opportunity" if allowed else "lead")
                self.assertLedgerTrue(lead)
                lead.sudo().pool_id and lead.action_pool_recall("x")

    def test_public_lead_is_claimed_first(self):
        lead = self._create_customers(1)
        with self.assertRaises(UserError):
            lead.with_user(self.supervisor).convert_opportunity(False)
        self.assertEqual(lead.pool_place, "public")

    def test_no_way_back(self):
        """An opportunity does not hide from the pool as a lead outside it."""
        lead = self._create_customers(1, "held", self.amy)
        lead.with_user(self.amy).convert_opportunity(False)
        with self.assertRaises(UserError):
            lead.with_user(self.amy).write({"type": "lead"})

    def test_won_lead_leaves(self):
        lead = self._create_customers(1, "held", self.amy)
        lead.with_user(self.amy).action_set_won()
        self.assertEqual(lead.won_status, "won")
        self.assertFalse(lead.pool_place)
        self.assertEqual(self._logs(lead)[-1].move, "convert")
        self.assertLedgerTrue(lead)

    def test_lost_lead_leaves_and_comes_back(self):
        """PO-14: lost leaves the pool; reopened it is its owner's again, clock and
        all: nobody wins time by it."""
        lead = self._create_customers(1, "held", self.amy)
        self._age(lead, claimed_at=20)
        start = lead.claimed_at
        reason = self.env["crm.lost.reason"].create({"name": "Too dear"})
        lead.with_user(self.amy).action_set_lost(lost_reason_id=reason.id)
        self.assertEqual(lead.won_status, "lost")
        self.assertFalse(lead.pool_place)
        self.assertEqual(self._logs(lead)[-1].move, "lose")
        self.assertLedgerTrue(lead)
        lead.with_user(self.amy).action_restore()
        self.assertEqual((lead.pool_place, lead.user_id), ("held", self.amy))
        self.assertEqual(lead.claimed_at, start)
        self.assertEqual(lead.pool_id, self.pool)
        self.assertLedgerTrue(lead)

    def test_reopened_without_owner_is_public(self):
        lead = self._create_customers(1, "held", self.amy)
        lead.with_user(self.amy).action_set_lost()
        self.amy_member.active = False
        lead.with_user(self.supervisor).action_unarchive()
        self.assertEqual(lead.pool_place, "public")
        self.assertFalse(lead.user_id)
        self.assertLedgerTrue(lead)

    def test_reopened_needs_room(self):
        self.pool.capacity = 1
        lead = self._create_customers(1, "held", self.amy)
        lead.with_user(self.amy).action_set_lost()
        self._create_customers(1, "held", self.amy)
        with self.assertRaises(UserError):
            lead.with_user(self.amy).action_unarchive()

    def test_who_may_lose(self):
        for user, allowed in (
            (self.amy, True),
            (self.leader, True),
            (self.supervisor, True),
            (self.manager, False),
            (self.ben, False),
        ):
            with self.subTest(user=user.name):
                lead = self._create_customers(1, "held", self.amy)
                if allowed:
                    lead.with_user(user).action_set_lost()
                else:
                    with self.assertRaises(UserError):
                        lead.with_user(user).action_set_lost()
                self.assertEqual(lead.active, not allowed)
                lead.sudo().pool_id and lead.action_pool_recall("x")

    def test_merge_of_leads(self):
        """PO-2: one row a side; the one that remains goes on in its holding."""
        leads = self._create_customers(2, "held", self.amy)
        self._age(leads[0], claimed_at=20)
        self._age(leads[1], claimed_at=10)
        starts = {lead.id: lead.claimed_at for lead in leads}
        head = leads.with_user(self.amy).merge_opportunity().sudo()
        tail = leads - head
        self.assertEqual((len(head), len(tail)), (1, 1))
        self.assertFalse(tail.exists())
        self.assertEqual((head.pool_place, head.user_id), ("held", self.amy))
        self.assertEqual(head.claimed_at, starts[head.id])
        self.assertEqual(self._logs(head)[-1].move, "merge")
        self.assertEqual(self._logs(tail)[-1].move, "merge_away")
        self.assertLedgerTrue(head)

    def test_merge_into_an_opportunity(self):
        deal = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "user_id": self.amy.id,
                "company_id": self.company.id,
            }
        )
        lead = self._create_customers(1, "held", self.amy)
        head = (deal | lead).with_user(self.amy).merge_opportunity()
        self.assertEqual(head, deal)
        self.assertFalse(lead.exists())
        self.assertEqual(self.amy_member.held_count, 0)

    def test_merge_of_others_is_refused(self):
        mine = self._create_customers(1, "held", self.ben)
        other = self._create_customers(1, "held", self.amy)
        public = self._create_customers(1)
        for leads in (mine | other, mine | public):
            with self.assertRaises(UserError):
                leads.with_user(self.ben).merge_opportunity()
        self.assertEqual(other.user_id, self.amy)

    def test_old_owner_keeps_nothing(self):
        """Design 4: followers and activities leave with it; team follows the owner."""
        lead = self._create_customers(1, "held", self.amy)
        self.assertEqual(lead.team_id, self.team)
        lead.message_subscribe(partner_ids=self.amy.partner_id.ids)
        activity = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.amy.id
        )
        lead.with_user(self.amy).action_pool_return("No demand")
        self.assertNotIn(self.amy.partner_id, lead.message_partner_ids)
        self.assertFalse(activity.active)

    def test_finished_call_is_a_contact(self):
        """PO-9: the owner's contact moves the deadline."""
        self._create_rule("interval", 30)
        lead = self._create_customers(1, "held", self.amy)
        self._age(lead, claimed_at=20)
        before = lead.reclaim_at
        activity = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.amy.id
        )
        activity.with_user(self.amy).action_feedback(feedback="Talked")
        self.assertTrue(lead.last_contact_at)
        self.assertGreater(lead.reclaim_at, before)
