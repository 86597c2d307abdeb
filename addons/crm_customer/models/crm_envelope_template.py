import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.paper import BOXES, ENVELOPES
from ..tools.print_text import clean, fit, line_height
from .res_partner_print import Addressee

SIZES = [
    ("b6", "B6 (176 × 125 mm)"),
    ("dl", "DL (220 × 110 mm)"),
    ("zl", "ZL (230 × 120 mm)"),
    ("c5", "C5 (229 × 162 mm)"),
    ("c4", "C4 (324 × 229 mm)"),
    ("c6", "C6 (162 × 114 mm)"),
    ("own", "Other"),
]
FONT_NAMES = [("sans", "Sans (Hei)"), ("serif", "Serif (Song)")]
GEOMETRY = tuple(ENVELOPES["b6"])
FIELDS_OF_PAPER = ("recipient", "sender")
RECIPIENT_PARTS = ("address", "company", "person")
SMALLEST, LARGEST = 50.0, 500.0  # millimetres
FONT_RANGE = (6.0, 72.0)  # points
MAY_BE_ZERO = ("_left", "_top")
WIDEST_GAP = 4.0  # millimetres
RECEIVED = "收"  # what follows a name on an envelope in China, in any language


def _length(name, string, help_text=None):
    """Return a field that has the value of the size until another one is typed."""
    return fields.Float(
        string,
        digits=(6, 1),
        compute=api.depends("size")(lambda self: self._fill_length(name)),
        store=True,
        readonly=False,
        help=help_text,
    )


