from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.operations_partner import OPERATION_BUTTONS
from ..models.res_users_operations import OPERATIONS
from .secrets_common import SALESMAN, SecretsCase

LIST = "crm_customer.res_partner_view_list_customer"
FORM = "crm_customer.res_partner_view_form_customer"
MANAGER_OPERATIONS = {"share", "delete", "print"}


@tagged("post_install", "-at_install")
class TestOperations(SecretsCase):
    def _operations(self, user):
        return {name for name in OPERATIONS if user._may_operate(name)}

    def test_who_has_what(self):
        """People table: share, delete, print for account managers, all for
        supervisors; nothing for executives."""
        expected = {
            self.owner: MANAGER_OPERATIONS,
            self.supervisor: set(OPERATIONS),
            self.administrator: {"import", *MANAGER_OPERATIONS},
            self.executive: set(),
        }
        for user, operations in expected.items():
            with self.subTest(user=user.login):
                self.assertEqual(self._operations(user), operations)
        self.assertTrue(self.supervisor.has_group("base.group_allow_export"))
        self.assertFalse(self.owner.has_group("base.group_allow_export"))

    def test_leaders_have_all_while_they_lead(self):
        """People table: given with the team, taken with it, in the same request."""
        leader = new_test_user(self.env, "secrets_leader", groups=SALESMAN)
        everything = set(OPERATIONS)
        team, other = self.env["crm.team"].create(
            [{"name": "Zq 1", "user_id": leader.id}, {"name": "Zq 2"}]
        )
        self.assertEqual(self._operations(leader), everything)
        other.user_id = leader
        team.user_id = self.owner
        self.assertEqual(self._operations(leader), everything)
        self.assertEqual(self._operations(self.owner), everything)
        other.active = False
        self.assertEqual(self._operations(leader), MANAGER_OPERATIONS)
        other.active = True
        self.assertEqual(self._operations(leader), everything)
        other.unlink()
        self.assertEqual(self._operations(leader), MANAGER_OPERATIONS)

    def test_import_is_refused(self):
        """CU-8: by the screen's methods and by load alike; nothing comes in."""
        partners = self.env["res.partner"].with_user(self.owner)
        rows = [["Load Zq", "potential"]]
        with self.refused("import", AccessError):
            partners.load(["name", "customer_state"], rows)
        with self.assertRaises(AccessError):
            partners.load([".id", "comment"], [[str(self.customer.id), "x"]])
        self.assertTrue(partners.load(["name"], [["Plain Zq"]])["ids"])
        with self.assertRaises(AccessError):
            self.env["crm.lead"].with_user(self.owner).load(["name"], [["Lead Zq"]])
        wizard = self.env["base_import.import"].with_user(self.owner)
        wizard = wizard.with_context(customer_import=True).create(
            {"res_model": "res.partner", "file": b"name\nZq", "file_type": "text/csv"}
        )
        options = {"has_headers": True, "quoting": '"', "separator": ","}
        with self.assertRaises(AccessError):
            wizard.parse_preview(options)
        with self.assertRaises(AccessError):
            wizard.execute_import(["name"], ["name"], options)
        partners = partners.with_user(self.supervisor)
        update = [[str(self.customer.id), "loaded"]]
        self.assertTrue(partners.load([".id", "comment"], update)["ids"])

    def test_delete_is_refused(self):
        """People table: without the right nothing is deleted."""
        vendor = self.env["res.partner"].create({"name": "Vendor Zq"})
        contact = self.env["res.partner"].create(
            {"name": "Contact Zq", "parent_id": self.customer.id}
        )
        operation = self.env.ref("crm_privacy.group_operation_delete")
        group = self.env.ref("crm_customer.group_customer_admin")
        group.implied_ids -= operation
        with self.refused("delete customers", AccessError):
            contact.with_user(self.administrator).unlink()
        vendor.with_user(self.administrator).unlink()
        group.implied_ids += operation
        contact.with_user(self.administrator).unlink()

    def test_buttons_are_absent(self):
        """People table: no button without the right."""
        view_id = self.env.ref(LIST).id
        partners = self.env["res.partner"]
        arch = partners.with_user(self.owner).get_view(view_id, "list")["arch"]
        self.assertIn('import="0"', arch)
        # Of the view's own: an addon may put another button in place of delete.
        for user, absent in ((self.owner, False), (self.executive, True)):
            shown = partners.with_user(user)._without_refused_buttons("<list/>")
            self.assertEqual('delete="0"' in shown, absent, user.name)
        arch = partners.with_user(self.supervisor).get_view(view_id, "list")["arch"]
        self.assertNotIn('import="0"', arch)
        leads = self.env["crm.lead"]
        arch = leads.with_user(self.owner).get_view(view_type="list")["arch"]
        self.assertIn('import="0"', arch)
        plain = partners.with_user(self.owner).get_view(view_type="list")["arch"]
        self.assertNotIn('import="0"', plain)

    def test_granting_counts_at_once(self):
        """Security 27: the right counts in the same process."""
        self.owner.group_ids += self.env.ref("crm_privacy.group_operation_import")
        partners = self.env["res.partner"].with_user(self.owner)
        update = [[str(self.customer.id), "loaded"]]
        self.assertTrue(partners.load([".id", "comment"], update)["ids"])

    def test_every_operation_names_itself_when_refused(self):
        """People table: the refusal says what is missing and where to get it."""
        for operation in OPERATIONS:
            with self.subTest(operation=operation):
                with self.refused("Customer Operations", AccessError):
                    self.executive._check_operation(operation)
                self.supervisor._check_operation(operation)
                group = self.env.ref(f"crm_privacy.group_operation_{operation}")
                self.executive.group_ids += group
                self.executive._check_operation(operation)

    def test_buttons_of_addons_are_absent(self):
        """People table: a button that an addon declares goes with the right."""
        view = self.env.ref(FORM)
        self.env["ir.ui.view"].create(
            {
                "name": "share",
                "model": "res.partner",
                "inherit_id": view.id,
                "arch": """<sheet position="inside">
                    <button name="action_archive" type="object" string="Share"/>
                </sheet>""",
            }
        )
        partners = self.env["res.partner"]
        with patch.dict(OPERATION_BUTTONS, {"action_archive": "share"}):
            for user, count in ((self.owner, 1), (self.executive, 0)):
                arch = partners.with_user(user).get_view(view.id, "form")["arch"]
                with self.subTest(user=user.login):
                    self.assertEqual(arch.count('name="action_archive"'), count)


