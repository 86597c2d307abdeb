import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..exceptions import DuplicateWarning
from ..models.crm_duplicate_log import ANSWERS_PER_HOUR
from .common import CustomerCommon, make_credit_code


@tagged("post_install", "-at_install")
class TestDuplicates(CustomerCommon):
    """CU-4 duplicates allow / warn / forbid, CU-5 what counts as equal."""

    def _set_rule(self, name, duplicates, **values):
        self._get_rule(name).write({"duplicates": duplicates, **values})

    def test_equal_name_asks_once_and_equal_code_never_passes(self):
        code = make_credit_code()
        self._create_customer("华为技术有限公司", vat=code, user_id=self.seller.id)
        partners = self.env["res.partner"].with_user(self.supervisor)
        vals = {"name": "華為技術 股份有限公司", "customer_state": "potential"}
        with self.assertRaisesRegex(DuplicateWarning, re.escape(self.seller.name)):
            partners.create(vals)
        forced = partners.with_context(ignore_duplicates=True)
        self.assertTrue(forced.create(vals))
        with self.assertRaisesRegex(ValidationError, "Expected"):
            forced.create({**vals, "vat": code.lower()})

    def test_saving_in_spite_of_the_warning_is_logged(self):
        """CU-4: RPC needs ignore_duplicates=True and logs it."""
        first = self._create_customer("恒信物流")
        partners = self.env["res.partner"].with_user(self.seller)
        partners.with_context(ignore_duplicates=True).create(
            {"name": "恒信物流", "customer_state": "potential"}
        )
        log = self.env["crm.duplicate.log"].search([("event", "=", "ignored")], limit=1)
        self.assertRecordValues(
            log,
            [
                {
                    "user_id": self.seller.id,
                    "partner_id": first.id,
                    "field_name": "name",
                }
            ],
        )

    def test_warning_on_change_of_the_field_only(self):
        self._create_customer("恒信物流")
        other = self._create_customer("恒信仓储")
        with self.assertRaises(DuplicateWarning):
            other.name = "恒信 物流"
        forced = other.with_context(ignore_duplicates=True)
        forced.name = "恒信 物流"
        other.write({"name": "恒信 物流", "mobile": "13800138000"})
        other.ref = "x"

    def test_compared_with_archived_ones_contacts_and_leads(self):
        """CU-5: held, public, archived; customers, contacts, leads; as E.164."""
        self._set_rule("mobile", "forbid")
        self._create_customer(mobile="13800138001", active=False)
        self._create_contact(self._create_customer(), mobile="13800138002")
        leads = self.env["crm.lead"]
        leads.create({"name": "Pump", "mobile": "13800138003"})
        leads.create({"name": "Pump", "mobile": "13800138004", "active": False})
        for mobile in (
            "+86 138-0013-8001",
            "0086 13800138002",
            "１３８００１３８００３",
            "138 0013 8004",
        ):
            with (
                self.subTest(mobile=mobile),
                self.assertRaisesRegex(ValidationError, "exists already"),
            ):
                self._create_customer(mobile=mobile)
        self._create_customer(phone="13800138001")

    def test_phone_and_mobile_are_one_kind(self):
        self._set_rule("phone", "forbid")
        self._set_rule("mobile", "forbid")
        self._create_customer(phone="13800138000")
        with self.assertRaisesRegex(ValidationError, "Mobile"):
            self._create_customer(mobile="138 0013 8000")

    def test_never_compared_with_itself_its_contacts_or_its_group(self):
        for name in ("mobile", "vat", "name"):
            self._set_rule(name, "forbid")
        code = make_credit_code()
        group = self._create_customer("恒信集团", mobile="13800138000", vat=code)
        contact = self._create_contact(group, "王芳", mobile="13800138000")
        second = self._create_contact(group, "李雷", mobile="13800138000")
        firm = self._create_customer(
            "恒信", parent_id=group.id, mobile="13800138000", vat=code
        )
        for record in (group, contact, second, firm):
            record.mobile = "+8613800138000"
            record.mobile = "13800138000"
        with self.assertRaises(ValidationError):
            self._create_customer("another", mobile="13800138000")

    def test_compared_within_the_company(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self._set_rule("name", "forbid")
        self._create_customer("恒信物流")
        self.assertTrue(self._create_customer("恒信物流", company_id=other.id))
        with self.assertRaises(ValidationError):
            self._create_customer("恒信物流", company_id=other.id)

    def test_lead_of_a_customer_is_not_compared_with_it(self):
        self._set_rule("mobile", "forbid")
        customer = self._create_customer(mobile="13800138000")
        leads = self.env["crm.lead"]
        lead = leads.create(
            {"name": "Pump", "partner_id": customer.id, "mobile": "13800138000"}
        )
        customer.mobile = "13800138009"
        customer.mobile = "13800138000"
        with self.assertRaises(ValidationError):
            leads.create({"name": "Pump", "mobile": "13800138000"})
        lead.partner_id = False
        with self.assertRaises(ValidationError):
            self._create_customer(mobile=lead.mobile)

    def test_later_row_of_a_list_is_the_bad_one(self):
        """CU-8: of two equal rows the second is bad."""
        code = make_credit_code()
        rows = [
            {"name": "恒信", "customer_state": "potential", "vat": code},
            {"name": "中达", "customer_state": "potential"},
            {"name": "安泰", "customer_state": "potential", "vat": code},
        ]
        first, second, third = self.env["res.partner"]._find_entry_problems(rows)
        self.assertFalse(first + second)
        self.assertEqual([(p.field, p.match) for p in third], [("vat", 0)])
        with self.assertRaisesRegex(ValidationError, "Row 3"):
            self.env["res.partner"].create(rows)

    def test_contacts_of_one_row_are_not_compared_with_their_firm(self):
        self._set_rule("mobile", "forbid")
        contact = Command.create({"name": "王芳", "mobile": "13800138000"})
        self._create_customer(mobile="13800138000", child_ids=[contact, contact])
        with self.assertRaises(ValidationError):
            self._create_customer(child_ids=[contact])

    def test_freed_values_can_be_used_again(self):
        self._set_rule("mobile", "forbid")
        firm = self._create_customer(mobile="13800138000")
        contact = self._create_contact(firm, mobile="13800138001")
        firm.mobile = False
        contact.unlink()
        self._create_customer(mobile="13800138000", phone="0755-88889999")
        other = self._create_customer(mobile="13800138001")
        self._purge(other)
        self._create_customer(mobile="13800138001")

    def test_moving_contact_takes_its_keys_along(self):
        self._set_rule("mobile", "forbid")
        one, other = self._create_customer(), self._create_customer()
        contact = self._create_contact(one, mobile="13800138000")
        contact.parent_id = other
        other.mobile = "13800138000"
        with self.assertRaises(ValidationError):
            one.mobile = "13800138000"

    def test_answer_names_the_owner_and_no_contact_data(self):
        customer = self._create_customer(
            "恒信物流",
            mobile="13800138000",
            email="wang@example.cn",
            user_id=self.seller.id,
        )
        answer = customer._describe_duplicate()
        self.assertEqual(answer[0], f"a customer, owner: {self.seller.name}")
        for secret in ("恒信", "13800138000", "wang@example.cn"):
            self.assertNotIn(secret, "; ".join(answer))

    def test_sixty_answers_an_hour_and_then_only_that_it_exists(self):
        """CU-5: at most 60 answers an hour and person, logged."""
        users = self.seller | self.clerk
        names = [f"恒信{number}" for number in range(ANSWERS_PER_HOUR + 2)]
        self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "customer_state": "potential",
                    "user_id": self.supervisor.id,
                }
                for name in names
            ]
        )

        def ask(user, name):
            partners = self.env["res.partner"].with_user(user)
            vals = {"name": name, "customer_state": "potential"}
            ((problem,),) = partners._find_entry_problems([vals])
            return self.supervisor.name in problem.message

        told = [ask(users[0], name) for name in names]
        self.assertEqual(told, [True] * ANSWERS_PER_HOUR + [False] * 2)
        self.assertTrue(ask(users[0], names[0]), "what was told may be told again")
        self.assertTrue(ask(users[1], names[-1]), "each person has answers of its own")
        log = self.env["crm.duplicate.log"].search(
            [("user_id", "=", users[0].id), ("event", "=", "answer")]
        )
        self.assertEqual(len(log), ANSWERS_PER_HOUR)
        log.date = fields.Datetime.now() - timedelta(hours=2)
        self.assertTrue(ask(users[0], names[-1]), "the next hour has new answers")

    def test_percent_sign_finds_nothing_but_itself(self):
        self._create_customer("恒信")
        for name in ("%", "_", "恒%", "\\"):
            with self.subTest(name=name):
                self.assertFalse(
                    self._get_problems(name=name, customer_state="potential")
                )

    def test_rule_turned_on_late_builds_keys_in_the_background(self):
        """A rule change backfills existing records in bounded batches."""
        customers = self.env["res.partner"].create(
            [
                {"name": f"恒信{i}", "customer_state": "potential", "qq": f"1000{i}"}
                for i in range(5)
            ]
        )
        lead = self.env["crm.lead"].create({"name": "Pump", "website": "a.cn"})
        twins = customers[:2]
        twins.write({"wechat": "wang_fang"})
        self._set_rule("qq", "forbid")
        self._set_rule("wechat", "forbid")
        self._set_rule("website", "warn")
        self._run_rebuild()
        with self.assertRaises(ValidationError):
            self._create_customer(qq="10003")
        with self.assertRaises(DuplicateWarning):
            self._create_customer(website="https://www.a.cn/")
        keys = self.env["crm.duplicate.key"]
        self.assertTrue(keys.search([("lead_id", "=", lead.id)]))
        rows = keys.search([("kind", "=", "wechat"), ("customer_id", "in", twins.ids)])
        self.assertEqual(
            sorted(rows.mapped("exclusive")),
            [False, True],
            "records that were equal before the rule both keep their key",
        )
        self._set_rule("website", "allow")
        self._run_rebuild()
        self.assertFalse(keys.search([("kind", "=", "website")]))

    def _run_rebuild(self):
        cron = self.env.ref("crm_customer.ir_cron_duplicate_keys")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
