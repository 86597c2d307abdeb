from odoo.exceptions import AccessError
from odoo.tests import tagged

from .mask_common import (
    EMAIL,
    PHONE,
    MaskCase,
)


@tagged("post_install", "-at_install")
class TestContactMaskQuestions(MaskCase):
    """CU-9: what is masked is not found by asking for it: no domain, group or order
    tells more than the mask."""

    def test_groups_are_refused(self):
        """CU-9: a list of groups is a list of numbers."""
        for model, spec in (
            ("res.partner", "phone"),
            ("res.partner", "email"),
            ("res.users", "email"),
            ("crm.lead", "phone"),
            ("crm.lead", "email_from"),
            ("crm.lead", "partner_id.phone"),
            ("sale.order", "partner_id.email"),
        ):
            records = self.as_seller(self.env[model])
            with self.subTest(model=model, spec=spec), self.refused(".", AccessError):
                records.formatted_read_group([], [spec], ["__count"])
        for user, offered in ((self.seller, False), (self.supervisor, True)):
            for model in ("res.partner", "crm.lead", "res.users"):
                described = self.env[model].with_user(user).fields_get(["phone"])
                self.assertEqual(described["phone"]["groupable"], offered)
                self.assertEqual(described["phone"]["sortable"], offered)
        partners = self.as_executive(self.env["res.partner"])
        for spec in ("phone:array_agg", "email:max", "phone:count_distinct"):
            with self.subTest(spec=spec), self.refused("masked", AccessError):
                partners.formatted_read_group([], [], [spec])
        partners.formatted_read_group([], ["customer_state"], ["__count"])
        self.env["res.partner"].with_user(self.supervisor).formatted_read_group(
            [("id", "=", self.held.id)], ["phone"], ["__count"]
        )

    def test_no_question_finds_it(self):
        """CU-9: masked values answer to no condition, not even the exact one."""
        partners = self.as_executive(self.env["res.partner"])
        own = [("id", "in", (self.held | self.contact).ids)]
        for condition in (
            ("phone", "=", PHONE),
            ("phone", "ilike", "2345"),
            ("phone", "=like", "138%"),
            ("phone", "in", [PHONE, "1"]),
            ("phone", ">", "0"),
            ("phone", "!=", False),
            ("phone_sanitized", "ilike", "2345"),
            ("phone_mobile_search", "ilike", "13812345"),
            ("email", "ilike", "wang@"),
            ("email_normalized", "=", EMAIL),
            ("street", "ilike", "zqroad"),
            ("search_text", "ilike", "13812345"),
            ("search_text", "ilike", "wang@zq"),
            ("display_name", "ilike", "13812345"),
            ("child_ids.phone", "=", PHONE),
        ):
            with self.subTest(condition=condition):
                self.assertFalse(partners.search([*own, condition]))
        for condition in (("phone", "not ilike", "2345"), ("phone", "!=", PHONE)):
            with self.subTest(condition=condition):
                other = (condition[0], condition[1], "nothing like it")
                self.assertEqual(
                    partners.search_count([*own, condition]),
                    partners.search_count([*own, other]),
                )
        self.assertEqual(partners.search([*own, ("name", "=", "Masked Zq")]), self.held)
        self.assertFalse(partners.name_search("13812345"))
        leads = self.as_seller(self.env["crm.lead"])
        for condition in (
            ("phone", "=", PHONE),
            ("email_from", "ilike", "wang@"),
            ("phone_mobile_search", "ilike", "13812345"),
            ("partner_id.phone", "=", PHONE),
        ):
            with self.subTest(condition=condition):
                self.assertFalse(leads.search([condition]))
        found = self.env["res.partner"].with_user(self.owner)
        self.assertTrue(found.search([*own, ("phone", "=", PHONE)]))

    def test_vendors_are_found_as_ever(self):
        """CU-9: the mask is about customers."""
        partners = self.as_executive(self.env["res.partner"])
        self.assertEqual(partners.search([("phone", "=", "13700001111")]), self.vendor)
        self.assertEqual(
            partners.search([("phone_mobile_search", "ilike", "13700001")]), self.vendor
        )

    def test_no_order_tells_it(self):
        """CU-9: nor does a sorted list."""
        other = self.create_held("Other Zq", phone="13600000000")
        both = [("id", "in", (self.held | other).ids)]
        partners = self.as_executive(self.env["res.partner"])
        for order in ("phone, id", "phone desc, id"):
            with self.subTest(order=order):
                found = partners.search(both, order=order)
                self.assertEqual(found.ids, sorted(found.ids))
        partners = self.env["res.partner"].with_user(self.owner)
        self.assertEqual(partners.search(both, order="phone")[0], other)
