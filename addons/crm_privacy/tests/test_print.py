import time
from types import SimpleNamespace
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models import crm_export_log
from .secrets_common import SALESMAN, SecretsCase

LISTS = ("customer_sheet", "address_list", "phone_list")
LETTERS = ("envelope", "label")


@tagged("post_install", "-at_install")
class TestPrintCustomers(SecretsCase):
    """Our own printing: the right, the log, the quota, what is hidden or masked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"street": "Harbour Road 7 Zq", "zip": "201203"})
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact Zq", "parent_id": cls.customer.id}
        )
        cls.other = new_test_user(cls.env, "print_other", groups=SALESMAN)
        cls.set_owner(cls.customer | cls.contact, cls.owner)

    def setUp(self):
        super().setUp()
        self.env.cr.postcommit.clear()

    def _open_dialog(self, user, kind="envelope", partners=None):
        partners = partners or self.customer
        dialog = self.env["crm.customer.print"].with_user(user)
        return dialog.create({"kind": kind, "partner_ids": partners.ids})

    def _ways(self, user, partners=None):
        """Yield every way in which our reports make something of customers."""
        partners = partners or self.customer
        reports = self.env["ir.actions.report"].with_user(user)
        for name in LISTS:
            for render in (reports._render_qweb_pdf, reports._render_qweb_html):
                yield (
                    (name, render.__name__),
                    lambda n=name, r=render: r(f"crm_customer.{n}", partners.ids),
                )
        for kind in LETTERS:
            dialog = self._open_dialog(user, kind, partners)
            yield (kind, "button"), dialog.action_print
            for render in (reports._render_qweb_pdf, reports._render_qweb_html):
                yield (
                    (kind, render.__name__),
                    lambda k=kind, r=render, d=dialog: r(f"crm_customer.{k}", d.ids),
                )

    def test_printing_needs_the_right(self):
        """People table, CU-10: each way is refused without the right, and works with
        it; the button is absent or there."""
        salesman = self.env.ref("sales_team.group_sale_salesman")
        for way, render in self._ways(self.owner):
            with self.subTest(way=way):
                render()
        self.customer.with_user(self.owner).action_open_print()
        salesman.implied_ids -= self.env.ref("crm_privacy.group_operation_print")
        for way, render in self._ways(self.owner):
            with self.subTest(way=way), self.refused("print", AccessError):
                render()
        with self.refused("print", AccessError):
            self.customer.with_user(self.owner).action_open_print()
        for name in ("list", "form"):
            view = self.env.ref(f"crm_customer.res_partner_view_{name}_customer")
            for user, count in ((self.owner, 0), (self.supervisor, 1)):
                arch = self.env["res.partner"].with_user(user).get_view(view.id, name)
                with self.subTest(view=name, user=user.login):
                    self.assertEqual(
                        arch["arch"].count('name="action_open_print"'), count
                    )

    def test_vendors_need_no_right(self):
        """People table: the right is about customers."""
        vendor = self.env["res.partner"].create({"name": "Vendor Zq", "street": "A 1"})
        for way, render in self._ways(self.executive, vendor):
            with self.subTest(way=way):
                render()
        self.assertFalse(self.env["crm.export.log"].search([("via", "=", "print")]))

    def test_hidden_customers_are_not_printed(self):
        """NF-S: by id, in a dialog of one's own, or after one lost the customer."""
        reports = self.env["ir.actions.report"].with_user(self.other)
        for name in LISTS:
            with self.subTest(report=name), self.assertRaises(AccessError) as caught:
                reports._render_qweb_html(f"crm_customer.{name}", self.customer.ids)
            self.assertNotIn("Zq", str(caught.exception))
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            self._open_dialog(self.other)
        dialog = self._open_dialog(self.owner)
        self.set_owner(self.customer | self.contact, self.other)
        reports = reports.with_user(self.owner)
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            reports._render_qweb_html("crm_customer.envelope", dialog.ids)

    def test_masked_data_is_printed_masked(self):
        """NF-S: an executive who was given the right prints what the screen shows."""
        self.executive.group_ids += self.env.ref("crm_privacy.group_operation_print")
        self.env.cr.execute(
            "UPDATE res_partner SET phone = '13812348000' WHERE id = %s",
            [self.customer.id],
        )
        self.env.invalidate_all()
        reports = self.env["ir.actions.report"].with_user(self.executive)
        for name in LISTS:
            html, _kind = reports._render_qweb_html(
                f"crm_customer.{name}", self.customer.ids
            )
            with self.subTest(report=name):
                self.assertIn(self.customer.name, html.decode())
                self.assertNotIn("Harbour Road 7", html.decode())
                self.assertNotIn("13812348000", html.decode())
        # nobody writes a letter to a masked address
        with self.refused("do not see in full", AccessError):
            self._open_dialog(self.executive)

    def test_each_print_is_logged_and_counted(self):
        """CU-10, NF-S: a print takes data out as an export does."""
        log = self.env["crm.export.log"]
        both = self.customer | self.contact
        reports = self.env["ir.actions.report"].with_user(self.owner)
        reports._render_qweb_pdf("crm_customer.phone_list", both.ids)
        dialog = self._open_dialog(self.owner)
        dialog.action_print()
        self.assertEqual(len(log.search([("via", "=", "print")])), 1)
        reports._render_qweb_pdf("crm_customer.envelope", dialog.ids)
        rows = log.search([("via", "=", "print")], order="id")
        self.assertEqual(rows.mapped("rows"), [2, 1])
        self.assertEqual(rows.user_id, self.owner)
        self.assertEqual(rows[1].field_names, "Envelopes")
        self.assertEqual(rows[1].record_ids, str(self.customer.id))
        left = self.env["crm.privacy.quota"].with_user(self.owner)._get_left()
        self.assertEqual(left, self.env.company.privacy_daily_quota - 3)

    def test_beyond_the_quota_nothing_is_printed(self):
        """NF-S: what is more than the day's quota is refused, and logged as nothing."""
        self.env.company.privacy_daily_quota = 1
        reports = self.env["ir.actions.report"].with_user(self.owner)
        both = (self.customer | self.contact).ids
        with self.refused("Only 1 of 1"):
            reports._render_qweb_pdf("crm_customer.phone_list", both)
        self.assertFalse(self.env["crm.export.log"].search([("via", "=", "print")]))
        reports._render_qweb_pdf("crm_customer.phone_list", self.customer.ids)

    def test_very_many_ask_for_the_password(self):
        """CU-8, CU-10: as for exports, from a number that the company sets."""
        self.env.company.privacy_identity_rows = 1
        both = self.customer | self.contact
        reports = self.env["ir.actions.report"].with_user(self.owner)
        with self.refused("2 customers are more than the 1"):
            reports._render_qweb_pdf("crm_customer.phone_list", both.ids)
        dialog = self._open_dialog(self.owner, partners=both)
        with self.assertRaises(UserError):
            dialog.action_print()
        proof = SimpleNamespace(session={"identity-check-last": time.time()})
        with patch.object(crm_export_log, "request", new=proof):
            reports._render_qweb_pdf("crm_customer.envelope", dialog.ids)
        self.assertEqual(
            self._open_dialog(self.owner).action_print()["type"], "ir.actions.report"
        )

    def test_recipients_are_metered(self):
        """NF-S: the dialog's rows are contact data as the customer's are."""
        dialog = self._open_dialog(self.owner)
        lines = self.env["crm.customer.print.line"].with_user(self.owner)
        lines = lines.create(
            [{"print_id": dialog.id, "street": f"Road {n} Zq"} for n in range(90)]
        )
        quota = self.env["crm.privacy.quota"].with_user(self.owner)
        before = quota._get_left()
        lines.read(["street"])
        self.assertEqual(quota._get_left(), before - 90)
