import io
import json

import openpyxl

from odoo import http
from odoo.tests import HttpCase, tagged

from .import_common import ImportCommon
from .import_rows import make_row


@tagged("post_install", "-at_install")
class TestImportHttp(ImportCommon, HttpCase):
    """CU-8: what is downloaded around an import."""

    def read_sheet(self, response):
        self.assertEqual(response.status_code, 200)
        return openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]

    def test_template_has_the_titles_of_the_user_s_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for lang, title in (("en_US", "Customer Name"), ("zh_CN", "客户名称")):
            with self.subTest(lang=lang):
                self.seller.lang = lang
                self.authenticate("import_seller", "import_seller")
                templates = (
                    self.env["res.partner"]
                    .with_user(self.seller)
                    .with_context(default_customer_state="potential")
                    .get_import_templates()
                )
                sheet = self.read_sheet(self.url_open(templates[0]["template"]))
                self.assertEqual(sheet["A1"].value, title)
                for column in sheet.column_dimensions.values():
                    self.assertEqual(column.number_format, "@", "no digits are lost")

    def test_template_comes_back_matched(self):
        self.authenticate("import_seller", "import_seller")
        data = self.url_open("/crm_customer/import_template").content
        book = openpyxl.load_workbook(io.BytesIO(data))
        book.worksheets[0]["A2"] = "甲公司"
        output = io.BytesIO()
        book.save(output)
        _screen, preview = self.upload(output.getvalue(), self.seller)
        self.assertEqual(len(preview["matches"]), len(preview["headers"]))

    def test_contacts_have_no_template_of_ours(self):
        templates = self.env["res.partner"].get_import_templates()
        self.assertNotIn("crm_customer", str(templates))

    def test_formula_comes_out_of_an_export_as_text(self):
        """CU-8, NF-I: text never becomes a formula or link."""
        result = self.import_rows([make_row(1, 法人代表="=1+1")])
        exporter = self.admin
        exporter.group_ids += self.env.ref("base.group_allow_export")
        self.authenticate(exporter.login, exporter.login)
        columns = [
            {"name": name, "label": name, "type": "char"}
            for name in ("name", "legal_representative")
        ]
        request = {
            "model": "res.partner",
            "fields": columns,
            "ids": result["ids"],
            "domain": [],
            "groupby": [],
            "import_compat": False,
        }
        response = self.url_open(
            "/web/export/xlsx",
            data={
                "data": json.dumps(request),
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        cell = self.read_sheet(response)["B2"]
        self.assertEqual((cell.value, cell.data_type), ("=1+1", "s"))

    def test_refused_rows_are_downloaded_by_their_owner_alone(self):
        report = self.get_report(
            self.import_rows([make_row(1, 手机="1380013")], self.seller)
        )
        url = report.action_download_refused()["url"]
        self.authenticate("import_seller", "import_seller")
        self.assertEqual(self.read_sheet(self.url_open(url))["A2"].value, "2")
        self.authenticate("import_other", "import_other")
        self.assertNotEqual(self.url_open(url).status_code, 200)
