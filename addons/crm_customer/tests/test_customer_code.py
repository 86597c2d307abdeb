from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestCustomerCode(CustomerCommon):
    """CU-2 Customer code 客户编号."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sequence = cls.env.ref("crm_customer.sequence_customer")

    def test_codes_run_and_typed_ones_are_kept(self):
        one, other = self._create_customer(), self._create_customer()
        self.assertRegex(one.customer_code, r"^KH\d{6}$")
        self.assertGreater(other.customer_code, one.customer_code)
        typed = self._create_customer(customer_code=" HX-1 ")
        self.assertEqual(typed.customer_code, "HX-1")

    def test_the_administrator_shapes_the_code(self):
        sequence = self.sequence.with_user(self.admin)
        sequence.write({"prefix": "C%(year)s-", "padding": 4, "number_next_actual": 7})
        with freeze_time("2027-03-04"):
            customer = self._create_customer()
        self.assertEqual(customer.customer_code, "C2027-0007")
        with self.assertRaises(AccessError):
            sequence.with_user(self.seller).write({"prefix": "X"})
        other = self.env["ir.sequence"].create({"name": "Other"})
        with self.assertRaises(AccessError):
            other.with_user(self.admin).write({"prefix": "X"})

    def test_without_gaps_and_by_year(self):
        for values in ({"implementation": "no_gap"}, {"use_date_range": True}):
            with self.subTest(**values):
                self.sequence.write(values)
                codes = [self._create_customer().customer_code for _i in range(2)]
                self.assertEqual(len(set(codes)), 2)

    def test_a_code_that_somebody_typed_is_passed_over(self):
        number = self.sequence.number_next_actual
        self._create_customer(customer_code=f"KH{number:06d}")
        self._create_customer(customer_code=f"KH{number + 1:06d}", active=False)
        customer = self._create_customer()
        self.assertEqual(customer.customer_code, f"KH{number + 2:06d}")

    def test_code_is_unique_in_the_company_always(self):
        """Archived ones keep theirs; no rule can allow it."""
        self._get_rule("code").active = False
        self._create_customer(customer_code="HX-1", active=False)
        other = self._create_customer()
        with self.assertRaisesRegex(ValidationError, "HX-1"):
            self._create_customer(customer_code="HX-1")
        with self.assertRaisesRegex(ValidationError, "HX-1"):
            other.customer_code = "HX-1"
        with self.assertRaisesRegex(ValidationError, "Row 2"):
            self.env["res.partner"].create(
                [
                    {"name": name, "customer_state": "potential", "customer_code": "A"}
                    for name in ("恒信", "中达")
                ]
            )
        company = self.env["res.company"].create({"name": "Other company"})
        self._create_customer(customer_code="HX-1", company_id=company.id)

    def test_contacts_carry_it_with_a_running_suffix(self):
        contacts = [Command.create({"name": name}) for name in ("王芳", "李雷")]
        customer = self._create_customer(customer_code="HX", child_ids=contacts)
        codes = set(customer.child_ids.mapped("customer_code"))
        self.assertEqual(codes, {"HX-01", "HX-02"})
        customer.child_ids.filtered(lambda c: c.customer_code == "HX-02").unlink()
        third = self._create_contact(customer)
        self.assertEqual(third.customer_code, "HX-03", "a suffix is never given twice")
        customer.child_ids = [Command.create({"name": "韩梅"})]
        self.assertIn("HX-04", customer.child_ids.mapped("customer_code"))
        customer.customer_code = "NEW"
        self.assertEqual(third.customer_code, "NEW-03")

    def test_moved_contact_gets_a_code_of_its_new_firm(self):
        one = self._create_customer(customer_code="ONE")
        other = self._create_customer(customer_code="OTHER")
        contact = self._create_contact(one)
        contact.parent_id = other
        self.assertEqual(contact.customer_code, "OTHER-01")

    def test_copy_is_no_second_customer(self):
        customer = self._create_customer()
        copy = customer.copy()
        self.assertFalse(copy.customer_state)
        self.assertFalse(copy.customer_code)
