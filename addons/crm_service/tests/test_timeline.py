from odoo.tests import tagged

from .service_common import ServiceCase


@tagged("post_install", "-at_install")
class TestTicketsInTheTimeline(ServiceCase):
    """CU-11, SV-10: tickets on the customer."""

    def _read(self, user, customer=None, **arguments):
        self.env.flush_all()
        self.env.invalidate_all()
        customer = (customer or self.customer).with_user(user)
        return customer.with_context(lang=None).get_timeline(**arguments)

    def _shown(self, user, **arguments):
        page = self._read(user, kinds=["ticket"], **arguments)
        return {entry["res_id"] for entry in page["entries"]}

    def test_tickets_of_the_customer_and_its_contacts(self):
        """CU-11: closed ones too, nobody else's; as many as the buttons say."""
        tickets = self._create_ticket(self.customer) | self._create_ticket(self.contact)
        self._create_ticket(self.own)
        self._close(tickets[0])
        self.env.flush_all()
        self.assertEqual(self._shown(self.bob), set(tickets.ids))
        customer = self.customer.with_user(self.bob)
        self.assertEqual(customer.customer_ticket_count, 2)
        self.assertEqual(customer.customer_open_ticket_count, 1)
        action = customer.action_open_customer_tickets()
        found = self.env["helpdesk.ticket"].with_user(self.bob)
        found = found.with_context(active_test=False).search(action["domain"])
        self.assertEqual(found, tickets.sorted(lambda t: found.ids.index(t.id)))

    def test_an_agent_sees_no_orders(self):
        """People table: agents handle tickets; opportunities, orders and money are not
        theirs to read."""
        self._create_ticket(self.customer)
        self._create_order(self.bob, self.customer)
        self._create_lead(self.bob, self.customer)
        page = self._read(self.eve)
        kinds = {kind["kind"] for kind in page["kinds"]}
        self.assertLessEqual({"message", "activity", "ticket"}, kinds)
        self.assertFalse(kinds & {"order", "invoice", "payment", "lead"})
        self.assertFalse({e["kind"] for e in page["entries"]} - kinds)

    def test_the_timeline_agrees_with_the_rules(self):
        """NF-S: of a customer that several teams serve each agent sees what a search
        for tickets shows."""
        self._create_ticket(self.customer)
        self._create_ticket(self.customer, team_id=self.other_team.id)
        for user in (self.eve, self.ned, self.pia, self.chief, self.boss):
            tickets = self.env["helpdesk.ticket"].with_user(user)
            domain = [("commercial_partner_id", "=", self.customer.id)]
            found = tickets.with_context(active_test=False).search(domain)
            with self.subTest(user=user.name):
                self.assertEqual(self._shown(user), set(found.ids))