class CrmEnvelopeTemplate(models.Model):
    _name = "crm.envelope.template"
    _description = "Envelope Template"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    size = fields.Selection(SIZES, string="Envelope Size", required=True, default="dl")
    font = fields.Selection(FONT_NAMES, required=True, default="sans")
    has_boxes = fields.Boolean(
        "Draw Postcode Boxes",
        help="For blank envelopes. Off: the boxes are printed on the paper already and"
        " only the digits are put into them.",
    )
    has_sender = fields.Boolean(
        "Print Sender", default=True, help="Off: the paper carries it already."
    )
    suffix = fields.Char(
        "After the Name", default=RECEIVED, help="Follows the person, or the firm."
    )
    offset_x = fields.Float(
        "Move Right",
        digits=(6, 1),
        help="In mm, for a printer that prints too far left (below zero: right).",
    )
    offset_y = fields.Float(
        "Move Down",
        digits=(6, 1),
        help="In mm, for a printer that prints too high (below zero: low).",
    )

    width = _length("width", "Width")
    height = _length("height", "Height")
    box_left = _length("box_left", "First Box from the Left")
    box_top = _length("box_top", "Boxes from the Top")
    box_width = _length("box_width", "Width of a Box")
    box_height = _length("box_height", "Height of a Box")
    box_pitch = _length(
        "box_pitch", "From Box to Box", "From the left side of one to that of the next."
    )
    box_font_size = _length("box_font_size", "Postcode Font Size")
    recipient_left = _length("recipient_left", "Recipient from the Left")
    recipient_top = _length("recipient_top", "Recipient from the Top")
    recipient_width = _length("recipient_width", "Width of the Recipient")
    recipient_height = _length("recipient_height", "Height of the Recipient")
    address_font_size = _length("address_font_size", "Address Font Size")
    company_font_size = _length("company_font_size", "Firm Font Size")
    person_font_size = _length("person_font_size", "Person Font Size")
    sender_left = _length("sender_left", "Sender from the Left")
    sender_top = _length("sender_top", "Sender from the Top")
    sender_width = _length("sender_width", "Width of the Sender")
    sender_height = _length("sender_height", "Height of the Sender")
    sender_font_size = _length("sender_font_size", "Sender Font Size")
    sender_zip_left = _length("sender_zip_left", "Sender's Postcode from the Left")
    sender_zip_top = _length("sender_zip_top", "Sender's Postcode from the Top")

    preview = fields.Char(compute="_compute_preview")

    def _fill_length(self, name):
        """A size brings its own lengths; “other” keeps what is there."""
        for template in self:
            if template.size != "own":
                template[name] = ENVELOPES[template.size or "dl"][name]
            elif name.endswith(MAY_BE_ZERO):
                template[name] = template[name]
            else:
                template[name] = template[name] or ENVELOPES["dl"][name]

    @api.constrains("size", *GEOMETRY)
    def _check_geometry(self):
        for template in self:
            template._check_ranges()
            template._check_inside()

    def _check_ranges(self):
        for name in GEOMETRY:
            low, high = 0.0, LARGEST
            if name in ("width", "height"):
                low = SMALLEST
            elif name.endswith("font_size"):
                low, high = FONT_RANGE
            elif name.endswith(("_width", "_height", "_pitch")):
                low = 1.0
            if not low <= self[name] <= high:
                raise ValidationError(
                    self.env._(
                        "%(template)s: “%(field)s” is %(value)s; it lies between"
                        " %(low)s and %(high)s.",
                        template=self.name,
                        field=self._fields[name]._description_string(self.env),
                        value=self[name],
                        low=low,
                        high=high,
                    )
                )

    def _check_inside(self):
        """Refuse a field of the paper that leaves it."""
        labels = dict(
            boxes=self.env._("postcode boxes"),
            recipient=self.env._("recipient"),
            sender=self.env._("sender"),
        )
        for part, (left, top, width, height) in self._get_frames().items():
            if left + width > self.width + 0.05 or top + height > self.height + 0.05:
                raise ValidationError(
                    self.env._(
                        "%(template)s: the %(part)s would leave the envelope of"
                        " %(width)s × %(height)s mm: to %(right)s mm from the left and"
                        " %(bottom)s mm from the top. Move it or make it smaller.",
                        template=self.name,
                        part=labels[part],
                        width=self.width,
                        height=self.height,
                        right=round(left + width, 1),
                        bottom=round(top + height, 1),
                    )
                )

    def _get_frames(self):
        """Return {part: (left, top, width, height)} in millimetres."""
        self.ensure_one()
        boxes = (BOXES - 1) * self.box_pitch + self.box_width
        frames = {"boxes": (self.box_left, self.box_top, boxes, self.box_height)}
        for part in FIELDS_OF_PAPER:
            sides = ("left", "top", "width", "height")
            frames[part] = tuple(self[f"{part}_{side}"] for side in sides)
        return frames

    def _lay_out(self, addressee):
        """Return what one envelope carries.

        :param addressee: :class:`Addressee`
        :return: dict with ``zip`` (six digits or nothing), for ``address``, ``company``
            and ``person`` the lines that fit into the recipient's field, and the
            ``gap`` between these in millimetres
        """
        self.ensure_one()
        firm = [addressee.company, addressee.department]
        if addressee.person:
            person = addressee.person
        else:
            person, firm = addressee.company, [addressee.department]
        parts = [
            (addressee.address, self.address_font_size),
            (" ".join(filter(None, firm)), self.company_font_size),
            (self._add_suffix(person), self.person_font_size),
        ]
        lines = fit(parts, self.recipient_width, self.recipient_height)
        return {
            "zip": "" if addressee.lacks_postcode else addressee.zip,
            "gap": self._get_gap(lines),
            **dict(zip(RECIPIENT_PARTS, lines, strict=True)),
        }

    def _get_gap(self, parts):
        """Return the space between address, firm and person, in millimetres."""
        used = sum(line_height(line.size) for lines in parts for line in lines)
        gaps = max(sum(map(bool, parts)) - 1, 1)
        left = max(self.recipient_height - used, 0)
        return round(min(left / gaps, WIDEST_GAP), 2)

    def _add_suffix(self, name):
        return " ".join(filter(None, (name, clean(self.suffix)))) if name else ""

    def _lay_out_sender(self, sender):
        """Return the sender's lines and postcode.

        :param sender: :class:`Addressee`; its firm and address are printed
        """
        parts = [
            (sender.address, self.sender_font_size),
            (sender.company, self.sender_font_size),
        ]
        lines = fit(parts, self.sender_width, self.sender_height)
        return {"zip": sender.zip, "lines": [line for part in lines for line in part]}

    @api.depends(
        "font", "has_boxes", "has_sender", "suffix", "offset_x", "offset_y", *GEOMETRY
    )
    def _compute_preview(self):
        example = Addressee(
            zip="100080",
            address=self.env._("The recipient's address, from the province down"),
            company=self.env._("Firm of the Recipient Co., Ltd."),
            department=self.env._("Recipient's Department"),
            person=self.env._("Recipient's Name"),
        )
        sender = self.env["crm.customer.print"]._get_default_sender()
        for template in self:
            template.preview = template._draw(example, sender)

    def _draw(self, addressee, sender):
        """Return a picture of one envelope, as the address of an image."""
        if not (
            SMALLEST <= self.width <= LARGEST and SMALLEST <= self.height <= LARGEST
        ):
            return False
        svg = self.env["ir.qweb"]._render(
            "crm_customer.envelope_preview",
            {
                "paper": self,
                "frames": self._get_frames(),
                "page": self._lay_out(addressee),
                "sender": self._lay_out_sender(sender) if self.has_sender else None,
                "rulers": range(0, int(max(self.width, self.height)) + 1, 10),
            },
        )
        return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
