import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.paper import SHEETS
from ..tools.print_text import fit
from .crm_envelope_template import FONT_NAMES, FONT_RANGE, LARGEST, SMALLEST

FORMATS = [
    ("3x7", "A4, 3 × 7"),
    ("3x8", "A4, 3 × 8"),
    ("2x7", "A4, 2 × 7"),
    ("own", "Other"),
]
GEOMETRY = tuple(SHEETS["3x7"])
MAY_BE_ZERO = ("margin_left", "margin_top", "padding")
MOST = 20  # columns or rows


def _size_field(kind, name, string, **attributes):
    """Return a field that has the value of the format until another one is typed."""
    return kind(
        string,
        compute=api.depends("format")(lambda self: self._fill_length(name)),
        store=True,
        readonly=False,
        **attributes,
    )


def _length(name, string, help_text=None):
    return _size_field(fields.Float, name, string, digits=(6, 1), help=help_text)


class CrmLabelSheet(models.Model):
    _name = "crm.label.sheet"
    _description = "Label Sheet"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    format = fields.Selection(FORMATS, required=True, default="3x7")
    font = fields.Selection(FONT_NAMES, required=True, default="sans")

    page_width = _length("page_width", "Sheet Width")
    page_height = _length("page_height", "Sheet Height")
    columns = _size_field(fields.Integer, "columns", "Labels Across")
    rows = _size_field(fields.Integer, "rows", "Labels Down")
    margin_left = _length("margin_left", "Left Margin")
    margin_top = _length("margin_top", "Top Margin")
    label_width = _length("label_width", "Label Width")
    label_height = _length("label_height", "Label Height")
    pitch_x = _length(
        "pitch_x", "Pitch Across", "From the left side of a label to that of the next."
    )
    pitch_y = _length(
        "pitch_y", "Pitch Down", "From the top of a label to that of the next."
    )
    padding = _length("padding", "Inner Margin", "Kept free on each side of a label.")
    font_size = _length("font_size", "Font Size")

    preview = fields.Char(compute="_compute_preview")

    def _fill_length(self, name):
        """A format brings its own lengths; “other” keeps what is there."""
        for sheet in self:
            if sheet.format != "own":
                sheet[name] = SHEETS[sheet.format or "3x7"][name]
            elif name in MAY_BE_ZERO:
                sheet[name] = sheet[name]
            else:
                sheet[name] = sheet[name] or SHEETS["3x7"][name]

    @api.constrains("format", *GEOMETRY)
    def _check_geometry(self):
        for sheet in self:
            for name, (low, high) in sheet._get_ranges().items():
                if not low <= sheet[name] <= high:
                    raise ValidationError(
                        self.env._(
                            "%(sheet)s: “%(field)s” is %(value)s; it lies between"
                            " %(low)s and %(high)s, so that the labels stay on the"
                            " sheet and off each other.",
                            sheet=sheet.name,
                            field=self._fields[name]._description_string(self.env),
                            value=sheet[name],
                            low=round(low, 1),
                            high=round(high, 1),
                        )
                    )

    def _get_ranges(self):
        """Return {field: (least, most)}; the later ones take the former for right."""
        free_x = self.page_width - self.margin_left - self.label_width
        free_y = self.page_height - self.margin_top - self.label_height
        across, down = max(self.columns - 1, 1), max(self.rows - 1, 1)
        return {
            "page_width": (SMALLEST, LARGEST),
            "page_height": (SMALLEST, LARGEST),
            "columns": (1, MOST),
            "rows": (1, MOST),
            "margin_left": (0.0, self.page_width),
            "margin_top": (0.0, self.page_height),
            "label_width": (10.0, self.page_width - self.margin_left),
            "label_height": (10.0, self.page_height - self.margin_top),
            "pitch_x": (self.label_width, free_x / across + 0.05)
            if self.columns > 1
            else (0.0, LARGEST),
            "pitch_y": (self.label_height, free_y / down + 0.05)
            if self.rows > 1
            else (0.0, LARGEST),
            "padding": (0.0, min(self.label_width, self.label_height) / 2 - 3),
            "font_size": FONT_RANGE,
        }

    def _lay_out(self, addressees, start_at):
        """Return sheets of labels.

        :param addressees: list of :class:`Addressee`
        :param int start_at: the first label that is still on the first sheet, from 1
        :return: for each sheet a list of dicts with ``left``, ``top`` and ``lines``
        """
        self.ensure_one()
        on_sheet = self.columns * self.rows
        sheets = []
        for place, addressee in enumerate(addressees, start_at - 1):
            if not sheets or place % on_sheet == 0:
                sheets.append([])
            row, column = divmod(place % on_sheet, self.columns)
            sheets[-1].append(
                {
                    "left": round(self.margin_left + column * self.pitch_x, 2),
                    "top": round(self.margin_top + row * self.pitch_y, 2),
                    "lines": self._lay_out_label(addressee),
                }
            )
        return sheets

    def _lay_out_label(self, addressee):
        person = " ".join(filter(None, (addressee.department, addressee.person)))
        texts = (addressee.zip, addressee.address, addressee.company, person)
        lines = fit(
            [(text, self.font_size) for text in texts if text],
            self.label_width - 2 * self.padding,
            self.label_height - 2 * self.padding,
        )
        return [line for part in lines for line in part]

    @api.depends("font", *GEOMETRY)
    def _compute_preview(self):
        for sheet in self:
            fits = all(
                low <= sheet[name] <= high
                for name, (low, high) in sheet._get_ranges().items()
            )
            sheet.preview = fits and sheet._draw()

    def _draw(self, start_at=1):
        """Return a picture of the sheet with its labels numbered, used ones grey."""
        places = [
            {
                "number": 1 + row * self.columns + column,
                "left": self.margin_left + column * self.pitch_x,
                "top": self.margin_top + row * self.pitch_y,
            }
            for row in range(self.rows)
            for column in range(self.columns)
        ]
        svg = self.env["ir.qweb"]._render(
            "crm_customer.label_preview",
            {"paper": self, "places": places, "start_at": start_at},
        )
        return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
