from odoo.tests import tagged

from odoo.addons.crm_privacy.tests.guard_common import MARK
from odoo.addons.crm_privacy.tests.test_sweep import TestSweep

from .service_common import ServiceMixin


class ServiceSweep(ServiceMixin, TestSweep):
    """The hidden customer has tickets too, of a team that is not the reader's."""

    @classmethod
    def _plant(cls):
        result = super()._plant()
        cls._create_service_people()
        for values in ({"user_id": cls.ned.id}, {"partner_id": cls.contact.id}):
            ticket = cls._create_ticket(
                cls.customer, **{"team_id": cls.other_team.id, **values}
            )
            ticket.message_post(body=MARK, partner_ids=cls.contact.ids)
            ticket.message_subscribe(cls.contact.ids)
            ticket.activity_schedule(
                "mail.mail_activity_data_todo", note=MARK, user_id=cls.ned.id
            )
            cls.env["ir.attachment"].create(
                {
                    "name": f"{MARK}.txt",
                    "raw": MARK,
                    "res_model": ticket._name,
                    "res_id": ticket.id,
                }
            )
        cls.env["crm.service.lookup"].with_user(cls.ned).action_find(cls.customer.email)
        cls._create_ticket(cls.own, name="Own", description="Own")
        return result


@tagged("post_install", "-at_install")
class TestAgentSweep(ServiceSweep):
    """NF-S, gate (a) for the service agent of the people table."""

    allow_inherited_tests_method = True
    EXPORTED = ("res.partner", "helpdesk.ticket", "mail.followers")

    @classmethod
    def _plant(cls):
        result = super()._plant()
        cls.amy = cls.eve
        return result

    def test_a_salesman_reads_these_models(self):
        """The sweep goes over what matters to an agent."""
        names = {model._name for model in self._readable_models()}
        self.assertLessEqual({"res.partner", "helpdesk.ticket", "mail.message"}, names)
        self.assertGreater(len(names), 50)


@tagged("post_install", "-at_install")
class TestSalesSweep(ServiceSweep):
    """The same for the account manager, of what tickets and their mails add."""

    allow_inherited_tests_method = True
    EXPORTED = ("res.partner", "helpdesk.ticket", "mail.followers")

    def _readable_models(self):
        for model in super()._readable_models():
            if model._name.startswith(("helpdesk.", "crm.service", "mail.", "ir.att")):
                yield model

    def test_a_salesman_reads_these_models(self):
        """The sweep goes over tickets and what hangs on them."""
        names = {model._name for model in self._readable_models()}
        self.assertLessEqual(
            {"helpdesk.ticket", "helpdesk.ticket.team", "mail.message"}, names
        )
