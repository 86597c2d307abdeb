from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestCustomerState(CustomerCommon):
    """CU-1, CU-12: who is a customer, in which state, and who changes that."""

    def test_state_is_chosen_on_entry_and_not_changed_by_hand(self):
        for state in ("potential", "active", "lost"):
            with self.subTest(state=state):
                customer = self._create_customer(customer_state=state)
                self.assertEqual(customer.customer_state, state)
        for context in ({}, {"crm_customer_state": True}, {"crm_customer_entry": True}):
            for user in (self.env.user, self.supervisor, self.admin):
                with self.subTest(context=context, user=user.login):
                    changed = customer.with_user(user).with_context(**context)
                    with self.assertRaisesRegex(UserError, "by itself"):
                        changed.write({"customer_state": "active"})
        customer.write({"customer_state": "lost", "mobile": "13800138000"})
        self.assertEqual(customer.mobile, "13800138000", "the same state is no change")

    def test_contacts_never_are_customers_themselves(self):
        customer = self._create_customer(
            child_ids=[Command.create({"name": "李雷"})]
        ).with_context(default_customer_state="potential", default_is_company=True)
        contact = self.env["res.partner"].create(
            {"name": "韩梅", "parent_id": customer.id, "customer_state": "active"}
        )
        contacts = customer.child_ids | contact
        self.assertEqual(len(contacts), 2)
        self.assertEqual(set(contacts.mapped("customer_state")), {False})
        self.assertEqual(contacts.customer_id, customer)
        self.assertEqual(contacts.company_id, self.env.company)

    def test_default_of_the_user_does_not_decide(self):
        self.env["ir.default"].set("res.partner", "customer_state", "active", True)
        customer = self._create_customer()
        contact = self._create_contact(customer)
        self.assertFalse(contact.customer_state)

    def test_subsidiary_is_its_own_customer(self):
        group = self._create_customer("恒信集团")
        firm = self._create_customer("恒信物流", parent_id=group.id)
        plain = self._create_contact(group, "恒信仓储", is_company=True)
        self.assertEqual(firm.customer_id, firm)
        self.assertFalse(plain.customer_id)

    def test_become_customer_takes_contacts_along(self):
        partner = self.env["res.partner"].create(
            {
                "name": "Plain",
                "is_company": True,
                "phone": "ask Bob",
                "child_ids": [Command.create({"name": "Kim"})],
            }
        )
        customers = partner.child_ids._become_customer({"customer_state": "active"})
        self.assertEqual(customers, partner)
        self.assertEqual(partner.customer_state, "active")
        self.assertTrue(partner.customer_since)
        self.assertEqual(partner.company_id, self.env.company)
        self.assertEqual(partner.child_ids.customer_id, partner)
        self.assertEqual(partner.child_ids.customer_code, f"{partner.customer_code}-01")
        partner._become_customer({"customer_state": "lost"})
        self.assertEqual(partner.customer_state, "active", "customers stay as they are")

    def test_make_customer_button(self):
        partner = self.env["res.partner"].create({"name": "Plain"})
        with self.assertRaises(AccessError):
            partner.with_user(self.executive).action_make_customer()
        partner.with_user(self.seller).action_make_customer()
        self.assertEqual(partner.customer_state, "potential")
        staff = self.clerk.partner_id
        with self.assertRaisesRegex(UserError, "is a user"):
            staff.with_user(self.supervisor).action_make_customer()

    def test_changes_are_kept_with_old_and_new_value(self):
        """CU-1: every change of these fields, who and when."""
        env = self.env(
            context={"tracking_disable": False, "mail_create_nolog": True},
            user=self.seller,
        )
        level_a = self.env.ref("crm_customer.dictionary_level_a")
        level_b = self.env.ref("crm_customer.dictionary_level_b")
        customer = self._create_customer(
            customer_level_id=level_a.id, user_id=self.seller.id
        ).with_env(env)
        self.flush_tracking()
        changes = {
            "customer_level_id": level_b.id,
            "mobile": "13800138000",
            "customer_needs": "Pumps",
            "registered_capital": 500.0,
            "credit_rating": "4",
            "birthday": "1990-01-02",
            "category_id": [
                Command.create({"name": "VIP guest"}),
            ],
        }
        customer.write(changes)
        self.flush_tracking()
        values = customer.message_ids.sudo().tracking_value_ids
        self.assertEqual(set(values.field_id.mapped("name")), set(changes))
        level = values.filtered(lambda v: v.field_id.name == "customer_level_id")
        self.assertEqual((level.old_value_char, level.new_value_char), ("A", "B"))
        self.assertEqual(values.mail_message_id.author_id, self.seller.partner_id)

    def test_all_our_fields_are_tracked(self):
        names = """customer_state customer_code customer_category_id customer_level_id
            customer_value_id customer_size_id region_id source_id industry_id
            category_id credit_rating satisfaction vat legal_representative
            registered_capital customer_needs customer_pains customer_preferences
            mobile fax qq wechat phone email name website function gender department
            native_place birthday decision_role""".split()
        tracked = self.env["res.partner"]._track_get_fields()
        self.assertFalse(set(names) - set(tracked))

    def test_portal_sees_none_of_our_fields(self):
        """People table: the customer in the portal sees none of our fields."""
        portal = self._create_user("portal", "base.group_portal")
        names = ["customer_state", "customer_code", "mobile", "customer_needs"]
        for name in names:
            with self.subTest(name=name), self.assertRaises(AccessError):
                portal.partner_id.with_user(portal).read([name])

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()
