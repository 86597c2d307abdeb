import socket

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools.pdf import html_to_pdf
from .print_common import PrintCase, read_fonts, read_page_sizes, read_text

MARKUP = '<b>粗体</b> & <img src="file:///etc/hostname">'
LISTS = ("address_list", "phone_list", "customer_sheet")


@tagged("post_install", "-at_install")
class TestPrintedLists(PrintCase):
    def test_what_each_shows(self):
        """CU-10: address list, phone list, customer sheet; Chinese, page numbers, the
        firm's head."""
        self.customer.write(
            {"customer_needs": "需要客户管理系统", "legal_representative": "陈海"}
        )
        self.env.company.name = "远洋集团"
        shown = {
            "address_list": ("201203", "上海市张江路665号3幢", "采购部", "王芳 女士"),
            "phone_list": ("13912345678", "021-52345678", "采购部", "王芳"),
            "customer_sheet": (
                self.customer.customer_code,
                "上海市张江路665号3幢",
                "13912345678",
                "需要客户管理系统",
                "陈海",
                "王芳",
            ),
        }
        for name, parts in shown.items():
            pdf = self._render(f"crm_customer.{name}", self.customer.ids)
            text = read_text(pdf, "-layout")
            with self.subTest(report=name):
                for part in ("东海灯塔科技有限公司", "远洋集团", *parts):
                    self.assertIn(part, text)
                self.assertRegex(text, r"1\s*/\s*1")
                self.assertTrue(all(embedded for _name, embedded in read_fonts(pdf)))

    def test_many(self):
        """CU-10: a page for each customer, lists over many pages with their head."""
        customers = self.env["res.partner"].create(
            [
                {
                    "name": f"潮汐{number}号",
                    "customer_state": "potential",
                    **self._address(),
                }
                for number in range(60)
            ]
        )
        sheets = read_text(self._render("crm_customer.customer_sheet", customers.ids))
        self.assertEqual(sheets.count("\f"), 60)
        self.assertRegex(sheets, r"60\s*/\s*60")
        rows = self._render("crm_customer.address_list", customers.ids)
        text = read_text(rows, "-layout")
        pages = text.count("\f")
        self.assertGreater(pages, 1)
        self.assertEqual(text.count("Postcode"), pages)
        for number in (0, 59):
            self.assertIn(f"潮汐{number}号", text)
        self.assertEqual(read_page_sizes(rows), {(297, 210)})

    def test_text_is_never_markup(self):
        """CU-10, NF-S: what people type is printed as they typed it."""
        customer = self._create_customer(
            MARKUP, **self._address(street=MARKUP), customer_needs=MARKUP
        )
        customer.comment = "<p>内部 <b>说明</b></p>"
        for name in LISTS:
            text = read_text(self._render(f"crm_customer.{name}", customer.ids))
            with self.subTest(report=name):
                self.assertIn("<b>粗体</b>", text)
        self.assertNotIn("<p>", text)
        self.assertIn("内部", text)
        for kind in ("envelope", "label"):
            dialog = self._open_dialog(customer, kind=kind)
            with self.subTest(report=kind):
                self.assertIn("<b>粗体</b>", read_text(self._print(dialog)))

    def test_the_engine_is_a_report_s_own(self):
        """CU-10: other reports stay with Odoo's engine; the client is told which."""
        report = self.env.ref("crm_customer.report_customer_sheet")
        action = report.report_action(self.customer, config=False)
        self.assertEqual(action["pdf_engine"], "weasyprint")
        self.assertIn("pdf_engine", report._get_readable_fields())
        others = self.reports.search([("report_name", "not like", "crm_customer.%")])
        self.assertEqual(set(others.mapped("pdf_engine")), {"wkhtmltopdf"})

    def test_a_report_that_is_kept_makes_a_file_each(self):
        """CU-10: reports of this engine can be attached to their records."""
        report = self.env.ref("crm_customer.report_customer_sheet")
        report.attachment = "object.name + '.pdf'"
        both = self.customer | self._create_customer("潮汐科技")
        pdf = self._render("crm_customer.customer_sheet", both.ids)
        self.assertEqual(read_text(pdf).count("\f"), 2)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", both.ids)]
        )
        names = {f"{customer.name}.pdf" for customer in both}
        self.assertEqual(set(files.mapped("name")), names)


@tagged("post_install", "-at_install")
class TestNothingIsFetched(PrintCase):
    @mute_logger("weasyprint")
    def test_no_address_is_opened(self):
        """NF-S: neither the network nor the disk, by whatever tag or style."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.setblocking(False)
            url = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
            for address in (
                url,
                "file:///etc/hostname",
                "//127.0.0.1/x",
                "/etc/passwd",
            ):
                html_to_pdf(
                    f"""<html><head><link rel="stylesheet" href="{address}"/>
                    <link rel="attachment" href="{address}"/>
                    <style>@import url({address});
                    @font-face {{ font-family: x; src: url({address}) }}
                    p {{ background: url({address}); font-family: x }}</style></head>
                    <p>x</p><img src="{address}"/><object data="{address}"></object>
                    <embed src="{address}"/><svg width="9" height="9">
                    <image href="{address}" width="9" height="9"/></svg></html>"""
                )
            with self.assertRaises(BlockingIOError):
                server.accept()

    @mute_logger("weasyprint")
    def test_a_file_does_not_get_in(self):
        """NF-S: a picture on the disk of the server is not printed."""
        pdf = html_to_pdf(
            '<p>x</p><img src="file:///usr/share/pixmaps/debian-logo.png">'
        )
        self.assertNotIn(b"/Subtype /Image", pdf)
        dot = (
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlE"
            "QVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        )
        self.assertIn(b"/Image", html_to_pdf(f'<img src="{dot}">'))


@tagged("post_install", "-at_install")
class TestPrintOverHttp(PrintCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # an addon above writes what was printed down, in a transaction of its own
        cls.set_registry_readonly_mode(False)

    def test_addresses_of_reports(self):
        """CU-10: the addresses that the Print menu uses, for people who signed in."""
        url = f"/report/pdf/crm_customer.customer_sheet/{self.customer.id}"
        self.assertNotIn("pdf", self.url_open(url).headers["Content-Type"])
        self.authenticate(self.supervisor.login, self.supervisor.login)
        answer = self.url_open(url)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertIn("东海灯塔", read_text(answer.content))
        html = self.url_open(url.replace("/pdf/", "/html/"))
        self.assertIn("东海灯塔", html.text)
