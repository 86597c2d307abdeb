from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from ..models.contact_field import ContactChar
from ..models.crm_privacy_quota_read import CONTACT_FIELDS
from .mask_common import (
    EMAIL,
    MASKED_EMAIL,
    MASKED_PHONE,
    PHONE,
    SHOW,
    STREET,
    MaskCase,
)


@tagged("post_install", "-at_install")
class TestContactMask(MaskCase):
    """CU-9 "phones are masked by right": who sees a customer without working with it
    learns no phone number, address or account, by any way."""

    def test_who_sees_what(self):
        """People table: whole for those who work with the customer."""
        for user, masked in (
            (self.owner, False),
            (self.leader, False),
            (self.supervisor, False),
            (self.administrator, False),
            (self.office, False),
            (self.executive, True),
        ):
            for partner in (self.held, self.contact):
                self.env.invalidate_all()
                with self.subTest(user=user.login, partner=partner.name):
                    found = partner.with_user(user)
                    self.assertEqual(found.is_contact_masked, masked)
                    phone = MASKED_PHONE if masked else PHONE
                    self.assertEqual(found.phone, phone)
                    self.assertEqual(found.read(["phone"])[0]["phone"], phone)

    def test_whose_data_is_whole_for_an_executive(self):
        """People table: vendors and staff as in stock Odoo, own customers in full."""
        self.assertEqual(self.as_executive(self.vendor).phone, "13700001111")
        staff = self.as_executive(self.owner.partner_id)
        self.assertEqual(staff.email, self.owner.email)
        self.executive.group_ids += self.env.ref("sales_team.group_sale_salesman")
        self.set_owner(self.held | self.contact, self.executive)
        self.assertEqual(self.as_executive(self.held).phone, PHONE)

    def test_every_contact_field_is_masked(self):
        """CU-9: a field that another addon declared anew would lose its mask."""
        for model in ("res.partner", "crm.lead"):
            fields = self.env[model]._fields
            for name in CONTACT_FIELDS & fields.keys():
                with self.subTest(model=model, field=name):
                    self.assertIsInstance(fields[name], ContactChar)

    def test_reading(self):
        """CU-9: read, search_read, web_read, web_search_read, every field there is."""
        for ours in (
            self.as_executive(self.held | self.contact),
            self.as_seller(self.lead),
        ):
            domain = [("id", "in", ours.ids)]
            names = [
                name
                for name, description in ours.fields_get().items()
                if description["type"] in ("char", "text", "html", "many2one")
            ]
            for call in (
                lambda r=ours, n=names: r.read(n),
                lambda r=ours, n=names, d=domain: r.search_read(d, n),
                lambda r=ours, n=names: r.web_read(dict.fromkeys(n, {})),
                lambda r=ours, n=names, d=domain: r.web_search_read(
                    d, dict.fromkeys(n, {})
                ),
            ):
                self.env.invalidate_all()
                answer = call()
                self.assertMasked(answer)
                self.assertIn(MASKED_PHONE, str(answer))

    def test_values_look_masked(self):
        """CU-9: 138****5678, as in the window."""
        [values] = self.as_executive(self.held).read(
            ["phone", "email", "email_formatted", "street", "wechat", "fax"]
        )
        values.pop("id")
        self.assertEqual(
            values,
            {
                "phone": MASKED_PHONE,
                "email": MASKED_EMAIL,
                "email_formatted": f'"Masked Zq" <{MASKED_EMAIL}>',
                "street": "****",
                "wechat": "****",
                "fax": "075****7766",
            },
        )

    def test_code_in_superuser_mode_sees_the_value(self):
        """CU-9: what the reader got masked is whole for mail and duplicates, even in
        the same request, and what is computed meanwhile is."""
        ours = self.as_executive(self.held)
        ours.read(["phone", "email_formatted", "contact_address"])
        self.assertEqual(ours.sudo().phone, PHONE)
        self.assertIn(EMAIL, ours.sudo().email_formatted)
        self.assertIn(STREET, ours.sudo().contact_address)
        portal = new_test_user(
            self.env,
            "mask_portal",
            groups="base.group_portal",
            partner_id=self.held.id,
            email=EMAIL,
        )
        user = self.as_executive(portal)
        self.assertEqual(user.email, MASKED_EMAIL)
        self.assertEqual(user.sudo().email, EMAIL)
        self.assertMasked(user.read(["email", "phone", "mobile", "email_normalized"]))

    def test_forms(self):
        """CU-9: the screens open and show the masks."""
        for records, view in (
            (self.held, "crm_customer.res_partner_view_form_customer"),
            (self.lead, "crm.crm_lead_view_form"),
        ):
            with self.subTest(view=view):
                form = Form(self.as_seller(records), view=view)
                self.assertEqual(form.phone, MASKED_PHONE)

    def test_names(self):
        """CU-9: names with an address in them, of the customer and of documents."""
        order = self.env["sale.order"].create(
            {"partner_id": self.held.id, "user_id": self.owner.id}
        )
        ours = self.as_executive(self.held).with_context(**SHOW)
        self.assertEqual(ours.display_name, "Masked Zq")
        self.assertMasked(ours.name_search("Masked Zq"))
        answer = self.as_seller(order).with_context(**SHOW).read(["partner_id"])
        self.assertMasked(answer)
        vendor = self.as_executive(self.vendor).with_context(**SHOW)
        self.assertIn("vendor@zq.cn", vendor.display_name)

    def test_export(self):
        """CU-8, CU-9: given the right to export, an executive exports masks."""
        self.executive.group_ids += self.env.ref("crm_privacy.group_operation_export")
        rows = self.as_executive(self.held).export_data(
            ["name", "phone", "email", "street", "child_ids/phone"]
        )["datas"]
        self.assertMasked(rows)
        self.assertEqual(rows[0][1], MASKED_PHONE)
        self.seller.group_ids += self.env.ref("crm_privacy.group_operation_export")
        rows = self.as_seller(self.lead).export_data(
            ["phone", "email_from", "partner_id/phone", "email_cc"]
        )["datas"]
        self.assertMasked(rows)

    def test_masks_are_not_written_back(self):
        """CU-9: neither by a form nor over an interface; nor is anything else."""
        ours = self.as_executive(self.held)
        with self.assertRaises(AccessError):
            ours.write({"comment": "x"})
        self.lead.user_id = self.seller
        lead = self.as_seller(self.lead)
        with self.refused("is masked|not accepted"):
            lead.write({"phone": MASKED_PHONE})
        with self.refused("is masked"):
            lead.create({"name": "x", "email_from": MASKED_EMAIL})
        with Form(lead) as form:
            form.name = "renamed"
        self.env.invalidate_all()
        self.assertEqual(self.lead.name, "renamed")
        self.assertEqual(self.lead.phone, PHONE)
        self.assertEqual(self.lead.email_from, EMAIL)

    def test_other_addons_widen_and_narrow(self):
        """CU-9: one place decides; service agents are let in by another addon."""
        users = type(self.env["res.users"])
        with patch.object(users, "_has_masked_customers", lambda user: True):
            self.env.registry.clear_cache()
            self.env.invalidate_all()
            self.assertEqual(self.held.with_user(self.owner).phone, PHONE)
            self.assertEqual(self.held.with_user(self.office).phone, MASKED_PHONE)
        self.env.registry.clear_cache()

    def test_mask_ends_with_the_role(self):
        """Security 27: a right counts at once."""
        ours = self.as_executive(self.held)
        self.assertEqual(ours.phone, MASKED_PHONE)
        self.executive.group_ids += self.env.ref("crm_privacy.group_back_office")
        self.assertEqual(self.as_executive(self.held).phone, PHONE)
        self.executive.group_ids -= self.env.ref("crm_privacy.group_back_office")
        self.assertEqual(self.as_executive(self.held).phone, MASKED_PHONE)
