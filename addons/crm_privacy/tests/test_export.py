import io
import json

import openpyxl

from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .secrets_common import SecretsCase

# what a browser sends when its user opens an address
BROWSER = {
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
}


@tagged("post_install", "-at_install")
class TestExport(SecretsCase):
    def setUp(self):
        super().setUp()
        self.env.cr.postcommit.clear()
        self.log = self.env["crm.export.log"]

    def export(self, user, records=None, names=("name", "phone")):
        records = self.customer if records is None else records
        return records.with_user(user).export_data(list(names))["datas"]

    def test_permission(self):
        """CU-8: without the right nothing leaves, core's own right is not enough."""
        for user in (self.owner, self.executive, self.administrator):
            with self.subTest(user=user.login), self.refused("export"):
                self.export(user)
        core = self.env.ref("base.group_allow_export")
        self.owner.group_ids += core
        with self.refused("Customer Operations", AccessError):
            self.export(self.owner)
        vendor = self.env["res.partner"].create({"name": "Vendor Zq"})
        self.assertTrue(self.export(self.owner, vendor))
        self.assertFalse(self.log.search([("user_id", "=", self.owner.id)]))
        self.owner.group_ids += self.env.ref("crm_privacy.group_operation_export")
        self.assertTrue(self.export(self.owner))

    def test_exactly_what_the_user_sees(self):
        """CU-8: an export reads as its user."""
        self.colleague.group_ids += self.env.ref("crm_privacy.group_operation_export")
        with self.assertRaises(AccessError):
            self.export(self.colleague)

    def test_log(self):
        """CU-8: who, when, rows, fields and which ones; never changed."""
        self.export(self.supervisor)
        row = self.log.search([("user_id", "=", self.supervisor.id)])
        self.assertEqual((row.model, row.rows, row.via), ("res.partner", 1, "rpc"))
        self.assertEqual(row.field_names, "name, phone")
        self.assertEqual(row.record_ids, str(self.customer.id))
        for call in (lambda: row.write({"rows": 0}), row.unlink):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            self.log.with_user(self.supervisor).create([{"rows": 1}])
        self.assertTrue(self.log.with_user(self.executive).search([]))
        with self.assertRaises(AccessError):
            self.log.with_user(self.owner).search([])

    def test_documents_and_leads_are_logged(self):
        """CU-8: leads always, documents when they reach into the customer."""
        lead = self.env["crm.lead"].create({"name": "Lead Zq", "phone": "13800138000"})
        self.export(self.supervisor, lead)
        team = self.env["crm.team"].create({"name": "Team Zq"})
        self.export(self.supervisor, team, ["name", "user_id/name"])
        activity = self.env["mail.activity"].create(
            {"summary": "Zq", "user_id": self.supervisor.id}
        )
        self.export(self.supervisor, activity, ["summary"])
        self.export(self.supervisor, lead, ["partner_id/name"])
        logged = self.log.search([("user_id", "=", self.supervisor.id)])
        self.assertEqual(logged.mapped("model"), ["crm.lead", "crm.lead"])
        user = self.env["res.users"]
        self.assertTrue(user._reaches_customers(["partner_id", "phone"]))
        self.assertTrue(user._reaches_customers(["partner_id", "child_ids", "email"]))
        self.assertFalse(user._reaches_customers(["partner_id", "name"]))
        self.assertFalse(user._reaches_customers(["partner_id", "id"]))

    def test_large_export_over_an_interface_is_refused(self):
        """CU-8: above the company's size only the web client asks who you are."""
        self.env.company.privacy_identity_rows = 1
        other = self.create_held("Other Zq")
        with self.refused("web client"):
            self.export(self.supervisor, self.customer + other)
        self.assertTrue(self.export(self.supervisor))
        self.env.company.privacy_identity_rows = 0
        self.assertTrue(self.export(self.supervisor, self.customer + other))

    def test_quota(self):
        """NF-S: exported rows count; what is more than is left is refused."""
        self.env.company.privacy_daily_quota = 1
        self.export(self.supervisor)
        with self.refused("0 of 1"):
            self.export(self.supervisor)


