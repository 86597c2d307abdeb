from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import CustomerCommon, make_credit_code


@tagged("post_install", "-at_install")
class TestEntryRules(CustomerCommon):
    """CU-4 Entry rules 录入策略; NF-I: field, value and remedy, nothing half-saved."""

    def test_shipped_rules(self):
        """CU-4: exactly what is shipped on, everything else named and off."""
        data = self.env["ir.model.data"].search(
            [("model", "=", "crm.entry.rule"), ("module", "=", "crm_customer")]
        )
        rules = self.env["crm.entry.rule"].browse(data.mapped("res_id"))
        on = {
            (rule.field_name, rule.required, rule.duplicates, rule.format)
            for rule in rules
            if rule.required or rule.format or rule.duplicates != "allow"
        }
        self.assertEqual(
            on,
            {
                ("name", True, "warn", False),
                ("vat", False, "forbid", "credit_code"),
                ("mobile", False, "allow", "mobile"),
                ("phone", False, "allow", "phone"),
                ("email", False, "allow", "email"),
                ("zip", False, "allow", "postcode"),
                ("website", False, "allow", "url"),
            },
        )
        self.assertEqual(len(rules), 19, "every field that the users named has a row")

    def test_bad_values_are_refused_with_field_value_and_remedy(self):
        cases = [
            ("name", "   ", "Name is empty"),
            ("vat", "91110000600037341K", "check digit"),
            ("mobile", "138-ABCD-8000", "13800138000"),
            ("mobile", "1380013", "13800138000"),
            ("phone", "010-88889999/13800138000", "one phone number"),
            ("email", "a@@b.cn", "wang@example.cn"),
            ("zip", "51800", "518000"),
            ("website", "not a url", "www.example.cn"),
            ("name", "a\0b", "broken characters"),
            ("name", "\ud800", "broken characters"),
            ("name", "长" * 1_000_000, "at most 255"),
            ("registered_capital", float("nan"), "1200.50"),
            ("registered_capital", float("inf"), "1200.50"),
            ("registered_capital", "many", "1200.50"),
            ("registered_capital", 10**16, "smaller number"),
            ("satisfaction", "x", "1200.50"),
            ("birthday", "2026-02-30", "2026-02-28"),
            ("gender", "robot", "one of the choices"),
            ("customer_state", "asleep", "one of the choices"),
            ("customer_level_id", 2**40, "entry of the list"),
        ]
        for field, value, remedy in cases:
            with self.subTest(field=field, value=str(value)[:30]):
                before = self.env["res.partner"].search_count([])
                with self.assertRaisesRegex(ValidationError, remedy) as caught:
                    self._create_customer(**{"name": "恒信", field: value})
                label = self.env["res.partner"]._get_label(field)
                self.assertIn(label, str(caught.exception))
                after = self.env["res.partner"].search_count([])
                self.assertEqual(after, before, "nothing is half-saved")

    def test_all_bad_values_are_named_at_once(self):
        problems = self._get_problems(
            name=" ", customer_state="potential", mobile="1", email="x", zip="1"
        )
        self.assertEqual(
            {(field, kind) for field, _severity, kind in problems},
            {
                ("name", "required"),
                ("mobile", "format"),
                ("email", "format"),
                ("zip", "format"),
            },
        )

    def test_values_are_stored_clean(self):
        customer = self._create_customer(
            "  恒信 ",
            mobile="１３８ ００１３\u200b ８０００",
            zip="518000.0",
            vat=" ９１110000-600037341l",
            email="ｗang@example.cn ",
        )
        self.assertRecordValues(
            customer,
            [
                {
                    "name": "恒信",
                    "mobile": "138 0013 8000",
                    "zip": "518000",
                    "vat": "91110000600037341L",
                    "email": "wang@example.cn",
                }
            ],
        )

    def test_rules_hold_for_contacts_of_a_new_firm(self):
        contact = Command.create({"name": "王芳", "mobile": "1"})
        with self.assertRaisesRegex(ValidationError, "Mobile"):
            self._create_customer(child_ids=[contact])
        problems = self._get_problems(
            name="恒信", customer_state="potential", child_ids=[contact]
        )
        self.assertEqual(problems, [("child_ids/mobile", "error", "format")])

    def test_rules_hold_when_a_field_changes_and_never_on_other_writes(self):
        """CU-4: on create and when the field changes."""
        customer = self._create_customer(mobile="13800138000")
        with self.assertRaisesRegex(ValidationError, "Mobile"):
            customer.mobile = "1"
        self._get_rule("mobile").write(
            {"format": "pattern", "pattern": "9+", "pattern_hint": "Nines."}
        )
        customer.write({"mobile": "13800138000", "ref": "x"})
        self.assertEqual(customer.ref, "x", "an equal value is no change")
        with self.assertRaisesRegex(ValidationError, "Nines"):
            customer.mobile = "13800138001"

    def test_plain_partners_are_left_alone(self):
        partner = self.env["res.partner"].create({"name": "Depot", "phone": "ask Bob"})
        partner.phone = "or Jim"
        self.assertFalse(partner.customer_state)
        self.assertFalse(partner.customer_code)

    def test_leads_have_the_rules_too(self):
        """CU-4: leads; mail brings names along with the address."""
        leads = self.env["crm.lead"]
        with self.assertRaisesRegex(ValidationError, "Mobile"):
            leads.create({"name": "Pump", "mobile": "1"})
        lead = leads.create({"name": "Pump", "email_from": '"Wang" <wang@example.cn>'})
        with self.assertRaisesRegex(ValidationError, "Phone"):
            lead.phone = "12345"
        lead.mobile = "１３８00138000"
        self.assertEqual(lead.mobile, "13800138000")

    def test_foreign_addresses_have_their_own_forms(self):
        belgium = self.env.ref("base.be")
        customer = self._create_customer(
            zip="1000", country_id=belgium.id, mobile="0470 12 34 56"
        )
        self.assertEqual(customer.zip, "1000")
        with self.assertRaises(ValidationError):
            customer.mobile = "13800138000"

    def test_required_field_and_its_loss(self):
        self._get_rule("mobile").required = True
        with self.assertRaisesRegex(ValidationError, "Mobile is empty"):
            self._create_customer()
        customer = self._create_customer(mobile="13800138000")
        with self.assertRaisesRegex(ValidationError, "Mobile is empty"):
            customer.mobile = False

    def test_number_range(self):
        rule = self._get_rule("registered_capital")
        rule.write({"format": "number", "has_limits": True, "smallest": 1000})
        with self.assertRaisesRegex(ValidationError, "at least 1000"):
            self._create_customer(registered_capital=999)
        self.assertTrue(self._create_customer(registered_capital=1000))

    def test_regular_expression_of_a_rule_is_checked(self):
        rule = self._get_rule("department")
        for pattern in (False, "[a-"):
            with (
                self.subTest(pattern=pattern),
                self.assertRaisesRegex(ValidationError, "regular expression"),
            ):
                rule.write({"format": "pattern", "pattern": pattern})

    def test_a_pattern_that_explodes_refuses_the_value(self):
        rule = self._get_rule("department")
        rule.write({"format": "pattern", "pattern": "(a|a|aa)+$"})
        customer = self._create_customer()
        with self.assertRaisesRegex(ValidationError, "Department"):
            self._create_contact(customer, department="a" * 60 + "!")

    def test_two_rules_for_the_same_field_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "two entry rules"):
            self._get_rule("mobile").copy()

    def test_only_the_administrator_changes_rules(self):
        rule = self._get_rule("mobile")
        for user in (self.seller, self.supervisor, self.clerk, self.executive):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                rule.with_user(user).required = True
        rule.with_user(self.admin).required = True

    def test_three_steps_to_enter(self):
        """CU-1: open, type the name, save; the seller becomes nobody's supervisor."""
        action = self.env.ref("crm_customer.res_partner_action_customers")
        context = action._get_action_dict()["context"]
        env = self.env(user=self.seller)
        partners = env["res.partner"].with_context(
            default_customer_state="potential", default_is_company=True
        )
        self.assertIn("default_customer_state", context)
        view = "crm_customer.res_partner_view_form_customer"
        with Form(partners, view=view) as form:
            form.name = "恒信物流"
        customer = form.record
        self.assertEqual(customer.customer_state, "potential")
        self.assertTrue(customer.customer_code)
        self.assertEqual(customer.company_id, env.company)

    def test_form_says_what_is_wrong_while_typing(self):
        view = "crm_customer.res_partner_view_form_customer"
        partners = self.env["res.partner"].with_context(
            default_customer_state="potential", default_is_company=True
        )
        code = make_credit_code()
        self._create_customer(vat=code, user_id=self.seller.id)
        form = Form(partners, view=view)
        form.name = "恒信"
        self.assertFalse(form.duplicate_notice)
        form.mobile = "1"
        self.assertIn("Mobile", form.duplicate_notice)
        form.mobile = "13800138000"
        self.assertFalse(form.duplicate_notice)
        form.vat = code.lower()
        self.assertIn(self.seller.name, form.duplicate_notice)
