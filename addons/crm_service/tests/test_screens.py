from odoo.tests import Form, tagged

from .service_common import ServiceCase


@tagged("post_install", "-at_install")
class TestServiceScreens(ServiceCase):
    def _menus(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        return {menu["xmlid"] for menu in menus.values() if menu.get("xmlid")}

    def test_one_door(self):
        """Design 10: agents work in our app; the helpdesk's own is a switch away."""
        names = self._menus(self.eve)
        self.assertIn("crm_customer.menu_root", names)
        self.assertIn("crm_service.menu_tickets", names)
        self.assertIn("crm_service.menu_find", names)
        self.assertNotIn("crm_service.menu_lookups", names)
        self.assertNotIn("helpdesk_mgmt.helpdesk_ticket_main_menu", names)
        self.eve.company_id.hide_stock_customer_menus = False
        self.assertIn("helpdesk_mgmt.helpdesk_ticket_main_menu", self._menus(self.eve))
        self.assertIn(
            "helpdesk_mgmt.helpdesk_ticket_main_menu", self._menus(self.chief)
        )

    def test_account_managers_find_tickets(self):
        names = self._menus(self.amy)
        self.assertIn("crm_service.menu_tickets", names)
        self.assertNotIn("crm_service.menu_find", names)

    def test_forms_open(self):
        """Every field is read, as the web client does, the customer hidden or not."""
        visible = self._create_ticket(self.own)
        hidden = self._create_ticket(self.customer, user_id=self.amy.id)
        self.team.user_ids += self.amy
        hidden.user_id = self.amy
        for user, ticket in (
            (self.eve, visible),
            (self.amy, visible),
            (self.amy, hidden),
            (self.chief, hidden),
        ):
            with (
                self.subTest(user=user.name),
                Form(
                    ticket.with_user(user), view="helpdesk_mgmt.ticket_view_form"
                ) as form,
            ):
                self.assertTrue(form.partner_id)
        view = "crm_customer.res_partner_view_form_customer"
        with Form(self.own.with_user(self.eve), view=view) as form:
            self.assertEqual(form.customer_ticket_count, 1)
            self.assertEqual(form.customer_open_ticket_count, 1)

    def test_suggested_recipients(self):
        """Opening a ticket whose customer is hidden shows no error."""
        ticket = self._create_ticket(self.customer, user_id=self.amy.id)
        self.team.user_ids += self.amy
        ticket.user_id = self.amy
        ticket.message_subscribe(self.customer.ids)
        records = ticket.with_user(self.amy)
        self.assertNotIn(self.customer, records.message_partner_ids)
        found = records._message_get_suggested_recipients(reply_discussion=True)
        self.assertNotIn(self.customer.id, [line["partner_id"] for line in found])
