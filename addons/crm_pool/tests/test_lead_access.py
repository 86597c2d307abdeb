from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LeadCase


@tagged("post_install", "-at_install")
class TestLeadAccess(LeadCase):
    """PO-14, NF-S: who reads leads, by role, place and way."""

    def _sees(self, user, lead):
        leads = self.env["crm.lead"].with_user(user).with_context(active_test=False)
        found = leads.search([("id", "=", lead.id)])
        try:
            leads.browse(lead.id).read(["phone"])
        except AccessError:
            self.assertFalse(found)
        else:
            self.assertTrue(found)
        return bool(found)

    def test_in_a_pool(self):
        held = self._create_customers(1, "held", self.amy)
        public = self._create_customers(1)
        for user, sees_held, sees_public in (
            (self.amy, True, False),
            (self.ben, False, False),
            (self.leader, True, False),
            (self.manager, True, True),
            (self.supervisor, True, True),
            (self.outsider, False, False),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(self._sees(user, held), sees_held)
                self.assertEqual(self._sees(user, public), sees_public)

    def test_outside_nobody_reads_what_nobody_has(self):
        """PO-14: as in stock, minus its rule that everybody reads unassigned ones."""
        self.pool.is_default = False
        values = {"name": "x", "type": "lead", "company_id": self.company.id}
        leads = self.env["crm.lead"]
        unassigned = leads.create({**values, "user_id": False})
        in_team = leads.create({**values, "user_id": False, "team_id": self.team.id})
        own = leads.with_user(self.ben).create({**values, "user_id": False}).sudo()
        bens = leads.create({**values, "user_id": self.ben.id})
        for lead, readers in (
            (unassigned, {self.supervisor}),
            (in_team, {self.supervisor, self.leader}),
            (own, {self.supervisor, self.ben}),
            (bens, {self.supervisor, self.ben}),
        ):
            for user in (self.amy, self.ben, self.leader, self.supervisor):
                with self.subTest(lead=lead, user=user.name):
                    self.assertEqual(self._sees(user, lead), user in readers)

    def test_what_hangs_on_a_lead(self):
        """NF-S: messages, activities, meetings and reports follow the lead."""
        lead = self._create_customers(1, "held", self.amy, name="Zqx")
        message = lead.with_user(self.amy).message_post(body="Zqx")
        self.env["calendar.event"].create(
            {
                "name": "Zqx",
                "start": self.now,
                "stop": self.now,
                "opportunity_id": lead.id,
                "user_id": self.supervisor.id,
            }
        )
        lead.activity_schedule(
            "mail.mail_activity_data_todo", summary="Zqx", user_id=self.amy.id
        )
        lead.with_user(self.amy).action_pool_return("x")
        self.env.flush_all()
        for name, domain in (
            ("mail.message", [("id", "=", message.id)]),
            (
                "mail.activity",
                [("res_model", "=", "crm.lead"), ("summary", "=", "Zqx")],
            ),
            ("calendar.event", [("name", "=", "Zqx")]),
            ("crm.activity.report", [("lead_id", "=", lead.id)]),
        ):
            for user in (self.amy, self.ben):
                with self.subTest(model=name, user=user.name):
                    records = self.env[name].with_user(user)
                    self.assertFalse(records.search(domain))

    def test_window_shows_no_title_of_hidden_pools(self):
        lead = self._create_customers(1)
        window = self.env["crm.pool.lead"].with_user(self.outsider)
        self.assertFalse(window.search([("id", "=", lead.id)]))
