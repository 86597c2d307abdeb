from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.crm_privacy.tests.guard_common import MARK

from .service_common import ServiceCase


@tagged("post_install", "-at_install")
class TestServiceVisibility(ServiceCase):
    """The rows "service agent" and "service manager" of the people table."""

    def test_without_ticket_an_agent_sees_nothing(self):
        for user in (self.eve, self.pia, self.ned):
            for partner in (self.customer, self.contact, self.own):
                self.assertFalse(self._sees(user, partner), user.name)

    def test_the_manager_sees_all(self):
        """People table: service manager 客服主管."""
        for partner in (self.customer, self.contact, self.own):
            self.assertTrue(self._sees(self.chief, partner))
        self.assertTrue(self._sees(self.chief, self._create_ticket(self.customer)))
        with self.assertRaises(AccessError):
            self.customer.with_user(self.chief).write({"comment": "x"})

    def test_an_open_ticket_of_the_team_opens_the_customer(self):
        """With its contacts, whoever of them the ticket names."""
        for partner in (self.customer, self.contact):
            with self.subTest(partner=partner.name):
                ticket = self._create_ticket(partner)
                for user, expected in (
                    (self.eve, True),
                    (self.pia, True),
                    (self.ned, False),
                ):
                    self.assertEqual(self._sees(user, self.customer), expected)
                    self.assertEqual(self._sees(user, self.contact), expected)
                self.assertFalse(self._sees(self.eve, self.own))
                ticket.unlink()
                self.assertFalse(self._sees(self.eve, self.customer))

    def test_thirty_days_after_it_was_closed(self):
        ticket = self._create_ticket(self.customer)
        for days, expected in ((0, True), (29, True), (31, False)):
            with self.subTest(days=days):
                self._close(ticket, days)
                self.assertEqual(self._sees(self.eve, self.customer), expected)
        ticket.active = False
        self.assertFalse(self._sees(self.eve, self.customer))
        self._close(ticket, 3)
        self.assertTrue(self._sees(self.eve, self.customer), "archived, but lately")
        self._close(ticket, 40)
        ticket.write({"active": True, "stage_id": self.env["helpdesk.ticket.stage"]})
        self.assertTrue(self._sees(self.eve, self.customer), "open again")

    def test_a_personal_agent_sees_what_nobody_else_has(self):
        """Below the team group: own tickets, and those without agent."""
        ticket = self._create_ticket(self.customer, user_id=self.eve.id)
        self.assertTrue(self._sees(self.eve, self.customer))
        self.assertFalse(self._sees(self.pia, self.customer))
        ticket.user_id = self.pia
        self.assertTrue(self._sees(self.pia, self.customer))

    def test_joining_and_leaving_a_team_counts_at_once(self):
        """Security 27: within one process, for the customer and for the ticket."""
        ticket = self._create_ticket(self.customer)
        self.assertFalse(self._sees(self.ned, self.customer))
        self.assertFalse(self._sees(self.ned, ticket))
        self.team.user_ids += self.ned
        self.assertTrue(self._sees(self.ned, self.customer))
        self.assertTrue(self._sees(self.ned, ticket))
        self.team.user_ids -= self.ned
        self.assertFalse(self._sees(self.ned, self.customer))
        self.assertFalse(self._sees(self.ned, ticket))

    def test_what_hangs_on_the_customer_follows(self):
        """An agent who sees the customer has no orders; messages open."""
        note = self.customer.message_post(body=MARK)
        self.assertFalse(self._sees(self.eve, note))
        self._create_ticket(self.customer)
        self.assertTrue(self._sees(self.eve, note))
        with self.assertRaises(AccessError):
            self.customer.with_user(self.eve).write({"comment": "x"})

    def test_leads_no_team_of_sales(self):
        """A ticket opens nothing to those who are no agents."""
        self.team.user_ids += self.amy
        self._create_ticket(self.customer, user_id=self.amy.id)
        self.assertFalse(self._sees(self.amy, self.customer))

    def test_the_list_of_customers_is_one_query_more(self):
        """NF-P: what an agent leads, manages or is shared is read in one statement
        before; no ids are evaluated into the rule."""
        for _number in range(3):
            self._create_ticket(self.customer)
        partners = self.env["res.partner"].with_user(self.eve)
        domain = [("customer_state", "!=", False)]
        partners.search(domain)
        with self.assertQueryCount(2):
            partners.search(domain)

    def test_a_form_not_yet_saved_counts_no_tickets(self):
        """The log is quiet: an unsaved customer is no number to search for."""
        ticket = self._create_ticket(self.own)
        self.assertTrue(ticket)
        with self.assertNoLogs("odoo.domains", "WARNING"):
            new = self.env["res.partner"].new({"name": "New"})
            self.assertFalse(new.helpdesk_ticket_count)
            edited = self.env["res.partner"].new(origin=self.own)
            self.assertEqual(edited.helpdesk_ticket_count, 1)
