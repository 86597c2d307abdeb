from odoo.exceptions import AccessError
from odoo.tests import tagged

from .mask_common import (
    EMAIL,
    MASKED_PHONE,
    PHONE,
    MaskCase,
)


@tagged("post_install", "-at_install")
class TestContactMaskCopies(MaskCase):
    """CU-9: what other records, cards and messages copy of a masked value is masked
    there."""

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
