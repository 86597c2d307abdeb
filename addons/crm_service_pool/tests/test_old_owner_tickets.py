from odoo.tests import tagged

from odoo.addons.crm_pool.tests.common import PoolCase


@tagged("post_install", "-at_install")
class TestOldOwnerTickets(PoolCase):
    """PO-2, SV-1, security 30: what becomes of tickets when the customer leaves its
    owner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls._create_user("agent", "helpdesk_mgmt.group_helpdesk_user_team")
        cls.service = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Service",
                "company_id": cls.company.id,
                "user_ids": [(6, 0, cls.agent.ids)],
            }
        )
        cls.customer = cls._create_customers(1, "held", cls.amy)
        cls.contact = cls.env["res.partner"].create(
            {"name": "Wang", "parent_id": cls.customer.id}
        )
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.done.mail_template_id = False

    def _create_ticket(self, user, partner=None, **values):
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Pump",
                "description": "Pump",
                "partner_id": (partner or self.customer).id,
                "company_id": self.company.id,
                **values,
            }
        )
        # whom the supervisor assigned it to, team or not
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET user_id = %s, team_id = %s WHERE id = %s",
            (user.id, self.service.id, ticket.id),
        )
        self.env.invalidate_all()
        ticket.message_subscribe(user.partner_id.ids)
        ticket.activity_schedule("mail.mail_activity_data_todo", user_id=user.id)
        return ticket

    def _give_back(self):
        self.env.flush_all()
        self.env.invalidate_all()
        result = self.customer.with_user(self.amy).action_pool_return("No demand")
        self.assertTrue(result["done"])
        self.env.invalidate_all()

    def _reads(self, user, ticket):
        return ticket.with_user(user).has_access("read")

    def test_open_tickets_stay_with_the_service_team(self):
        mine = self._create_ticket(self.amy)
        contacts = self._create_ticket(self.amy, self.contact)
        theirs = self._create_ticket(self.agent)
        self._give_back()
        self.assertFalse(mine.user_id)
        self.assertFalse(contacts.user_id)
        self.assertEqual((mine | contacts).team_id, self.service)
        self.assertEqual(theirs.user_id, self.agent)
        self.assertTrue(theirs.activity_ids)
        for ticket in (mine, contacts, theirs):
            self.assertFalse(self._reads(self.amy, ticket))
            self.assertTrue(self._reads(self.agent, ticket))

    def test_nothing_hangs_on_the_old_owner(self):
        """Followers, activities and portal addresses."""
        ticket = self._create_ticket(self.amy)
        ticket._portal_ensure_token()
        self._give_back()
        self.assertNotIn(self.amy.partner_id, ticket.sudo().message_partner_ids)
        self.assertFalse(ticket.activity_ids)
        self.assertFalse(ticket.access_token)

    def test_closed_tickets_stay_as_they_are(self):
        ticket = self._create_ticket(self.amy)
        ticket.stage_id = self.done
        self._give_back()
        self.assertEqual(ticket.user_id, self.amy)

    def test_a_member_of_the_team_goes_on(self):
        """An owner who is an agent too still handles the ticket."""
        self.service.user_ids += self.amy
        ticket = self._create_ticket(self.amy)
        self._give_back()
        self.assertEqual(ticket.user_id, self.amy)
        self.assertTrue(self._reads(self.amy, ticket))

    def test_whoever_claims_it_sees_its_tickets(self):
        """SV-1: account managers see all tickets of their customers."""
        ticket = self._create_ticket(self.agent)
        self._give_back()
        self.assertFalse(self._reads(self.ben, ticket))
        self._window(self.ben, self.customer).action_claim()
        self.env.invalidate_all()
        self.assertTrue(self._reads(self.ben, ticket))

    def test_agents_see_it_in_the_pool_too(self):
        """People table: an open ticket shows the customer wherever it lies."""
        self._create_ticket(self.agent)
        self._give_back()
        self.assertEqual(self.customer.pool_place, "public")
        self.assertTrue(self.customer.with_user(self.agent).has_access("read"))
