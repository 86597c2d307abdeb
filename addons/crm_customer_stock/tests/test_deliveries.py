from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.crm_customer.tests.common import CustomerCommon


@tagged("post_install", "-at_install")
class TestDeliveries(CustomerCommon):
    """CU-11: deliveries on the customer, in its timeline and in its history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer(user_id=cls.seller.id)
        cls.address = cls._create_contact(cls.customer, type="delivery")
        cls.pump = cls.env["product.product"].create(
            {"name": "Pump", "type": "consu", "invoice_policy": "order"}
        )
        cls.order = cls._sell(cls.customer, partner_shipping_id=cls.address.id)
        cls.picking = cls.order.picking_ids

    @classmethod
    def _sell(cls, partner, **values):
        line = Command.create({"product_id": cls.pump.id, "product_uom_qty": 2})
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "user_id": cls.seller.id,
                "order_line": [line],
                **values,
            }
        )
        order.action_confirm()
        return order

    def _deliver(self):
        self.picking.move_ids.quantity = 2
        self.picking.move_ids.picked = True
        self.picking.button_validate()
        self.env.flush_all()

    def _kinds(self, user):
        page = self.customer.with_user(user).get_timeline(kinds=["delivery"])
        return [entry["key"] for entry in page["entries"]]

    def test_a_delivery_is_in_the_timeline_once_done(self):
        """CU-11: to the address of a contact as well."""
        self.assertFalse(self._kinds(self.seller))
        self._deliver()
        self.assertEqual(self._kinds(self.seller), [f"delivery-{self.picking.id}"])
        self.assertEqual(self._kinds(self.executive), [f"delivery-{self.picking.id}"])

    def test_a_delivered_order_is_history(self):
        """CU-11: delivered in full; what came back is not delivered."""
        self.assertFalse(self.order.fulfilment)
        self._deliver()
        self.assertEqual(self.order.fulfilment, "delivered")
        wizard = self.env["stock.return.picking"].with_context(
            active_id=self.picking.id, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.write({"quantity": 2, "to_refund": True})
        action = wizard.action_create_returns()
        returned = self.env["stock.picking"].browse(action["res_id"])
        returned.move_ids.picked = True
        returned.button_validate()
        self.env.flush_all()
        self.assertFalse(self.order.fulfilment)
        self.assertIn(f"delivery-{returned.id}", self._kinds(self.seller))

    def test_numbers_agree_with_what_they_open(self):
        """CU-11: in one statement for many customers."""
        self._sell(self._create_customer())
        customer = self.customer.with_user(self.seller)
        self.env.flush_all()
        self.assertEqual(customer.customer_delivery_count, 1)
        action = customer.action_open_customer_deliveries()
        found = self.env["stock.picking"].with_user(self.seller)
        self.assertEqual(found.search(action["domain"]), self.picking)
        file = self.env["ir.attachment"].create(
            {
                "name": "note.pdf",
                "raw": b"x",
                "res_model": "stock.picking",
                "res_id": self.picking.id,
            }
        )
        self.assertEqual(file.with_user(self.seller).customer_id, self.customer)

    def test_form(self):
        view = "crm_customer.res_partner_view_form_customer"
        Form(self.customer.with_user(self.seller), view=view)
