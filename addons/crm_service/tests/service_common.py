from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.crm_privacy.tests.guard_common import MARK, GuardCase

AGENT = "helpdesk_mgmt.group_helpdesk_user_team"
PERSONAL = "helpdesk_mgmt.group_helpdesk_user_own"


class ServiceMixin:
    """Besides the people of the guard: agents Eve and Pia of one service team, Ned
    of another; Bob's customer has no ticket of theirs unless a test opens one."""

    @classmethod
    def _create_service_people(cls):
        cls.eve = new_test_user(cls.env, "service_eve", name="Eve", groups=AGENT)
        cls.pia = new_test_user(cls.env, "service_pia", name="Pia", groups=PERSONAL)
        cls.ned = new_test_user(cls.env, "service_ned", name="Ned", groups=AGENT)
        cls.chief = new_test_user(
            cls.env,
            "service_chief",
            name="Chief",
            groups="helpdesk_mgmt.group_helpdesk_manager",
        )
        cls.team = cls._create_team("First", cls.eve | cls.pia)
        cls.other_team = cls._create_team("Second", cls.ned)
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.done.mail_template_id = False

    @classmethod
    def _create_team(cls, name, users):
        return cls.env["helpdesk.ticket.team"].create(
            {"name": name, "user_ids": [(6, 0, users.ids)]}
        )

    @classmethod
    def _create_ticket(cls, partner, **values):
        ticket = cls.env["helpdesk.ticket"].create(
            {
                "name": f"{MARK} pump broken",
                "description": MARK,
                "partner_id": partner.id,
                "partner_name": partner.name,
                "partner_email": partner.email,
                "team_id": cls.team.id,
                "user_id": False,
                **values,
            }
        )
        cls.env.flush_all()
        return ticket

    def _close(self, ticket, days_ago=0):
        ticket.stage_id = self.done
        ticket.closed_date = fields.Datetime.now() - timedelta(days=days_ago)

    def _sees(self, user, record):
        records = record.with_user(user).with_context(lang=None, active_test=False)
        found = records.search([("id", "=", record.id)])
        self.assertEqual(bool(found), records.has_access("read"), record._name)
        return bool(found)


class ServiceCase(ServiceMixin, GuardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_service_people()