@tagged("post_install", "-at_install")
class TestExportHttp(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the log of a reading request is written by a second cursor
        cls.set_registry_readonly_mode(False)
        cls.supervisor = new_test_user(
            cls.env,
            "export_boss",
            groups="base.group_user,sales_team.group_sale_manager",
        )
        cls.seller = new_test_user(
            cls.env, "export_seller", groups="sales_team.group_sale_salesman"
        )
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": name, "customer_state": "potential"}
                for name in ("@SUM(A1) Zq", "=1+1 Zq", "http://zq.example.cn")
            ]
        )

    def post(self, path, data):
        return self.url_open(
            path,
            data={"data": json.dumps(data), "csrf_token": Request.csrf_token(self)},
        )

    def ask(self, **changes):
        return {
            "model": "res.partner",
            "fields": [{"name": "name", "label": "Name", "type": "char"}],
            "ids": False,
            "domain": [["id", "in", self.customers.ids]],
            "import_compat": False,
            **changes,
        }

    def last_log(self):
        return self.env["crm.export.log"].search([], limit=1)

    def test_sheets_are_logged_and_hold_texts(self):
        """CU-8: filter, rows and way are kept; no cell is live."""
        self.authenticate("export_boss", "export_boss")
        answer = self.post("/web/export/csv", self.ask())
        self.assertIn("'@SUM(A1) Zq", answer.text)
        log = self.last_log()
        self.assertEqual((log.via, log.rows), ("csv", 3))
        self.assertIn(str(self.customers[0].id), log.domain)
        self.post("/web/export/xlsx", self.ask())
        self.assertEqual(self.last_log().via, "xlsx")

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export")
    def test_refused_without_the_right(self):
        """People table: account managers have no export."""
        self.authenticate("export_seller", "export_seller")
        before = self.last_log()
        self.assertEqual(self.post("/web/export/csv", self.ask()).status_code, 500)
        answer = self.post("/web/pivot/export_xlsx", self.table())
        self.assertNotEqual(answer.headers["Content-Type"][-5:], "sheet")
        self.assertEqual(self.last_log(), before)

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export")
    def test_identity(self):
        """CU-8: above the size the password is asked for once in ten minutes."""
        self.env.company.privacy_identity_rows = 2
        session = self.authenticate("export_boss", "export_boss")
        answer = self.post("/web/export/csv", self.ask())
        self.assertEqual(answer.status_code, 500)
        self.assertIn("_check_identity_of", answer.text)
        dialog = self.identity_dialog()
        self.assertEqual(dialog["res_model"], "res.users.identitycheck")
        self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": "res.users.identitycheck",
                "method": "run_check",
                "args": [dialog["res_id"]],
                "kwargs": {"context": {"password": "export_boss"}},
            },
        )
        self.assertFalse(self.identity_dialog())
        self.assertEqual(self.post("/web/export/csv", self.ask()).status_code, 200)
        self.assertTrue(session)

    def identity_dialog(self):
        domain = [["id", "in", self.customers.ids]]
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": "crm.export.log",
                "method": "get_identity_action",
                "args": ["res.partner", False, domain, ["name"]],
                "kwargs": {},
            },
        )

    def table(self):
        return {
            "title": "=Zq/1",
            "model": "res.partner",
            "measure_count": 1,
            "col_group_headers": [
                [{"title": "=HYPERLINK(1)", "width": 1, "height": 1}],
            ],
            "measure_headers": [
                {"title": "=A1", "width": 1, "height": 1, "is_bold": 0}
            ],
            "rows": [
                {"title": "=2+2", "indent": 0, "values": [{"value": "http://zq.cn"}]},
                {"title": "Zq", "indent": 1, "values": [{"value": 7, "is_bold": True}]},
            ],
        }

    def test_pivot(self):
        """CU-8: a pivot table is an export: logged, and texts stay texts."""
        self.authenticate("export_boss", "export_boss")
        answer = self.post("/web/pivot/export_xlsx", self.table())
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        cells = {cell.coordinate: cell for row in sheet.iter_rows() for cell in row}
        self.assertEqual(cells["B1"].value, "=HYPERLINK(1)")
        self.assertEqual(cells["A3"].value, "=2+2")
        self.assertEqual(cells["B4"].value, 7)
        for cell in cells.values():
            self.assertNotEqual(cell.data_type, "f", cell.coordinate)
            self.assertIsNone(cell.hyperlink, cell.coordinate)
        log = self.last_log()
        self.assertEqual((log.via, log.rows), ("pivot", 2))

    def test_json_address(self):
        """CU-8: /json is an export too."""
        self.env["ir.config_parameter"].set_param("web.json.enabled", "True")
        action = self.env.ref("crm_customer.res_partner_action_customers")
        self.authenticate("export_boss", "export_boss")
        domain = f"[('id','in',{self.customers.ids})]"
        path = f"/json/1/action-{action.id}?view_type=list&domain={domain}"
        answer = self.url_open(path, headers=BROWSER)
        self.assertEqual(len(answer.json()["records"]), 3)
        log = self.last_log()
        self.assertEqual((log.via, log.rows), ("json", 3))
        core = self.env.ref("base.group_allow_export")
        self.seller.group_ids += core
        self.authenticate("export_seller", "export_seller")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(path, headers=BROWSER).status_code, 403)
        self.assertEqual(self.last_log(), log)
