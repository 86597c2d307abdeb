from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import CustomerCommon

START = datetime(2026, 1, 1, 8)


@tagged("post_install", "-at_install")
class TestTimeline(CustomerCommon):
    """CU-11: all that happened with a customer, newest first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("时间线有限公司")
        cls.contact = cls._create_contact(cls.customer)
        cls.other = cls._create_customer()

    @classmethod
    def _say(cls, record, body, day=0, **values):
        return cls.env["mail.message"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "message_type": "comment",
                "body": body,
                "date": START + timedelta(days=day),
                **values,
            }
        )

    def _invoice(self, partner, day, kind="out_invoice", post=True, **values):
        invoice = self.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": partner.id,
                "invoice_date": (START + timedelta(days=day)).date(),
                "invoice_line_ids": [
                    Command.create({"name": "x", "price_unit": 100, "tax_ids": []})
                ],
                **values,
            }
        )
        if post:
            invoice.action_post()
        return invoice

    def _read(self, customer=None, user=None, **arguments):
        customer = (customer or self.customer).with_user(user or self.supervisor)
        self.env.flush_all()
        self.env.invalidate_all()
        return customer.with_context(lang=None).get_timeline(**arguments)

    def _keys(self, **arguments):
        return [entry["key"] for entry in self._read(**arguments)["entries"]]

    def test_kinds_are_merged_newest_first(self):
        """CU-11: of the customer and its contacts, nobody else's."""
        order = self._create_order(self.contact, date_order=START + timedelta(days=2))
        first = self._say(self.customer, "first", 1)
        last = self._say(self.contact, "last", 5)
        invoice = self._invoice(self.customer, 4)
        self._say(self.other, "elsewhere", 3)
        self._create_order(self.other)
        kinds = ["message", "order", "invoice"]
        self.assertEqual(
            self._keys(kinds=kinds, user=self.env.user),
            [
                f"message-{last.id}",
                f"invoice-{invoice.id}",
                f"order-{order.id}",
                f"message-{first.id}",
            ],
        )

    def test_pages_miss_and_repeat_nothing(self):
        """CU-11: entries of one instant, of one kind and of several, across pages."""
        for index in range(7):
            self._say(self.customer, f"message {index}", day=index // 4)
            self._create_order(
                self.customer, date_order=START + timedelta(days=index // 4)
            )
        wanted = self._keys(kinds=["message", "order"], limit=100)
        self.assertEqual(len(wanted), 14)
        for limit in (1, 2, 3, 5, 14):
            found, before = [], None
            while before is not False:
                page = self._read(
                    kinds=["message", "order"], before=before, limit=limit
                )
                found += [entry["key"] for entry in page["entries"]]
                before = page["next"]
            with self.subTest(limit=limit):
                self.assertEqual(found, wanted)

    def test_a_kind_is_chosen(self):
        """CU-11: filter by kind."""
        order = self._create_order(self.customer)
        self._say(self.customer, "hello")
        self.assertEqual(self._keys(kinds=["order"]), [f"order-{order.id}"])
        self.assertNotIn(f"order-{order.id}", self._keys(kinds=["message"]))

    def test_what_nobody_wrote_is_no_message(self):
        """CU-11: changes of values stand in the list of changes."""
        said = self._say(self.customer, "hello")
        self._say(self.customer, "tracked", message_type="notification")
        self._say(self.customer, "")
        self.assertEqual(self._keys(kinds=["message"]), [f"message-{said.id}"])

    def test_done_activities(self):
        """CU-11, FU-2: what was done, with its feedback."""
        call = "mail.mail_activity_data_call"
        activity = self.customer.activity_schedule(call, user_id=self.env.uid)
        activity.action_feedback(feedback="will buy")
        [entry] = self._read(kinds=["activity"])["entries"]
        self.assertIn("will buy", entry["text"])

    def test_messages_on_opportunities(self):
        """CU-11, FU-2: mails land on the open opportunity."""
        lead = self.env["crm.lead"].create(
            {"name": "Pumps", "type": "opportunity", "partner_id": self.contact.id}
        )
        said = self._say(lead, "offer please")
        [entry] = self._read(kinds=["message"])["entries"]
        self.assertEqual(entry["key"], f"message-{said.id}")
        self.assertEqual((entry["model"], entry["res_id"]), ("crm.lead", lead.id))
        self.assertEqual(self._keys(kinds=["lead"]), [f"lead-{lead.id}"])
        lead.action_set_lost()
        [entry] = self._read(kinds=["lead"])["entries"]
        self.assertEqual(entry["state"], "Lost")

    def test_refunds_are_negative_and_drafts_are_none(self):
        """CU-11: money that goes back, in the currency of the document."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        self._invoice(self.customer, 1, currency_id=euro.id)
        self._invoice(self.customer, 2, "out_refund", currency_id=euro.id)
        self._invoice(self.customer, 3, post=False)
        self._invoice(self.customer, 4, "in_invoice")
        entries = self._read(kinds=["invoice"], user=self.env.user)["entries"]
        self.assertEqual([entry["amount"] for entry in entries], [-100, 100])
        self.assertEqual({entry["currency_id"] for entry in entries}, {euro.id})
        self.assertEqual(entries[0]["date"], "2026-01-03")

    def test_payments(self):
        """CU-11: what came in and what went back; it opens the invoice."""
        invoice = self._invoice(self.customer, 1)
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": 100,
                "date": "2026-01-05",
                "invoice_ids": [Command.link(invoice.id)],
            }
        )
        back = payment.copy({"payment_type": "outbound", "date": "2026-01-06"})
        self.assertFalse(self._keys(kinds=["payment"], user=self.env.user))
        (payment | back).action_post()
        entries = self._read(kinds=["payment"], user=self.env.user)["entries"]
        self.assertEqual([entry["amount"] for entry in entries], [-100, 100])
        self.assertEqual(entries[1]["res_id"], invoice.id)
        self.assertEqual(entries[1]["model"], "account.move")
        self.assertFalse(entries[0]["res_id"])

    def test_cancelled_orders_say_so(self):
        order = self._create_order(self.customer)
        order._action_cancel()
        [entry] = self._read(kinds=["order"])["entries"]
        self.assertEqual(entry["state"], "Cancelled")

    def test_a_contact_has_its_own(self):
        """CU-11: asked of a contact, what is that contact's."""
        mine = self._create_order(self.contact)
        self._create_order(self.customer)
        found = self._keys(customer=self.contact, kinds=["order"])
        self.assertEqual(found, [f"order-{mine.id}"])

    def test_the_archived_stay(self):
        """CU-11: a contact who has left said what he said."""
        said = self._say(self.contact, "goodbye")
        self.contact.active = False
        self.assertEqual(self._keys(kinds=["message"]), [f"message-{said.id}"])

    def test_kinds_that_one_may_not_read_are_left_out(self):
        """NF-S: no model without the right to it, and asking for it tells nothing."""
        order = self._create_order(self.customer)
        page = self._read(user=self.admin, kinds=["order", "message"])
        self.assertNotIn("order", [kind["kind"] for kind in page["kinds"]])
        self.assertNotIn(f"order-{order.id}", [e["key"] for e in page["entries"]])

    def test_records_of_other_companies_stay_there(self):
        """NF-S: the rule of the companies holds for each kind; whoever is no customer
        has a timeline too."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        partner = self.env["res.partner"].create({"name": "Of both", "ref": "x"})
        shared = self._create_order(partner)
        foreign = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "team_id": False,  # that of this company
                "user_id": False,
            }
        )
        found = self._keys(customer=partner, kinds=["order"])
        self.assertEqual(found, [f"order-{shared.id}"])
        self.supervisor.company_ids += company
        both = partner.with_user(self.supervisor).with_context(
            allowed_company_ids=(self.env.company | company).ids
        )
        found = {e["res_id"] for e in both.get_timeline(kinds=["order"])["entries"]}
        self.assertEqual(found, {shared.id, foreign.id})

    def test_the_portal_has_none(self):
        """People table: none of our fields, no internal note, in the portal."""
        portal = new_test_user(
            self.env, "t.portal", groups="base.group_portal", partner_id=self.contact.id
        )
        with self.assertRaises(AccessError):
            self._read(customer=self.contact, user=portal)

    def test_wrong_arguments_are_named(self):
        """NF-I: argument, value and what is expected."""
        for arguments in (
            {"limit": 0},
            {"limit": 101},
            {"limit": "many"},
            {"kinds": ["rumour"]},
            {"kinds": [["order"]]},
            {"kinds": 7},
            {"before": "x"},
            {"before": "2026-13-01|order|1"},
            {"before": "2026-01-01|order|x"},
            {"before": 5},
        ):
            [(name, _value)] = arguments.items()
            with self.subTest(**arguments):
                with self.assertRaisesRegex(UserError, name):
                    self._read(**arguments)

    def test_one_statement_finds_a_page(self):
        """NF-P: whatever the number of kinds; a page is not read record by record."""
        self._say(self.customer, "hello")
        for _index in range(3):
            self._create_order(self.customer)
        customer = self.customer.with_user(self.supervisor)
        customer.get_timeline()
        sources = customer._get_timeline_sources()
        self.env.flush_all()
        self.assertEqual(customer.customer_id, customer)
        with self.assertQueryCount(1):
            customer._find_timeline(sources, None, 20)