@tagged("post_install", "-at_install")
class TestPrint(SecretsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.ui.view"].create(
            {
                "name": "crm_privacy.test_sheet",
                "key": "crm_privacy.test_sheet",
                "type": "qweb",
                "arch": """<t t-name="crm_privacy.test_sheet">
                    <p t-foreach="docs" t-as="doc" t-out="doc.name"/></t>""",
            }
        )
        cls.report = cls.env["ir.actions.report"].create(
            {
                "name": "Sheet",
                "model": "res.partner",
                "report_name": "crm_privacy.test_sheet",
                "report_type": "qweb-pdf",
            }
        )
        cls.report.create_action()
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact Zq", "parent_id": cls.customer.id}
        )
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor Zq"})

    def _ways(self, user, ids):
        report = self.env["ir.actions.report"].with_user(user)
        for render in (
            report._render_qweb_pdf,
            report._render_qweb_html,
            report._render_qweb_text,
            report._render,
        ):
            yield render.__name__, lambda render=render: render(self.report.id, ids)

    def test_printing_needs_the_right(self):
        """People table: PDF, HTML and text; contacts follow; vendors need none."""
        customers = (self.customer | self.contact).ids
        for ids in (customers, self.contact.ids, (self.vendor | self.contact).ids):
            for name, render in self._ways(self.executive, ids):
                with (
                    self.subTest(way=name, ids=ids),
                    self.refused("print", AccessError),
                ):
                    render()
            for name, render in self._ways(self.supervisor, ids):
                with self.subTest(way=name, ids=ids):
                    self.assertIn(b"Contact Zq", render()[0])
        for name, render in self._ways(self.executive, self.vendor.ids):
            with self.subTest(way=name):
                self.assertIn(b"Vendor Zq", render()[0])

    def test_documents_are_printed_without_it(self):
        """People table: an order is no customer."""
        salesman = self.env.ref("sales_team.group_sale_salesman")
        salesman.implied_ids -= self.env.ref("crm_privacy.group_operation_print")
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "user_id": self.owner.id}
        )
        for _name, render in self._ways(self.owner, self.customer.ids):
            with self.refused("print", AccessError):
                render()
        report = self.env["ir.actions.report"].with_user(self.owner)
        html, _kind = report._render_qweb_html(
            "sale.action_report_saleorder", order.ids
        )
        self.assertIn(order.name.encode(), html)

    def test_print_menu(self):
        """People table: no entry in the Print menu without the right."""
        views = [(self.env.ref(FORM).id, "form"), (self.env.ref(LIST).id, "list")]
        partners = self.env["res.partner"]
        for user, expected in ((self.executive, False), (self.owner, True)):
            found = partners.with_user(user).get_views(views, {"toolbar": True})
            for kind in ("form", "list"):
                with self.subTest(user=user.login, view=kind):
                    toolbar = found["views"][kind]["toolbar"]
                    self.assertEqual("print" in toolbar, expected)
