from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.crm_privacy.tests.guard_common import MARK

from .service_common import ServiceCase, ServiceMixin


@tagged("post_install", "-at_install")
class TestTicketRules(ServiceCase):
    """SV-1, security 15, 18 and 27: tickets follow their customer."""

    def test_who_sees_a_ticket(self):
        ticket = self._create_ticket(self.customer)
        others = {
            name: new_test_user(self.env, f"ticket_{name}", groups=groups)
            for name, groups in {
                "executive": "crm_customer.group_executive",
                "admin": "crm_customer.group_customer_admin",
                "back_office": "crm_privacy.group_back_office",
                "all_tickets": "helpdesk_mgmt.group_helpdesk_user",
                "plain": "base.group_user",
            }.items()
        }
        expected = {
            self.eve: True,
            self.pia: True,
            self.ned: False,
            self.chief: True,
            self.bob: True,
            self.amy: False,
            self.boss: True,
            others["executive"]: True,
            others["admin"]: True,
            others["back_office"]: True,
            others["all_tickets"]: False,
            others["plain"]: False,
        }
        for user, sees in expected.items():
            with self.subTest(user=user.login):
                self.assertEqual(self._sees(user, ticket), sees)

    def test_following_a_ticket_opens_nothing(self):
        """Core shows a ticket to its followers: not of a hidden customer."""
        ticket = self._create_ticket(self.customer, team_id=self.other_team.id)
        ticket.message_subscribe((self.amy | self.eve).partner_id.ids)
        self.assertFalse(self._sees(self.amy, ticket))
        self.assertFalse(self._sees(self.eve, ticket))
        vendor = self._create_ticket(self.vendor, team_id=self.other_team.id)
        vendor.message_subscribe(self.amy.partner_id.ids)
        self.assertTrue(self._sees(self.amy, vendor))

    def test_a_team_without_its_customer_opens(self):
        """Ordinary work: a mail from an unknown sender has no customer."""
        ticket = self._create_ticket(self.env["res.partner"], partner_name="somebody")
        self.assertTrue(self._sees(self.eve, ticket))
        self.assertFalse(self._sees(self.ned, ticket))

    def test_led_members(self):
        """A leader sees the tickets that a member of the sales team handles."""
        leader = new_test_user(
            self.env, "ticket_leader", groups="sales_team.group_sale_salesman"
        )
        team = self.env["crm.team"].create({"name": "T", "user_id": leader.id})
        ticket = self._create_ticket(self.customer)
        self.assertFalse(self._sees(leader, ticket))
        team.member_ids = self.bob
        self.assertTrue(self._sees(leader, ticket))

    def test_account_managers_open_see_and_handle(self):
        """SV-1: open for own customers, see all of theirs, change what is theirs."""
        tickets = self.env["helpdesk.ticket"].with_user(self.amy)
        values = tickets.default_get(["user_id", "team_id"])
        self.assertFalse(values.get("user_id"))
        self.assertTrue(values["team_id"])
        ticket = tickets.create(
            {"name": "x", "description": "x", "partner_id": self.own.id}
        )
        self.assertFalse(ticket.user_id)
        ticket.name = "noise"
        others = self._create_ticket(self.own)
        self.assertTrue(self._sees(self.amy, others))
        with self.assertRaises(AccessError):
            others.with_user(self.amy).name = "mine"
        others.user_id = self.amy
        self.team.user_ids += self.amy
        others.with_user(self.amy).name = "mine"
        with self.assertRaises(AccessError):
            others.with_user(self.amy).unlink()

    def test_supervisors_assign(self):
        ticket = self._create_ticket(self.customer)
        ticket.with_user(self.boss).user_id = self.eve
        self.assertEqual(ticket.user_id, self.eve)

    def test_executives_change_nothing(self):
        executive = new_test_user(
            self.env, "ticket_reader", groups="crm_customer.group_executive"
        )
        with self.assertRaises(AccessError):
            self._create_ticket(self.customer).with_user(executive).name = "x"

    def test_executives_read_addresses_masked(self):
        """NF-S: the ticket's copy of the address is masked as the customer's is."""
        executive = new_test_user(
            self.env, "ticket_masked", groups="crm_customer.group_executive"
        )
        ticket = self._create_ticket(self.customer)
        self.assertIn("*", ticket.with_user(executive).partner_email)
        self.assertEqual(ticket.with_user(self.eve).partner_email, self.customer.email)

    def test_assigning_oneself_needs_the_team(self):
        ticket = self._create_ticket(self.own, team_id=self.other_team.id)
        ticket.create_uid = self.eve
        with self.assertRaisesRegex(AccessError, "Second"):
            ticket.with_user(self.chief).assign_to_me()

    def test_messages_activities_and_files(self):
        """Security 5: they open with the ticket alone."""
        ticket = self._create_ticket(self.customer)
        note = ticket.message_post(body=MARK)
        todo = ticket.activity_schedule(
            "mail.mail_activity_data_todo", note=MARK, user_id=self.bob.id
        )
        file = self.env["ir.attachment"].create(
            {"name": "x", "raw": MARK, "res_model": ticket._name, "res_id": ticket.id}
        )
        for record in (note, todo, file):
            for user, sees in ((self.eve, True), (self.ned, False), (self.amy, False)):
                with self.subTest(model=record._name, user=user.name):
                    records = record.with_user(user)
                    self.assertEqual(records.has_access("read"), sees)

    def test_the_portal_reads_its_own(self):
        """People table: customers in the portal see their tickets, none of ours."""
        portal = new_test_user(
            self.env,
            "ticket_portal",
            groups="base.group_portal",
            partner_id=self.contact.id,
        )
        self.assertTrue(self._sees(portal, self._create_ticket(self.customer)))
        other = self._create_ticket(self.own)
        self.assertFalse(self._sees(portal, other))
        with self.assertRaises(AccessError):
            self._create_ticket(self.contact).with_user(portal).read(["lookup_id"])

    def test_the_helpdesk_evaluates_no_ids_into_its_rules(self):
        """Security 27: nor does it any more after us."""
        rules = self.env["ir.rule"].search([("model_id.model", "=", "helpdesk.ticket")])
        stale = rules.filtered(lambda rule: ".ids" in (rule.domain_force or ""))
        self.assertFalse(stale)


@tagged("post_install", "-at_install")
class TestTicketClose(ServiceMixin, HttpCase):
    """The portal's address to close a ticket closes one's own alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_service_people()
        partners = cls.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        cls.portal = new_test_user(
            cls.env,
            "close_portal",
            groups="base.group_portal",
            partner_id=partners[0].id,
        )
        cls.own, cls.other = (cls._create_ticket(partner) for partner in partners)

    def test_close(self):
        self.authenticate("close_portal", "close_portal")
        for ticket, closed in ((self.own, True), (self.other, False)):
            url = f"/ticket/close?ticket_id={ticket.id}&stage_id={self.done.id}"
            answer = self.url_open(url, allow_redirects=False)
            self.assertEqual(answer.status_code, 302 if closed else 404)
            self.assertEqual(ticket.closed, closed)
        for bad in ("", "?ticket_id=x&stage_id=1", f"?ticket_id={self.own.id}"):
            self.assertEqual(self.url_open(f"/ticket/close{bad}").status_code, 404)
