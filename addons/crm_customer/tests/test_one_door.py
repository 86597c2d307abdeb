from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestOneDoor(TransactionCase):
    def _sees_contacts(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        return self.env.ref("contacts.menu_contacts").id in menus

    def test_account_managers_have_one_door(self):
        """Design 10: Contacts is hidden from account managers, by a switch."""
        seller = new_test_user(
            self.env, "door_seller", groups="sales_team.group_sale_salesman"
        )
        manager = new_test_user(
            self.env, "door_manager", groups="sales_team.group_sale_manager"
        )
        self.assertFalse(self._sees_contacts(seller))
        self.assertTrue(self._sees_contacts(manager))
        seller.company_id.hide_stock_customer_menus = False
        self.assertTrue(self._sees_contacts(seller))

    def test_customers_open_as_customers(self):
        """CU-11: from wherever one is named; who is none opens as in Odoo."""
        customer, vendor = self.env["res.partner"].create(
            [
                {"name": "Door Customer", "customer_state": "potential"},
                {"name": "Door Vendor"},
            ]
        )
        form = self.env.ref("crm_customer.res_partner_view_form_customer")
        self.assertEqual(customer.get_formview_action()["views"], [(form.id, "form")])
        self.assertEqual(vendor.get_formview_action()["views"], [(False, "form")])
