import doctest
import io
import zipfile
from unittest.mock import patch

import openpyxl

from odoo.tests import BaseCase, tagged

from ..models import crm_import_columns, crm_import_parsing, crm_import_sheet
from ..models.crm_import_sheet import SheetError, read_csv, read_text, read_xlsx
from .import_common import ImportCommon
from .import_rows import TITLES, make_row, make_workbook, save_workbook


@tagged("post_install", "-at_install")
class TestImportReading(BaseCase):
    """CU-8, NF-I: files as offices hand them over."""

    def test_doctests(self):
        for module in (crm_import_columns, crm_import_parsing, crm_import_sheet):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted, f"{module.__name__} has no examples")
            self.assertFalse(result.failed)

    def test_rows_keep_the_number_that_the_spreadsheet_shows(self):
        rows, _names, _name = read_xlsx(
            make_workbook([{"客户名称": "甲"}, None, None, {"客户名称": "乙"}])
        )
        self.assertEqual([row.number for row in rows], [1, 2, 5])
        rows = read_csv("a,b\n\n1,2\n\n\n3,4\n")
        self.assertEqual([row.number for row in rows], [1, 3, 6])

    def test_numbers_become_the_text_that_was_typed(self):
        book = openpyxl.Workbook()
        book.active.append(["手机", "代码", "金额", "空"])
        book.active.append([13800139999.0, 911101057000000000.0, 0.5, None])
        rows, _names, _name = read_xlsx(save_workbook(book))
        self.assertEqual(rows[1][0], "13800139999")
        self.assertTrue(crm_import_parsing.is_shortened(rows[1][1]))
        self.assertEqual(rows[1][2:], ["0.5", ""])

    def test_formula_without_result_is_its_text(self):
        book = openpyxl.Workbook()
        book.active.append(["名称", "法人"])
        book.active.append(["甲", "=1+1"])
        rows, _names, _name = read_xlsx(save_workbook(book))
        self.assertEqual(rows[1], ["甲", "=1+1"])

    def test_encodings_and_separators(self):
        text = "客户名称;手机;地址\n甲公司;13800138000;a,b\n"
        cases = [
            (text.encode("gbk"), ";"),
            (text.encode("utf-8-sig"), ";"),
            (text.encode("utf-16"), ";"),
            (text.replace(";", "\t").encode(), "\t"),
            (text.replace("a,b", "x").replace(";", ",").encode("gb18030"), ","),
        ]
        for data, separator in cases:
            with self.subTest(data=data[:12]):
                decoded, _encoding = read_text(data)
                found = crm_import_sheet.guess_separator(decoded)
                self.assertEqual(found, separator)
                rows = read_csv(decoded, found)
                self.assertEqual(rows[0][:2], ["客户名称", "手机"])
                self.assertEqual(rows[1][1], "13800138000")

    def assert_refused(self, code, read, *args):
        with self.assertRaises(SheetError) as caught:
            read(*args)
        self.assertEqual(caught.exception.code, code)

    def test_files_that_are_refused(self):
        self.assert_refused("empty", read_text, b" \n")
        self.assert_refused("broken", read_xlsx, b"PK\x03\x04 no zip at all")
        self.assert_refused("broken", read_text, b"PK\x03\x04 a workbook named .csv")
        self.assert_refused("encoding", read_text, b"\xff\x81\x30\xff", "utf-8")
        self.assert_refused("cell", read_csv, 'a,b\n1,"' + "x" * 2_100_000 + '"\n')

    def test_merged_cells_below_the_titles_are_refused(self):
        book = openpyxl.Workbook()
        for row in (["名称", "区域"], ["甲", "华东"], ["乙", None]):
            book.active.append(row)
        book.active.merge_cells("B2:B3")
        self.assert_refused("merged", read_xlsx, save_workbook(book))

    def test_merged_titles_are_no_matter(self):
        book = openpyxl.Workbook()
        for row in (["名称", None], ["甲", "华东"]):
            book.active.append(row)
        book.active.merge_cells("A1:B1")
        rows, _names, _name = read_xlsx(save_workbook(book))
        self.assertEqual(len(rows), 2)

    def test_macros_are_refused(self):
        data = io.BytesIO(make_workbook([make_row(1)]))
        with zipfile.ZipFile(data, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"macro")
        self.assert_refused("macro", read_xlsx, data.getvalue())

    def test_zip_bomb_is_not_opened(self):
        data = io.BytesIO(make_workbook([make_row(1)]))
        with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/bomb.bin", b"0" * 2_000_000)
        with patch.object(crm_import_sheet, "MAX_UNPACKED", 1_000_000):
            self.assert_refused("size", read_xlsx, data.getvalue())

    def test_too_many_rows_are_refused(self):
        with patch.object(crm_import_sheet, "MAX_ROWS", 3):
            self.assert_refused("rows", read_csv, "a\n1\n2\n3\n")


@tagged("post_install", "-at_install")
class TestImportPreview(ImportCommon):
    """CU-8: what the import screen shows of a file."""

    def test_chinese_titles_match_in_any_language(self):
        for lang in ("en_US", "zh_CN"):
            with self.subTest(lang=lang):
                self.env["res.lang"]._activate_lang(lang)
                self.env = self.env(context={"lang": lang})
                _screen, preview = self.upload(make_workbook([make_row(1)], TITLES))
                paths = ["/".join(path) for path in preview["matches"].values()]
                self.assertEqual(
                    paths,
                    [
                        "name",
                        "company_type",
                        "customer_category_id",
                        "customer_level_id",
                        "region_id",
                        "source_id",
                        "industry_id",
                        "child_ids/name",
                        "child_ids/function",
                        "phone",
                        "child_ids/mobile",
                        "child_ids/email",
                        "child_ids/qq",
                        "zip",
                        "street",
                        "vat",
                        "legal_representative",
                        "registered_capital",
                    ],
                )

    def test_titles_with_spaces_width_and_marks(self):
        data = make_workbook(
            [{" *客 户 名 称（必填）": "甲", "ＱＱ": "12345", "手机:": ""}]
        )
        _screen, preview = self.upload(data)
        self.assertEqual(
            [path for path in preview["matches"].values()],
            [["name"], ["qq"], ["mobile"]],
        )

    def test_every_proposed_column_is_in_the_list_of_fields(self):
        _screen, preview = self.upload(make_workbook([make_row(1)], TITLES))
        offered = set()
        for field in preview["fields"]:
            offered.add(field["name"])
            offered |= {f"{field['name']}/{sub['name']}" for sub in field["fields"]}
        for path in preview["matches"].values():
            self.assertIn("/".join(path), offered)

    def test_bad_files_get_a_sentence(self):
        for data, name, words in (
            (b"", "a.csv", "is empty"),
            ("客户名称,手机\n".encode(), "a.csv", "no row below"),
            (b"PK\x03\x04broken", "a.xlsx", "cannot be opened"),
        ):
            with self.subTest(name=name, words=words):
                _screen, preview = self.upload(data, file_name=name)
                self.assertIn(words, preview["error"])

    def test_other_models_are_read_by_core(self):
        screen = self.env["base_import.import"].create(
            {
                "res_model": "crm.lead",
                "file": b"name,phone\nx,1\n",
                "file_type": "text/csv",
            }
        )
        preview = screen.parse_preview({"has_headers": True, "quoting": '"'})
        self.assertEqual(preview["matches"], {0: ["name"], 1: ["phone"]})
