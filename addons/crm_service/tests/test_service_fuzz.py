from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_privacy.tests.test_fuzz import TestFuzz

from .service_common import ServiceCase, ServiceMixin


class ServiceFuzz(ServiceMixin, TestFuzz):
    LEAST_CALLED = 50

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_service_people()
        ticket = cls._create_ticket(cls.customer, team_id=cls.other_team.id)
        cls.env["crm.service.lookup"].with_user(cls.ned).action_find(cls.customer.email)
        lookup = cls.env["crm.service.lookup"].search([], order="id desc", limit=1)
        cls.targets = {
            "res.partner": cls.customer,
            "helpdesk.ticket": ticket,
            "crm.service.lookup": lookup,
        }
        cls.env.flush_all()
        cls.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestAgentFuzz(ServiceFuzz):
    """Gate (b): public methods of a ticket and its customer, called by an agent of
    another team."""

    allow_inherited_tests_method = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.amy = cls.eve


@tagged("post_install", "-at_install")
class TestSalesFuzz(ServiceFuzz):
    """The same by an account manager whose customer it is not."""

    allow_inherited_tests_method = True


@tagged("post_install", "-at_install")
class TestTicketAssignment(ServiceCase):
    """Gate (c): a ticket for a hidden customer by every way in which values arrive."""

    def test_matrix(self):
        """Security 15, 12, 34: and nothing that decides who sees the customer."""
        for user in (self.eve, self.amy):
            tickets = self.env["helpdesk.ticket"].with_user(user)
            tickets = tickets.with_context(lang=None)
            own = tickets.create({"name": "x", "description": "x"})
            hidden = {"partner_id": self.customer.id}
            plain = {"name": "x", "description": "x"}
            new = {**plain, **hidden}
            default = tickets.with_context(default_partner_id=self.customer.id)
            foreign = self._create_ticket(self.customer, team_id=self.other_team.id)
            lookups = self.env["crm.service.lookup"].with_user(user)
            ways = {
                "create": lambda t=tickets, v=new: t.create(v),
                "write": lambda t=own, v=hidden: t.write(v),
                "web_save": lambda t=own, v=hidden: t.web_save(v, {}),
                "onchange": lambda t=tickets, v=hidden: t.onchange(
                    v, ["partner_id"], {"partner_name": {}, "partner_email": {}}
                ),
                "load": lambda t=tickets: t.load(
                    ["name", "description", "partner_id/.id"],
                    [["x", "x", str(self.customer.id)]],
                ),
                "default": lambda t=default: t.create(
                    {"name": "x", "description": "x"}
                ),
                "copy": lambda t=own, v=hidden: t.copy(v),
                "duplicate": lambda t=own, f=foreign: t.write({"duplicate_id": f.id}),
                "closed": lambda t=own: t.write({"closed_date": "2030-01-01"}),
                "lookup": lambda t=own: t.write({"lookup_id": 1}),
                "log": lambda m=lookups: m.create(
                    {"partner_id": self.customer.id, "user_id": m.env.uid}
                ),
            }
            for name, way in ways.items():
                with self.subTest(user=user.name, way=name):
                    self._try(way)

    def _try(self, way):
        domain = [("partner_id", "=", self.customer.id)]
        count = self.env["helpdesk.ticket"].search_count(domain)
        with self.env.cr.savepoint() as point:
            try:
                answer = way()
                self.env.flush_all()
                self.assertNoMark(answer)
                names = getattr(answer, "_name", None) and answer.sudo().partner_id
                self.assertFalse(names)
            except UserError as refusal:
                self.assertNoMark(refusal)
            self.env.flush_all()
            self.assertEqual(self.env["helpdesk.ticket"].search_count(domain), count)
            point.rollback()
        self.env.invalidate_all()

    def test_a_ticket_shows_by_title_only_to_who_reads_it(self):
        """A link to a ticket that one cannot read is refused."""
        own = self._create_ticket(self.own, name="Own")
        foreign = self._create_ticket(self.customer, team_id=self.other_team.id)
        with self.assertRaisesRegex(UserError, "ticket that you cannot see"):
            own.with_user(self.eve).duplicate_id = foreign

    def test_system_fields_are_refused(self):
        own = self._create_ticket(self.own, name="Own")
        with self.assertRaisesRegex(UserError, "set by the system"):
            own.with_user(self.eve).closed_date = "2030-01-01"
