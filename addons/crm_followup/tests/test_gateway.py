from itertools import count

from odoo.tests import tagged

from .common import FollowupCase

SERIAL = count(1)
MAIL = """From: {sender}
To: {to}
Subject: {subject}
Message-Id: <{number}@mail.example>
Content-Type: text/plain; charset=utf-8

Please send an offer.
"""


@tagged("post_install", "-at_install")
class TestGateway(FollowupCase):
    """FU-2: where mails of customers land."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "office@pumps.example"
        cls.contact.email = "wang@pumps.example"
        domain = cls.env["mail.alias.domain"].create({"name": "ours.example"})
        cls.company.alias_domain_id = domain
        cls.partners = cls.env["res.partner"]

    def _receive(self, sender, to="catchall@ours.example", subject="Offer"):
        mail = MAIL.format(sender=sender, to=to, subject=subject, number=next(SERIAL))
        self.env["mail.thread"].with_company(self.company).message_process(None, mail)
        return self.env["mail.message"].search(
            [("subject", "=", subject), ("message_type", "=", "email")],
            order="id desc",
            limit=1,
        )

    def test_a_known_address(self):
        """FU-2: on its one open opportunity, else on the customer; its owner hears."""
        for sender in ("office@pumps.example", "Wang <WANG@pumps.example>"):
            message = self._receive(sender, subject=f"To {sender[:4]}")
            self.assertEqual(message.model, "res.partner", sender)
            self.assertEqual(message.res_id, self.customer.id)
            self.assertIn(self.amy.partner_id, message.notified_partner_ids)
        lead = self._create_opportunity(self.amy, self.customer)
        message = self._receive("wang@pumps.example", subject="Again")
        self.assertEqual((message.model, message.res_id), ("crm.lead", lead.id))
        self._create_opportunity(self.amy, self.customer)
        message = self._receive("wang@pumps.example", subject="Which")
        self.assertEqual(message.model, "res.partner")

    def test_it_is_no_follow_up(self):
        """FU-2: that a customer wrote is no contact of ours."""
        self._receive("wang@pumps.example")
        self.assertFalse(self.customer.followup_count)

    def test_an_unknown_sender_makes_nothing(self):
        """FU-2: neither a partner, nor a lead, nor a message."""
        before = self.partners.search_count([]), self.env["crm.lead"].search_count([])
        try:
            message = self._receive("nobody@nowhere.example", subject="Spam")
        except ValueError:  # core's word for it
            message = self.env["mail.message"]
        self.assertFalse(message)
        after = self.partners.search_count([]), self.env["crm.lead"].search_count([])
        self.assertEqual(after, before)

    def test_an_address_of_two_customers(self):
        """FU-2: nobody guesses which one."""
        self._create_customers(1, "held", self.ben, email="wang@pumps.example")
        self.assertFalse(self.partners._find_mail_customer("wang@pumps.example"))

    def test_replies_go_where_they_went(self):
        """FU-2: an answer lands on what it answers."""
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id}
        )
        asked = order.message_post(body="Our offer", message_type="comment")
        mail = MAIL.format(
            sender="wang@pumps.example",
            to="catchall@ours.example",
            subject="Re",
            number=next(SERIAL),
        ).replace("Subject:", f"In-Reply-To: {asked.message_id}\nSubject:")
        self.env["mail.thread"].with_company(self.company).message_process(None, mail)
        found = self.env["mail.message"].search([("subject", "=", "Re")], limit=1)
        self.assertEqual((found.model, found.res_id), ("sale.order", order.id))
