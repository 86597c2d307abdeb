"""Sizes of envelopes and label sheets, in millimetres and points: data, no rules.

Lengths of the envelopes are those of GB/T 1416. It keeps the upper left corner, 90 by
26 mm, for the postcode boxes alone, and a strip of 20 mm at the bottom, from 55 to 160
mm off the right edge, empty for the sorting machine: no field below lies there.
"""

ENVELOPE_SIZES = ("b6", "dl", "zl", "c5", "c4", "c6")
BOXES = 6
SCAN_CORNER = (90.0, 26.0)  # width, height
CODE_STRIP = (55.0, 160.0, 20.0)  # from, to (off the right edge), height

_COMMON = {
    "box_left": 12.0,
    "box_top": 10.0,
    "box_width": 8.0,
    "box_height": 9.0,
    "box_pitch": 10.0,
    "box_font_size": 16.0,
    "address_font_size": 13.0,
    "company_font_size": 14.0,
    "person_font_size": 18.0,
    "sender_font_size": 10.0,
}


def _envelope(width, height, recipient, sender, sender_zip, **more):
    sides = ("left", "top", "width", "height")
    return {
        **_COMMON,
        "width": width,
        "height": height,
        **{f"recipient_{s}": v for s, v in zip(sides, recipient, strict=True)},
        **{f"sender_{s}": v for s, v in zip(sides, sender, strict=True)},
        "sender_zip_left": sender_zip[0],
        "sender_zip_top": sender_zip[1],
        **more,
    }


_LARGE = {
    "address_font_size": 18.0,
    "company_font_size": 20.0,
    "person_font_size": 26.0,
    "sender_font_size": 13.0,
}
ENVELOPES = {
    "b6": _envelope(176, 125, (30, 34, 132, 40), (80, 78, 86, 25), (146, 112)),
    "dl": _envelope(220, 110, (45, 29, 160, 36), (112, 67, 98, 22), (190, 97)),
    "zl": _envelope(230, 120, (45, 32, 170, 40), (120, 74, 100, 25), (200, 107)),
    "c5": _envelope(229, 162, (45, 46, 168, 54), (119, 108, 100, 33), (199, 149)),
    "c4": _envelope(
        324, 229, (70, 70, 226, 74), (180, 154, 130, 54), (290, 214), **_LARGE
    ),
    "c6": _envelope(162, 114, (30, 32, 120, 36), (70, 70, 82, 23), (132, 101)),
}

SHEET_FORMATS = ("3x7", "3x8", "2x7")
_A4 = {"page_width": 210.0, "page_height": 297.0, "padding": 3.0, "font_size": 9.0}
SHEETS = {
    "3x7": {
        **_A4,
        "columns": 3,
        "rows": 7,
        "margin_left": 7.2,
        "margin_top": 15.1,
        "label_width": 63.5,
        "label_height": 38.1,
        "pitch_x": 66.0,
        "pitch_y": 38.1,
    },
    "3x8": {
        **_A4,
        "columns": 3,
        "rows": 8,
        "margin_left": 7.2,
        "margin_top": 12.9,
        "label_width": 63.5,
        "label_height": 33.9,
        "pitch_x": 66.0,
        "pitch_y": 33.9,
    },
    "2x7": {
        **_A4,
        "columns": 2,
        "rows": 7,
        "margin_left": 4.7,
        "margin_top": 15.1,
        "label_width": 99.1,
        "label_height": 38.1,
        "pitch_x": 101.6,
        "pitch_y": 38.1,
        "font_size": 11.0,
    },
}
