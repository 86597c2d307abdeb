import io

import openpyxl

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_customer.controllers.crm_import import CustomerImportTemplate

from .import_common import ImportCommon
from .import_rows import make_row


@tagged("post_install", "-at_install")
class TestCustomFieldImport(ImportCommon):
    """CU-7, CU-8: custom fields in the template, in files and in what they become."""

    def setUp(self):
        self.registry_enter_test_mode()
        self.addCleanup(self.registry.reset_changes)
        super().setUp()
        self.fields = self.env["crm.custom.field"].with_user(self.admin)

    def _add_field(self, label, field_type="char", choices=(), **values):
        return self.fields.create(
            {
                "name": label,
                "field_type": field_type,
                "choice_ids": [Command.create({"name": name}) for name in choices],
                **values,
            }
        )

    def _add_fields(self):
        """Add one field of each type; return ``{label: technical name}``."""
        fields = [
            self._add_field("车队规模", "integer"),
            self._add_field("年采购额", "monetary"),
            self._add_field("签约日", "date"),
            self._add_field("有仓库", "boolean"),
            self._add_field("合作方式", "choice", ["直销", "代理"]),
            self._add_field("包装要求", "choices", ["木箱", "纸箱"]),
            self._add_field("客服专员", "record", relation="res.users"),
            self._add_field("爱好", place="contact"),
        ]
        return {field.name: field.technical_name for field in fields}

    def _read_template(self, user):
        data = CustomerImportTemplate()._build_template(self.env(user=user))
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        return [cell.value for cell in sheet[1]]

    def test_file_with_custom_columns(self):
        names = self._add_fields()
        values = {
            "车队规模": "12",
            "年采购额": "3500.5",
            "签约日": "2026-03-05",
            "有仓库": "是",
            "合作方式": "代理",
            "包装要求": "木箱、纸箱",
            "客服专员": self.other.name,
            "爱好": "围棋",
        }
        rows = [make_row(1, **values), make_row(2, **{"合作方式": "加盟"})]
        result = self.import_rows(rows)
        self.assertEqual(self.get_refused(result), {3: [names["合作方式"]]})
        customer = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(customer[names["车队规模"]], 12)
        self.assertEqual(customer[names["年采购额"]], 3500.5)
        self.assertEqual(str(customer[names["签约日"]]), "2026-03-05")
        self.assertTrue(customer[names["有仓库"]])
        self.assertEqual(customer[names["合作方式"]].name, "代理")
        self.assertEqual(len(customer[names["包装要求"]]), 2)
        self.assertEqual(customer[names["客服专员"]], self.other)
        self.assertEqual(customer.child_ids[names["爱好"]], "围棋")
        exported = customer.export_data(["name", names["合作方式"]])
        self.assertEqual(exported["datas"][0][1], "代理")

    def test_administrator_adds_choices_and_nobody_else_s_records(self):
        names = self._add_fields()
        rows = [
            make_row(1, **{"合作方式": "加盟"}),
            make_row(2, **{"客服专员": "无名"}),
        ]
        result = self.import_rows(rows, self.admin, add_unknown_values=True)
        self.assertEqual(self.get_refused(result), {3: [names["客服专员"]]})
        customer = self.env["res.partner"].browse(result["ids"])
        choice = customer[names["合作方式"]]
        self.assertEqual(choice.name, "加盟")
        self.assertEqual(choice.field_id.name, "合作方式")

    def test_template(self):
        """CU-7, CU-8: the template has the fields that the reader may fill in."""
        self._add_fields()
        self._add_field("备用", is_importable=False)
        self._add_field(
            "评级", edit_group_ids=self.env.ref("sales_team.group_sale_manager").ids
        )
        self._add_field("旧栏").action_hide()
        titles = self._read_template(self.manager)
        self.assertLessEqual({"车队规模", "爱好", "评级"}, set(titles))
        self.assertTrue({"备用", "旧栏"}.isdisjoint(titles))
        self.assertNotIn("评级", self._read_template(self.seller))

    def test_who_may_not_change_a_field_does_not_import_it(self):
        group = self.env.ref("sales_team.group_sale_manager")
        name = self._add_field("评级", edit_group_ids=group.ids).technical_name
        closed = self._add_field("备用", is_importable=False).technical_name
        screen, preview = self.upload(
            b"name,rating,spare\nFirm,A,B\n", self.seller, file_name="a.csv"
        )
        for field in (name, closed):
            with self.subTest(field=field):
                self.assertNotIn([field], (preview["matches"] or {}).values())
        options = {**preview["options"], "limit": 10, "skip": 0}
        titles = ["name", "rating", "spare"]
        with self.assertRaises(AccessError):
            screen.execute_import(["name", name, False], titles, options)
        refused = screen.execute_import(["name", False, closed], titles, options)
        self.assertFalse(refused["ids"])
