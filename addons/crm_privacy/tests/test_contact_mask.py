from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from ..models.contact_field import ContactChar
from ..models.crm_privacy_quota_read import CONTACT_FIELDS
from .secrets_common import SALESMAN, SecretsCase

PHONE, MASKED_PHONE = "13812345678", "138****5678"
EMAIL, MASKED_EMAIL = "wang@zq-mask.example.cn", "w***@zq-mask.example.cn"
STREET = "Zqroad 7"
SECRETS = (
    PHONE,
    "812345678",  # however the rest is written; core's demo has VAT numbers like it
    EMAIL,
    "wang@",
    STREET,
    "13912345678",
    "wxzq77",
    "99887766",
)
SHOW = {"show_email": 1, "show_address": 1}
VALUES = {
    "phone": PHONE,
    "mobile": "13912345678",
    "fax": "075599887766",
    "email": EMAIL,
    "street": STREET,
    "wechat": "wxzq77",
    "qq": "99887766",
}


class MaskCase(SecretsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.held = cls.create_held("Masked Zq", **VALUES)
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact Zq", "parent_id": cls.held.id, **VALUES}
        )
        cls.set_owner(cls.contact, cls.owner)
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Lead Zq",
                "type": "opportunity",
                "partner_id": cls.contact.id,
                "user_id": cls.owner.id,
                "email_cc": EMAIL,
            }
        )
        cls.vendor = cls.env["res.partner"].create(
            {"name": "Vendor Zq", "phone": "13700001111", "email": "vendor@zq.cn"}
        )
        # one who sells besides sees leads and orders too
        cls.seller = new_test_user(
            cls.env,
            "mask_seller",
            groups="crm_customer.group_executive"
            ",sales_team.group_sale_salesman_all_leads",
        )
        cls.leader = new_test_user(cls.env, "mask_leader", groups=SALESMAN)
        cls.env["crm.team"].create(
            {"name": "Zq", "user_id": cls.leader.id, "member_ids": cls.owner.ids}
        )
        cls.office = new_test_user(
            cls.env, "mask_office", groups="crm_privacy.group_back_office"
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def as_executive(self, records, user=None):
        self.env.invalidate_all()
        return records.with_user(user or self.executive).with_context(lang=None)

    def as_seller(self, records):
        return self.as_executive(records, self.seller)

    def assertMasked(self, answer):
        text = str(answer)
        for secret in SECRETS:
            at = text.find(secret)
            self.assertLess(at, 0, text[max(at - 200, 0) : at + 100])


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

    def test_copies_on_other_records(self):
        """CU-9: guests, followers, senders."""
        self.held.message_subscribe(self.contact.ids)
        message = self.held.message_post(
            body="x", author_id=self.contact.id, email_from=EMAIL
        )
        follower = self.env["mail.followers"].search(
            [("partner_id", "=", self.contact.id)]
        )
        meeting = self.env["calendar.event"].create(
            {
                "name": "x",
                "start": "2026-01-01 08:00:00",
                "stop": "2026-01-01 09:00:00",
                "partner_ids": self.contact.ids,
            }
        )
        for records, names in (
            (follower, ["email", "name"]),
            (message, ["email_from"]),
            (meeting.attendee_ids, ["email", "phone"]),
        ):
            with self.subTest(model=records._name):
                self.assertMasked(self.as_seller(records).read(names))
        followers = self.as_seller(follower)
        self.assertFalse(followers.search([("email", "ilike", "wang@")]))
        self.assertTrue(follower.search([("email", "ilike", "wang@zq-mask")]))
        self.assertEqual(followers.search([("id", "in", follower.ids)]), followers)

    def test_changes_in_the_chatter(self):
        """CU-9: what a number was before and is now."""
        changes = self.env["mail.tracking.value"]
        message = self.held.message_post(body="changed")
        for model, record, name in (
            ("res.partner", self.held, "mobile"),
            ("crm.lead", self.lead, "phone"),
        ):
            message = record.message_post(body="changed")
            change = changes.create(
                {
                    "mail_message_id": message.id,
                    "field_id": self.env["ir.model.fields"]._get(model, name).id,
                    "old_value_char": PHONE,
                    "new_value_char": "13912345678",
                }
            )
            [shown] = self.as_executive(change).sudo()._tracking_value_format()
            self.assertMasked(shown)
            self.assertEqual(shown["oldValue"], MASKED_PHONE)
            [shown] = change.with_user(self.owner).sudo()._tracking_value_format()
            self.assertEqual(shown["oldValue"], PHONE)

    def test_cards_and_reports(self):
        """CU-9: an address card, and a report, given the right to print."""
        self.assertMasked(self.as_executive(self.held)._display_address())
        card = self.as_executive(self.held)._get_vcard_file()
        self.assertMasked(card)
        self.executive.group_ids += self.env.ref("crm_privacy.group_operation_print")
        self.env["ir.ui.view"].create(
            {
                "name": "x",
                "key": "crm_privacy.test_mask",
                "type": "qweb",
                "arch": """<t t-name="crm_privacy.test_mask"><t t-foreach="docs"
                    t-as="doc"><p t-out="doc.phone"/><p t-field="doc.email"/>
                    <p t-field="doc.self" t-options='{"widget": "contact",
                    "fields": ["name", "address", "phone", "email"]}'/></t></t>""",
            }
        )
        report = self.env["ir.actions.report"].create(
            {
                "name": "x",
                "model": "res.partner",
                "report_name": "crm_privacy.test_mask",
            }
        )
        reports = self.as_executive(report).sudo(False)
        html, _kind = reports._render_qweb_html(report.id, self.held.ids)
        self.assertMasked(html.decode())
        self.assertIn(MASKED_PHONE, html.decode())

    def test_the_customers_view_of_a_document(self):
        """CU-9, security 14: the portal page shows the whole address."""
        order = self.env["sale.order"].create(
            {"partner_id": self.held.id, "user_id": self.seller.id}
        )
        order._portal_ensure_token()
        ours = self.as_seller(order)
        with self.refused("masked", AccessError):
            ours.get_portal_url()
        self.assertEqual(ours.read(["access_token"])[0]["access_token"], "****")
        self.assertNotEqual(ours.sudo().access_token, "****")

    def test_a_copy_of_one_s_own_tells_nothing(self):
        """CU-9, security 12, 13, 35: no new record of a masked customer."""
        leads = self.as_seller(self.env["crm.lead"])
        with self.assertRaises(AccessError):
            leads.create({"name": "x", "partner_id": self.held.id})
        with self.assertRaises(AccessError):
            leads.onchange(
                {"partner_id": self.held.id}, ["partner_id"], {"partner_id": {}}
            )
        copy = self.as_executive(self.held).copy_data()[0]
        self.assertMasked(copy)
        self.assertFalse(copy["phone"])

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
