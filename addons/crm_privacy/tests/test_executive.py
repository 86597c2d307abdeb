from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .mask_common import PHONE, MaskCase

CHANGES = {
    "crm.lead": {"name": "x"},
    "sale.order": {"client_order_ref": "x"},
    "sale.order.line": {"name": "x"},
    "account.move": {"ref": "x"},
    "account.payment": {"memo": "x"},
}


@tagged("post_install", "-at_install")
class TestExecutive(MaskCase):
    """People table: executives see everything, read only, contact data masked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        product = cls.env["product.product"].create({"name": "Pump"})
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.contact.id,
                "user_id": cls.owner.id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
        )
        cls.call = cls.lead.message_post(body="x", subtype_xmlid="mail.mt_activities")
        cls.call.mail_activity_type_id = cls.env.ref("mail.mail_activity_data_call")
        cls.unknown = cls.env["crm.lead"].create(
            {
                "name": "Nobody's Zq",
                "type": "lead",
                "phone": PHONE,
                "user_id": cls.owner.id,
            }
        )
        invoices = cls.env["account.move"].create(
            [
                {
                    "move_type": kind,
                    "partner_id": cls.held.id,
                    "invoice_date": "2026-01-01",
                    "invoice_line_ids": [(0, 0, {"name": "x", "price_unit": 1})],
                }
                for kind in ("out_invoice", "in_invoice")
            ]
        )
        cls.invoice, cls.bill = invoices
        cls.payment, cls.outlay = cls._create_payments()
        cls.env.flush_all()
        cls.documents = {
            "crm.lead": [("id", "=", cls.lead.id)],
            "crm.activity.report": [("lead_id", "=", cls.lead.id)],
            "sale.order": [("id", "=", cls.order.id)],
            "sale.order.line": [("order_id", "=", cls.order.id)],
            "account.move": [("id", "=", cls.invoice.id)],
            "account.move.line": [("move_id", "=", cls.invoice.id)],
            "account.invoice.report": [("move_id", "=", cls.invoice.id)],
            "account.payment": [("id", "=", cls.payment.id)],
            "sale.report": [("order_reference", "=", f"sale.order,{cls.order.id}")],
        }

    @classmethod
    def _create_payments(cls):
        """Return what the customer paid, and what a vendor was paid."""
        return cls.env["account.payment"].create(
            [
                {
                    "payment_type": kind,
                    "partner_type": partner_type,
                    "partner_id": partner.id,
                    "amount": 1,
                }
                for kind, partner_type, partner in (
                    ("inbound", "customer", cls.held),
                    ("outbound", "supplier", cls.vendor),
                )
            ]
        )

    def _executives(self):
        seller = self.seller
        seller.group_ids -= self.env.ref("sales_team.group_sale_salesman_all_leads")
        seller.group_ids += self.env.ref("sales_team.group_sale_salesman")
        return self.executive | seller

    def test_reads_the_documents_of_others(self):
        """NF-S: with or without a salesperson's rules beside; nobody else does."""
        for user in self._executives() | self.colleague:
            for model, domain in self.documents.items():
                with self.subTest(user=user.login, model=model):
                    records = self.as_executive(self.env[model], user)
                    found = records.has_access("read") and records.search(domain)
                    self.assertEqual(bool(found), user != self.colleague)

    def test_reads_no_vendor_bills(self):
        """People table: customers and what hangs on them, not the books."""
        for user in self._executives():
            bills = self.as_executive(self.env["account.move"], user)
            self.assertFalse(bills.search([("id", "=", self.bill.id)]))
            payments = self.as_executive(self.outlay, user)
            self.assertFalse(payments.search([("id", "=", self.outlay.id)]))

    def test_who_sells_reads_what_customers_paid(self):
        """People table, FU-10: those of the customers that one sees, vendors none."""
        for user, seen in ((self.owner, True), (self.colleague, False)):
            payments = self.as_executive(self.payment | self.outlay, user)
            with self.subTest(user=user.login):
                found = payments.search([("id", "in", payments.ids)])
                self.assertEqual(found.ids, self.payment.ids if seen else [])
                with self.assertRaises(AccessError):
                    payments[0].write({"memo": "x"})

    def test_changes_nothing(self):
        for user in self._executives():
            for model, values in CHANGES.items():
                record = self.env[model].search(self.documents[model])
                record = self.as_executive(record, user)
                with self.subTest(user=user.login, model=model):
                    with self.assertRaises(AccessError):
                        record.write(values)
                    with self.assertRaises(AccessError):
                        record.unlink()
        for model in CHANGES:
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.as_executive(self.env[model]).check_access("create")

    def test_forms_open(self):
        """NF-S: a document opens without a dialog."""
        for record in (self.lead, self.order, self.invoice):
            with self.subTest(model=record._name):
                Form(self.as_executive(record))

    def test_menus_lead_to_the_documents(self):
        """People table, design 10: opportunities and orders have an entry each."""
        menus = self.as_executive(self.env["ir.ui.menu"]).load_menus(False)
        for name in ("opportunities", "opportunity_list", "orders"):
            with self.subTest(name=name):
                self.assertIn(self.env.ref(f"crm_customer.menu_{name}").id, menus)

    def test_a_lead_without_customer_is_masked(self):
        """CU-9: whoever is no customer yet has a phone number too."""
        for user in self._executives():
            leads = self.as_executive(self.env["crm.lead"], user)
            lead = leads.browse(self.unknown.id)
            with self.subTest(user=user.login):
                self.assertMasked(lead.read(["phone", "phone_sanitized"]))
                for field in ("phone", "phone_mobile_search"):
                    self.assertFalse(leads.search([(field, "=", PHONE)]))
                with self.assertRaises(AccessError):
                    leads.formatted_read_group([], ["phone"])

    def test_own_and_led_leads_are_whole(self):
        """People table: who works on a lead reads its number."""
        self.executive.group_ids += self.env.ref("sales_team.group_sale_salesman")
        self.unknown.user_id = self.executive
        for user in (self.executive, self.owner, self.supervisor):
            if user == self.owner:
                self.unknown.user_id = user
            with self.subTest(user=user.login):
                lead = self.as_executive(self.unknown, user)
                self.assertEqual(lead.phone, PHONE)
                found = lead.search([("phone", "=", PHONE)])
                self.assertIn(lead, found)
