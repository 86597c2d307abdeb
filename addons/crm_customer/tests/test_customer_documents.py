from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import CustomerCommon

COUNTS = (
    "customer_contact_count",
    "customer_lead_count",
    "customer_order_count",
    "customer_history_count",
    "customer_invoice_count",
    "customer_activity_count",
    "customer_file_count",
    "customer_change_count",
)


@tagged("post_install", "-at_install")
class TestCustomerDocuments(CustomerCommon):
    """CU-11: one click from the customer to all that hangs on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("全景有限公司")
        cls.contact = cls._create_contact(cls.customer)
        cls.order = cls._create_order(cls.contact)
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Pumps", "type": "opportunity", "partner_id": cls.customer.id}
        )

    def _attach(self, record, name="offer.txt"):
        return self.env["ir.attachment"].create(
            {"name": name, "raw": b"x", "res_model": record._name, "res_id": record.id}
        )

    def _count(self, name, user=None, customer=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (customer or self.customer).with_user(user or self.supervisor)[name]

    def test_numbers_agree_with_what_they_open(self):
        """CU-11: the button opens as many as it says."""
        for record in (self.customer, self.contact, self.order, self.lead):
            self._attach(record)
            record.activity_schedule("mail.mail_activity_data_call")
        self._attach(self._create_customer())
        wanted = {
            "contact": 1,
            "lead": 1,
            "order": 1,
            "file": 4,
            "activity": 4,
        }
        for name, number in wanted.items():
            with self.subTest(name=name):
                self.assertEqual(self._count(f"customer_{name}_count"), number)
                customer = self.customer.with_user(self.supervisor)
                action = getattr(
                    customer,
                    f"action_open_customer_{name}s"
                    if name != "activity"
                    else "action_open_customer_activities",
                )()
                found = self.env[action["res_model"]].with_user(self.supervisor)
                found = found.with_context(active_test=False)
                self.assertEqual(found.search_count(action["domain"]), number)

    def test_changes(self):
        """CU-1, CU-11: before and after, by whom, when."""
        customer = self._create_customer("变更有限公司").with_context(
            tracking_disable=False, mail_notrack=False
        )
        self.env.flush_all()
        self.cr.flush()  # what is new is not tracked in its transaction
        customer.with_user(self.supervisor).write({"fax": "0755-12345678"})
        self.env.flush_all()
        self.cr.precommit.run()
        changes = self.env["crm.customer.change"].with_user(self.supervisor)
        change = changes.search([("customer_id", "=", customer.id)]).filtered(
            lambda change: change.field_id.name == "fax"
        )
        self.assertTrue(change)
        self.assertIn("12345678", change.new_value)
        self.assertFalse(change.old_value)
        self.assertEqual(change.author_id, self.supervisor.partner_id)
        self.assertGreaterEqual(
            self._count("customer_change_count", customer=customer), 1
        )

    def test_files_say_whose_they_are(self):
        """CU-11: in one list, each with its document."""
        file = self._attach(self.order)
        self.assertEqual(file.with_user(self.supervisor).customer_id, self.customer)
        stray = self.env["ir.attachment"].create({"name": "x", "raw": b"x"})
        self.assertFalse(stray.customer_id)
        found = self.env["ir.attachment"].with_user(self.supervisor)
        self.assertEqual(found.search([("customer_id", "=", self.customer.id)]), file)
        self.assertFalse(found.search([("customer_id", "=", False)], limit=1))

    def test_who_may_not_read_a_model_counts_none(self):
        """NF-S: a customer administrator reads no orders and invoices."""
        self._attach(self.order)
        for name in ("order", "history", "invoice", "file"):
            with self.subTest(name=name):
                self.assertEqual(self._count(f"customer_{name}_count", self.admin), 0)

    def test_a_list_costs_one_statement_a_number(self):
        """CU-11, NF-P: for one customer or eighty."""
        customers = self.customer
        for _index in range(9):
            customers |= self._create_customer()
        self.env.flush_all()
        for name in COUNTS:
            customers.with_user(self.supervisor).mapped(name)
            self.env.invalidate_all()
            several = customers.with_user(self.supervisor)
            several.fetch(["customer_id"])
            with self.subTest(name=name), self.assertQueryCount(1):
                several.mapped(name)

    def test_form_opens_and_a_new_one_counts_nothing(self):
        """CU-11: with and without a record."""
        view = "crm_customer.res_partner_view_form_customer"
        for user in (self.seller, self.supervisor):
            with self.subTest(user=user.login):
                customer = self._create_customer(user_id=user.id)
                Form(customer.with_user(user), view=view)
        partners = self.env["res.partner"].with_user(self.supervisor)
        form = Form(
            partners.with_context(default_customer_state="potential"), view=view
        )
        self.assertFalse(form.customer_order_count)


@tagged("post_install", "-at_install")
class TestHistoricalOrders(CustomerCommon):
    """CU-11 历史订单: delivered or paid ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer()
        cls.pump, cls.service = cls.env["product.product"].create(
            [
                {"name": "Pump", "type": "consu", "invoice_policy": "order"},
                {"name": "Repair", "type": "service", "invoice_policy": "order"},
            ]
        )

    def _order(self, *products, confirm=True):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 2,
                            "price_unit": 50,
                            "tax_ids": [],
                        }
                    )
                    for product in products
                ],
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def _invoice(self, order):
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def _pay(self, invoice):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({})._create_payments()

    def test_neither_delivered_nor_paid(self):
        """CU-11: quotations and running orders are no history."""
        self.assertFalse(self._order(self.pump, confirm=False).fulfilment)
        self.assertFalse(self._order(self.pump).fulfilment)
        self.assertFalse(self._order().fulfilment)

    def test_delivered_in_full(self):
        """CU-11: goods decide; services where there are none."""
        goods = self._order(self.pump, self.service)
        line = goods.order_line.filtered(lambda line: line.product_id == self.pump)
        line.qty_delivered = 1
        self.assertFalse(goods.fulfilment)
        line.qty_delivered = 2
        self.assertEqual(goods.fulfilment, "delivered")
        service = self._order(self.service)
        service.order_line.qty_delivered = 2
        self.assertEqual(service.fulfilment, "delivered")

    def test_paid_in_full(self):
        """CU-11: invoiced is not paid."""
        order = self._order(self.pump)
        invoice = self._invoice(order)
        self.assertFalse(order.fulfilment)
        self._pay(invoice)
        self.assertEqual(order.fulfilment, "paid")
        order.order_line.qty_delivered = 2
        self.assertEqual(order.fulfilment, "done")

    def test_refunded_is_not_paid(self):
        """CU-11: what was given back in full was not paid."""
        order = self._order(self.pump)
        invoice = self._invoice(order)
        self._pay(invoice)
        invoice._reverse_moves(cancel=True)
        self.assertNotEqual(order.fulfilment, "paid")

    def test_cancelled_is_no_history(self):
        """CU-11: nor is a delivery that came back."""
        order = self._order(self.pump)
        order.order_line.qty_delivered = 2
        order.order_line.qty_delivered = 0
        self.assertFalse(order.fulfilment)
        order.order_line.qty_delivered = 2
        order._action_cancel()
        self.assertFalse(order.fulfilment)

    def test_newest_first(self):
        """CU-11: the list of one customer, and the menu."""
        days = ("2026-01-03", "2026-01-05", "2026-01-04")
        orders = self.env["sale.order"]
        for day in days:
            order = self._order(self.pump)
            order.date_order = day
            order.order_line.qty_delivered = 2
            orders |= order
        action = self.customer.with_user(self.supervisor).action_open_customer_history()
        view = self.env.ref("crm_customer.sale_order_view_list_history")
        self.assertIn(view.id, [view_id for view_id, _type in action["views"]])
        found = orders.search(action["domain"], order="date_order desc, id desc")
        self.assertEqual(found, orders[1] | orders[2] | orders[0])
        self.assertEqual(self.customer.customer_history_count, 3)
