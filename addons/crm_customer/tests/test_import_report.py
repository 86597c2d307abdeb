import io

import openpyxl

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .import_common import ImportCommon
from .import_rows import TITLES, make_rows, read_workbook


@tagged("post_install", "-at_install")
class TestImportReport(ImportCommon):
    """CU-8: an import ends with a report."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = make_rows(30)
        cls.rows[1]["手机"] = "1380013"
        cls.rows[4]["法人代表"] = "=1+1"
        cls.rows[4]["邮箱"] = "a@@b.cn"

    def import_own(self, user=None):
        return self.get_report(self.import_rows(self.rows, user, titles=TITLES))

    def test_report_counts_and_names(self):
        report = self.import_own(self.seller)
        self.assertRecordValues(
            report,
            [
                {
                    "file_name": "customers.xlsx",
                    "user_id": self.seller.id,
                    "read_count": 30,
                    "created_count": 28,
                    "contact_count": 28,
                    "warned_count": 0,
                    "refused_count": 2,
                    "state": "done",
                }
            ],
        )
        self.assertRecordValues(
            report.refused_line_ids,
            [
                {"row": 3, "field_labels": "手机", "name": self.rows[1]["客户名称"]},
                {"row": 6, "field_labels": "邮箱", "name": self.rows[4]["客户名称"]},
            ],
        )
        self.assertIn("1380013", report.refused_line_ids[0].reason)
        self.assertIn("1380013", report.refused_line_ids[0].values)

    def test_twenty_rows_are_drawn_and_shown_beside_the_result(self):
        report = self.import_own()
        sample = report.sample_line_ids
        self.assertEqual(len(sample), 20)
        line = sample.filtered("partner_id")[0]
        row = self.rows[line.row - 2]
        self.assertIn(row["手机"], line.sheet_text)
        self.assertIn(row["手机"], line.record_text)
        line.partner_id.phone = "0571-85000000"
        line.invalidate_recordset(["record_text"])
        self.assertIn("0571-85000000", line.record_text, "as it is now")

    def test_refused_rows_can_be_corrected_and_imported_again(self):
        report = self.import_own()
        cells = read_workbook(report._get_refused_workbook())
        self.assertEqual([cell for cell, _type in cells[0][2:]], TITLES)
        self.assertEqual([row[0][0] for row in cells[1:]], ["3", "6"])
        formula = cells[2][2 + TITLES.index("法人代表")]
        self.assertEqual(formula, ("=1+1", "s"))
        book = openpyxl.load_workbook(io.BytesIO(report._get_refused_workbook()))
        sheet = book.active
        sheet.cell(2, 3 + TITLES.index("手机")).value = "13800009999"
        sheet.cell(3, 3 + TITLES.index("邮箱")).value = "good@example.com"
        for row in sheet.iter_rows():
            for cell in row:
                cell.data_type = "s"
        output = io.BytesIO()
        book.save(output)
        again = self.run_import(output.getvalue())
        self.assertEqual(again["messages"], [])
        self.assertEqual(len(again["ids"]), 2)

    def test_download_is_a_workbook(self):
        report = self.import_own()
        action = report.action_download_refused()
        self.assertIn(f"/crm.import/{report.id}/refused_file", action["url"])
        self.assertEqual(report.refused_file_name, "customers - refused rows.xlsx")
        self.assertTrue(report.refused_file)

    def test_reports_of_others_are_closed(self):
        report = self.import_own(self.seller)
        as_other = report.with_user(self.other)
        with self.assertRaises(AccessError):
            as_other.read(["file_name"])
        with self.assertRaises(AccessError):
            as_other.sudo().line_ids.with_user(self.other).read(["values"])
        with self.assertRaises(AccessError):
            as_other.action_undo()
        for user in (self.seller, self.manager, self.admin):
            self.assertEqual(report.with_user(user).read_count, 30)

    def test_reports_cannot_be_forged(self):
        """A forged report would let its author delete whatever it names."""
        report = self.import_own(self.seller).with_user(self.seller)
        values = {
            "file_name": "x",
            "user_id": self.seller.id,
            "date": fields.Datetime.now(),
            "company_id": self.env.company.id,
        }
        with self.assertRaises(AccessError):
            report.create(values)
        with self.assertRaises(AccessError):
            report.write({"file_name": "y"})
        with self.assertRaises(AccessError):
            report.line_ids[0].write({"partner_id": self.env.company.partner_id.id})
        with self.assertRaises(AccessError):
            report.unlink()

    def test_refused_duplicate_tells_no_contact_data(self):
        """CU-5, CU-8: what is refused tells who holds it, not how to reach it."""
        self.import_rows(self.rows[:1], titles=TITLES)
        found = self.rows[0]
        row = {"客户名称": "别的公司", "统一社会信用代码": found["统一社会信用代码"]}
        report = self.get_report(self.import_rows([row], self.seller))
        line = report.refused_line_ids
        told = " ".join([line.reason, line.record_text, line.sheet_text])
        for title in ("手机", "电话", "邮箱", "QQ", "地址", "联系人"):
            self.assertNotIn(found[title], told)


@tagged("post_install", "-at_install")
class TestImportUndo(ImportCommon):
    """CU-8: an import can be undone while nothing else refers to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = make_rows(12)

    def import_own(self, user=None):
        return self.get_report(self.import_rows(self.rows, user, titles=TITLES))

    def test_undo_removes_customers_and_contacts(self):
        report = self.import_own(self.seller).with_user(self.seller)
        partners = report.line_ids.partner_id | report.line_ids.contact_id
        self.assertEqual(len(partners), 24)
        wizard = self.env["crm.import.undo"].with_user(self.seller)
        wizard = wizard.browse(report.action_open_undo()["res_id"])
        self.assertEqual((wizard.remove_count, wizard.keep_count), (12, 0))
        answer = wizard.action_undo()
        self.assertIn("12", answer["params"]["message"])
        self.assertFalse(partners.sudo().exists())
        self.assertEqual((report.state, report.removed_count), ("undone", 12))
        with self.assertRaises(UserError):
            report.action_undo()
        again = self.import_rows(self.rows, self.seller, titles=TITLES)
        self.assertEqual(len(again["ids"]), 12, "undone rows may come again")

    def test_what_something_refers_to_stays(self):
        report = self.import_own()
        customers = report.line_ids.sorted("row").partner_id
        self.env["crm.lead"].create({"name": "x", "partner_id": customers[0].id})
        customers[1].activity_schedule("mail.mail_activity_data_todo", summary="x")
        customers[2].message_post(body="x", message_type="comment")
        self.env["res.partner"].create(
            {"name": "x", "parent_id": customers[3].id, "type": "contact"}
        )
        self.env["sale.order"].create({"partner_id": customers[4].id})
        self.env["ir.attachment"].create(
            {
                "name": "x",
                "res_model": "res.partner",
                "res_id": customers[5].child_ids.id,
                "raw": b"x",
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = write_date + interval '1 minute'"
            " WHERE id = %s",
            [customers[6].id],
        )
        report.action_undo()
        self.assertEqual(customers.exists(), customers[:7])
        reasons = dict(
            zip(
                report.kept_line_ids.mapped("row"),
                report.kept_line_ids.mapped("kept_reason"),
                strict=True,
            )
        )
        self.assertEqual(sorted(reasons), [2, 3, 4, 5, 6, 7, 8])
        self.assertIn("activities", reasons[3])
        self.assertIn("messages", reasons[4])
        self.assertIn("Contact", reasons[5])
        self.assertIn("Sales Order", reasons[6])
        self.assertIn("files", reasons[7])
        self.assertIn("later changes", reasons[8])
        self.assertEqual(report.removed_count, 5)

    def test_supervisor_may_undo_for_others(self):
        report = self.import_own(self.seller)
        report.with_user(self.manager).action_undo()
        self.assertEqual(report.removed_count, 12)

    def test_undo_of_many_needs_as_many_queries_as_of_few(self):
        counts = []
        for start, size in ((100, 5), (200, 60)):
            report = self.get_report(
                self.import_rows(make_rows(size, start), titles=TITLES)
            )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            report.action_undo()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)


@tagged("post_install", "-at_install")
class TestImportQueries(ImportCommon):
    """Design 7: no query per row."""

    def count_queries(self, size, start):
        data = make_rows(size, start)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        result = self.import_rows(data, self.seller, titles=TITLES)
        self.env.flush_all()
        self.assertEqual(len(result["ids"]), size)
        return self.env.cr.sql_log_count - before

    def test_more_rows_need_no_more_queries(self):
        self.count_queries(3, 1)  # fills the caches
        few = self.count_queries(10, 100)
        many = self.count_queries(90, 200)
        self.assertLessEqual(many, few + 10)
