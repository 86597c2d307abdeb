from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_privacy.tests.guard_common import MARK

from ..models.crm_service_lookup import ANSWERS_PER_HOUR
from .service_common import ServiceCase


@tagged("post_install", "-at_install")
class TestLookup(ServiceCase):
    """People table: any other customer by exact phone, email or code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write(
            {
                "phone": "0755-8888 9999",
                "mobile": "+86 138 0013 8000",
                "customer_code": "ZC-007",
                "customer_level_id": cls.env.ref("crm_customer.dictionary_level_a").id,
            }
        )
        cls.contact.phone = "13900139000"
        cls.env.flush_all()

    def _find(self, text, user=None):
        lookups = self.env["crm.service.lookup"].with_user(user or self.eve)
        return lookups.with_context(lang=None).action_find(text)

    def test_exact_values_find_the_customer(self):
        """Phones however written, a contact's too; addresses; codes."""
        for text in (
            "0755-88889999",
            "(0755) 8888 9999",
            "+86 755 8888 9999",
            "13800138000",
            "138 0013 8000",
            "0086 13800138000",
            "１３８００１３８０００",
            "139-0013-9000",
            f"office.{MARK}@example.cn",
            f" WANG.{MARK.upper()}@EXAMPLE.CN ",
            "ZC-007",
            "zc-007",
        ):
            with self.subTest(text=text):
                [answer] = self._find(text)
                self.assertEqual(answer["name"], self.customer.name)

    def test_nothing_but_exact_values_finds_it(self):
        """No part, no pattern, no name: nobody fishes."""
        for text in (
            "1380013",
            "138001380",
            "%",
            "1380013800_",
            "ZC",
            "ZC-00%",
            "example.cn",
            "%@example.cn",
            MARK,
            self.customer.name,
            str(self.customer.id),
            "+1 138 0013 8000",
        ):
            with self.subTest(text=text):
                self.assertEqual(self._find(text), [])

    def test_bad_input(self):
        """NF-I: a message, nothing logged."""
        before = self.env["crm.service.lookup"].search_count([])
        for text in ("", "   ", None, 7, "x" * 101, "\0", ["a"]):
            with self.subTest(text=text), self.assertRaises(UserError):
                self._find(text)
        self.assertEqual(self.env["crm.service.lookup"].search_count([]), before)
        self.assertEqual(self._find("ZC-999\0\ud800"), [])

    def test_the_answer_is_name_level_and_owner(self):
        [answer] = self._find("ZC-007")
        lookup_id = answer.pop("id")
        self.assertEqual(
            answer,
            {
                "name": self.customer.name,
                "level": self.customer.customer_level_id.name,
                "owner": "Bob",
            },
        )
        self.assertFalse(self._sees(self.eve, self.customer))
        lookup = self.env["crm.service.lookup"].browse(lookup_id)
        self.assertFalse(lookup.with_user(self.eve).has_access("read"))

    def test_who_asked_for_whom_and_when_is_kept(self):
        """Logged, found or not; nobody changes it."""
        [answer] = self._find("ZC-007")
        self._find("ZC-008")
        found, missed = self.env["crm.service.lookup"].search(
            [("user_id", "=", self.eve.id)], order="id"
        )
        self.assertEqual(found.id, answer["id"])
        self.assertEqual(found.partner_id, self.customer)
        self.assertEqual((found.text, missed.text), ("ZC-007", "ZC-008"))
        self.assertFalse(missed.partner_id)
        for call in (
            lambda: found.write({"text": "x"}),
            lambda: found.unlink(),
            lambda: found.copy(),
        ):
            with self.assertRaises(AccessError):
                call()
        for user, reads in ((self.chief, True), (self.boss, True), (self.bob, False)):
            self.assertEqual(found.with_user(user).has_access("read"), reads)

    def test_sixty_an_hour(self):
        """As in CU-5, misses included: numbers are not tried out."""
        for number in range(ANSWERS_PER_HOUR):
            self._find(f"ZC-1{number:03}")
        with self.assertRaisesRegex(UserError, "60 customers within the hour"):
            self._find("ZC-007")
        self.assertTrue(self._find("ZC-007", self.ned))
        self.env.cr.execute(
            "UPDATE crm_service_lookup SET date = date - interval '61 minutes'"
        )
        self.assertTrue(self._find("ZC-007"))

    def test_agents_alone(self):
        for user in (self.amy, self.boss):
            with self.assertRaises(AccessError):
                self._find("ZC-007", user)

    def test_a_number_of_everybody_is_no_answer(self):
        firms = self.env["res.partner"].create(
            [
                {"name": f"{MARK} {n}", "customer_state": "potential", "is_company": 1}
                for n in range(6)
            ]
        )
        firms[:2].phone = "010 6666 7777"
        self.env.flush_all()
        self.assertEqual(len(self._find("010-66667777")), 2)
        firms.phone = "010 6666 7777"
        self.env.flush_all()
        count = self.env["crm.service.lookup"].search_count([])
        with (
            self.enter_registry_test_mode(),
            self.assertRaisesRegex(UserError, "More than 5"),
        ):
            self._find("010-66667777")
        # It counts against the hour all the same.
        self.assertEqual(self.env["crm.service.lookup"].search_count([]), count + 1)

    def test_other_companies_are_not_asked(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.env["res.partner"].create(
            {
                "name": f"{MARK} far",
                "customer_state": "potential",
                "is_company": True,
                "customer_code": "FAR-1",
                "company_id": company.id,
            }
        )
        self.assertEqual(self._find("FAR-1"), [])

    def _open(self, answer, user=None, **values):
        lookup = self.env["crm.service.lookup"].browse(answer["id"])
        action = lookup.with_user(user or self.eve).action_open_ticket(values)
        return self.env["helpdesk.ticket"].browse(action["res_id"])

    def test_opening_a_ticket_opens_the_rest(self):
        """And the team sees it, in the caller's name."""
        [answer] = self._find("139 0013 9000")
        ticket = self._open(answer, name="Pump")
        self.assertEqual(ticket.partner_id, self.contact)
        self.assertEqual((ticket.name, ticket.user_id), ("Pump", self.eve))
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.lookup_id.id, answer["id"])
        self.assertTrue(self._sees(self.eve, self.customer))
        self.assertTrue(self._sees(self.eve, ticket))
        self.assertEqual(self._open(answer), ticket, "asked twice, opened once")

    def test_an_answer_is_its_askers_and_lasts_an_hour(self):
        [answer] = self._find("ZC-007")
        with self.assertRaises(AccessError):
            self._open(answer, self.ned)
        with self.assertRaises(AccessError):
            self._open(answer, self.amy)
        self.env.cr.execute(
            "UPDATE crm_service_lookup SET date = %s",
            [fields.Datetime.now() - timedelta(minutes=61)],
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self._open(answer)
        with self.assertRaises(AccessError):
            self._open({"id": 0})

    def test_bad_values_of_a_ticket(self):
        """NF-I: subject and description are texts, or left out."""
        for values in ("x", [1], {"name": {"a": 1}}, {"name": "\0", "team_id": [1]}):
            [answer] = self._find("ZC-007")
            lookup = self.env["crm.service.lookup"].browse(answer["id"])
            with self.subTest(values=values):
                try:
                    action = lookup.with_user(self.eve).action_open_ticket(values)
                except UserError:
                    continue
                ticket = self.env["helpdesk.ticket"].browse(action["res_id"])
                self.assertEqual(ticket.name, "Inquiry")
        [answer] = self._find("ZC-007")
        ticket = self._open(answer, name="a\0b\ud800", description="c\ud800")
        self.assertEqual(ticket.name, "ab?")

    def test_only_teams_of_ones_own(self):
        [answer] = self._find("ZC-007")
        with self.assertRaisesRegex(UserError, "no service team"):
            self._open(answer, team_id=self.other_team.id)
        self.team.user_ids -= self.eve
        with self.assertRaisesRegex(UserError, "no service team"):
            self._open(answer)

    def test_nothing_comes_from_the_context(self):
        """Security 34."""
        [answer] = self._find("ZC-007")
        lookup = self.env["crm.service.lookup"].browse(answer["id"])
        action = (
            lookup.with_user(self.eve)
            .with_context(default_partner_id=self.own.id, default_team_id=1)
            .action_open_ticket({"partner_id": self.own.id})
        )
        ticket = self.env["helpdesk.ticket"].browse(action["res_id"])
        self.assertEqual(ticket.partner_id, self.customer)

    def test_the_dialog(self):
        """Type a number, read who it is, open the ticket."""
        find = (
            self.env["crm.service.find"]
            .with_user(self.eve)
            .create({"text": "ZC-007", "subject": "Leaks"})
        )
        find.action_look_up()
        self.assertEqual(find.line_ids.mapped("name"), [self.customer.name])
        action = find.line_ids.action_open_ticket()
        ticket = self.env["helpdesk.ticket"].browse(action["res_id"])
        self.assertEqual(ticket.name, "Leaks")
        find.text = "ZC-999"
        find.action_look_up()
        self.assertFalse(find.line_ids)
        self.assertTrue(find.is_answered)

    def test_an_index_serves_the_question_for_an_address(self):
        """NF-P: an agent asks while the customer waits on the phone."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        domain = self.env["crm.service.lookup"]._get_domain("wang@example.cn")
        query = self.env["res.partner"].sudo()._search(domain)
        self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
        plan = "\n".join(row for (row,) in self.env.cr.fetchall())
        self.assertIn("res_partner_service_email_idx", plan)
