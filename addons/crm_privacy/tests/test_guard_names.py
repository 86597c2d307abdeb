from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.base.models.res_users import ResUsers

from .guard_common import MARK, GuardCase

SHOW = {"show_email": 1, "show_address": 1, "show_vat": 1}


@tagged("post_install", "-at_install")
class TestGuardNames(GuardCase):
    def test_documents_show_the_bare_name(self):
        """Row 11: names of unreadable partners carry no contact data."""
        order = self._as_amy(self._create_order(self.amy, self.customer))
        values = order.with_context(**SHOW).read(["partner_id"])
        self.assertEqual(values[0]["partner_id"][1], f"{MARK} Trading")
        [group] = order.with_context(**SHOW).formatted_read_group(
            [("id", "=", order.id)], ["partner_id"], []
        )
        self.assertEqual(group["partner_id"][1], f"{MARK} Trading")
        specification = {
            "partner_id": {"fields": {"display_name": {}}, "context": SHOW}
        }
        [values] = order.web_read(specification)
        self.assertEqual(values["partner_id"]["display_name"], f"{MARK} Trading")

    def test_readable_partners_keep_their_address(self):
        order = self._as_amy(self._create_order(self.amy, self.own))
        values = order.with_context(show_email=1).read(["partner_id"])
        self.assertEqual(values[0]["partner_id"][1], "Own Customer <own@example.cn>")

    def test_error_texts_carry_no_names(self):
        """Row 16: not even in debug mode, which everybody can switch on."""
        hidden = self._as_amy(self.customer | self.contact)

        def has_group(user, group):
            return group == "base.group_no_one" or original(user, group)

        original = ResUsers.has_group
        for switched_on in (False, True):
            replaced = has_group if switched_on else original
            with (
                self.subTest(debug=switched_on),
                patch.object(ResUsers, "has_group", replaced),
                self.assertRaises(AccessError) as refusal,
            ):
                hidden.read(["name"])
            self.assertNoMark(refusal.exception)

    def test_same_number_names_nobody(self):
        """Row 24."""
        own = self._as_amy(self.own)
        self.own.company_registry = self.customer.company_registry = "ZX-1"
        self.env.flush_all()
        self.assertFalse(own.same_company_registry_partner_id)
        self.assertEqual(
            self.own.with_user(self.boss).same_company_registry_partner_id,
            self.customer,
        )

    def test_duplicates_of_a_lead_are_counted_not_shown(self):
        """Row 25."""
        email = f"both@{MARK.lower()}.example.cn"
        self._create_lead(self.bob, self.customer, email_from=email)
        own = (
            self.env["crm.lead"]
            .with_user(self.amy)
            .create({"name": "own", "email_from": email, "user_id": self.amy.id})
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(own.duplicate_lead_count, 1)
        self.assertEqual(own.duplicate_lead_ids, own)
        self.assertEqual(len(own.with_user(self.boss).duplicate_lead_ids), 2)
