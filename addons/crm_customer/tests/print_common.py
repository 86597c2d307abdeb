import io
import re
import subprocess
from typing import NamedTuple

from PIL import Image

from .common import CustomerCommon

POINT = 25.4 / 72  # millimetres
DPI = 200
DOT = 25.4 / DPI  # millimetres
DARK = 110  # grey value below which a dot is ink, not the light red of a box
WORD = re.compile(
    r'<word xMin="([\d.-]+)" yMin="([\d.-]+)"'
    r' xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
)


class Word(NamedTuple):
    """A word on a page, in millimetres from its upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


def poppler(program, pdf, *options):
    done = subprocess.run(
        [program, *options, "-", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return done.stdout


def read_text(pdf, *options):
    """Return the text of a PDF as a reader would copy it."""
    return poppler("pdftotext", pdf, *options).decode()


def read_words(pdf):
    """Return every word with its place."""
    words = []
    pages = read_text(pdf, "-bbox").split("<page ")[1:]
    for number, page in enumerate(pages, 1):
        for *box, text in WORD.findall(page):
            left, top, right, bottom = (float(value) * POINT for value in box)
            words.append(Word(number, left, top, right, bottom, text))
    return words


def read_fonts(pdf):
    """Return [(name, embedded)] of the fonts in a PDF."""
    done = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True)
    rows = done.stdout.decode().splitlines()[2:]
    return [(row.split()[0], row.split()[-5] == "yes") for row in rows]


def read_page_sizes(pdf):
    """Return {(width, height)} of the pages, in whole millimetres."""
    done = subprocess.run(
        ["pdfinfo", "-l", "-1", "-"], input=pdf, capture_output=True, check=True
    )
    found = re.findall(r"size:\s+([\d.]+) x ([\d.]+)", done.stdout.decode())
    return {tuple(round(float(side) * POINT) for side in size) for size in found}


def draw(pdf, page=1):
    """Return a page as a grey picture of 200 dots an inch."""
    options = ("-r", str(DPI), "-gray", "-f", str(page), "-l", str(page))
    done = subprocess.run(
        ["pdftoppm", *options, "-"], input=pdf, capture_output=True, check=True
    )
    return Image.open(io.BytesIO(done.stdout)).convert("L")


def find_ink(picture, frame=None):
    """Return the box of the dark dots, in millimetres; None where there are none.

    :param frame: (left, top, width, height) to look in; None: the whole page
    """
    left, top = 0.0, 0.0
    if frame:
        left, top, width, height = frame
        box = (left, top, left + width, top + height)
        picture = picture.crop(tuple(round(side / DOT) for side in box))
    ink = picture.point(lambda grey: 255 if grey < DARK else 0).getbbox()
    if not ink:
        return None
    return (
        left + ink[0] * DOT,
        top + ink[1] * DOT,
        left + ink[2] * DOT,
        top + ink[3] * DOT,
    )


def wipe(picture, frames):
    """Return the picture without what lies in the frames."""
    picture = picture.copy()
    for left, top, width, height in frames:
        box = (left - 0.2, top - 0.2, left + width + 0.2, top + height + 0.2)
        picture.paste(255, tuple(round(side / DOT) for side in box))
    return picture


class PrintCase(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shanghai = cls.env.ref("base.state_cn_SH")
        cls.env.company.partner_id.write(
            {
                "zip": "200120",
                "street": "世纪大道88号",
                "city": "上海市",
                "state_id": cls.shanghai.id,
                "country_id": cls.china.id,
            }
        )
        cls.customer = cls._create_customer(
            "东海灯塔科技有限公司", **cls._address(), phone="021-52345678"
        )
        cls.contact = cls._create_contact(
            cls.customer,
            "王芳",
            gender="female",
            department="采购部",
            mobile="13912345678",
        )
        cls.reports = cls.env["ir.actions.report"]

    @classmethod
    def _address(cls, **values):
        return {
            "zip": "201203",
            "street": "张江路665号3幢",
            "city": "上海市",
            "state_id": cls.shanghai.id,
            "country_id": cls.china.id,
            **values,
        }

    def _open_dialog(self, partners, **values):
        """Return the print dialog as it opens on these partners."""
        dialog = self.env["crm.customer.print"].with_context(
            active_model="res.partner", active_ids=partners.ids
        )
        return dialog.create(values)

    def _print(self, dialog):
        """Press Print; return the PDF."""
        action = dialog.action_print()
        ids = action["context"]["active_ids"]
        return self._render(action["report_name"], ids)

    def _render(self, name, ids):
        pdf, kind = self.reports._render_qweb_pdf(name, ids)
        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))
        return pdf
