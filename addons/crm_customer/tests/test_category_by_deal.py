from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestCategoryByDeal(CustomerCommon):
    """CU-12 合同添加后修改客户分类."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.potential = cls.env.ref("crm_customer.dictionary_category_potential")
        cls.closed = cls.env.ref("crm_customer.dictionary_category_closed")
        cls.key = cls.env.ref("crm_customer.dictionary_category_key")

    def _assert_customer(self, customer, state, category):
        self.assertRecordValues(
            customer,
            [{"customer_state": state, "customer_category_id": category.id}],
        )

    def test_first_order_moves_state_and_category(self):
        customer = self._create_customer(customer_category_id=self.potential.id)
        contact = self._create_contact(customer)
        first, second = self._create_order(contact), self._create_order(customer)
        first.action_confirm()
        self._assert_customer(customer, "active", self.closed)
        second.action_confirm()
        first._action_cancel()
        self._assert_customer(customer, "active", self.closed)
        second._action_cancel()
        self._assert_customer(customer, "potential", self.potential)

    def test_only_mapped_categories_move(self):
        customer = self._create_customer(customer_category_id=self.key.id)
        order = self._create_order(customer)
        order.action_confirm()
        self._assert_customer(customer, "active", self.key)
        order._action_cancel()
        self._assert_customer(customer, "potential", self.key)

    def test_category_chosen_after_the_deal_stays(self):
        customer = self._create_customer(customer_category_id=self.potential.id)
        order = self._create_order(customer)
        order.action_confirm()
        customer.customer_category_id = self.key
        order._action_cancel()
        self._assert_customer(customer, "potential", self.key)

    def test_line_of_the_company_goes_before_that_of_all(self):
        self.env["crm.category.move"].create(
            {
                "company_id": self.env.company.id,
                "from_category_id": self.potential.id,
                "to_category_id": self.key.id,
            }
        )
        customer = self._create_customer(customer_category_id=self.potential.id)
        self._create_order(customer).action_confirm()
        self._assert_customer(customer, "active", self.key)

    def test_first_order_makes_a_customer_of_a_plain_partner(self):
        partner = self.env["res.partner"].create({"name": "Buyer"})
        order = self._create_order(partner, user_id=self.seller.id)
        self.assertFalse(partner.customer_state, "a quotation does not")
        order.with_user(self.seller).action_confirm()
        self.assertEqual(partner.customer_state, "active")
        self.assertTrue(partner.customer_code)

    def test_order_of_a_colleague_makes_no_customer(self):
        order = self._create_order(self.clerk.partner_id)
        order.action_confirm()
        self.assertFalse(self.clerk.partner_id.customer_state)

    def test_lost_customer_is_left_to_churn(self):
        customer = self._create_customer(customer_state="lost")
        self._create_order(customer).action_confirm()
        self.assertEqual(customer.customer_state, "lost")
