"""How text fits into a field of paper: lines and font sizes, in millimetres."""

import re
import unicodedata
from typing import NamedTuple

MM_PER_POINT = 25.4 / 72
LEADING = 1.3  # height of a line, in font sizes
SMALLEST_POINT = 6.0
SHRINK = 0.95
# Widths in font sizes, rather too wide than too narrow.
WIDE = frozenset("MWmw@%&")
NARROW = frozenset(" .,:;'!|iljI()[]-/")
NOT_FIRST = frozenset("，。、；：！？）】」』》〉”’…,.;:!?)]}%")
NOT_LAST = frozenset("（【「『《〈“‘([{")
WORDS = re.compile(r"[\x21-\u02ff]+|\s|.")


class Line(NamedTuple):
    """``text`` in ``size`` points."""

    text: str
    size: float


def clean(text):
    """Return ``text`` as one line: breaks, tabs and control characters are spaces."""
    plain = "".join(
        " " if unicodedata.category(char) in ("Cc", "Cf") else char
        for char in text or ""
    )
    return " ".join(plain.split())


def text_width(text):
    """Return how wide ``text`` is, in font sizes.

    >>> text_width("公海")
    2.0
    >>> text_width("100080") < 6
    True
    """
    return sum(map(_char_width, text))


def wrap(text, width):
    """Break ``text`` into lines no wider than ``width`` font sizes.

    Latin words stay whole where they fit; no line begins with a closing mark.

    >>> wrap("北京市海淀区中关村大街27号", 7)
    ['北京市海淀区中', '关村大街27号']
    >>> wrap("公海（北京）", 5)
    ['公海（北', '京）']
    """
    lines, line, used = [], "", 0.0
    for piece in _pieces(text, width):
        size = text_width(piece)
        if line and used + size > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
            if piece.isspace():
                continue
        line += piece
        used += size
    return lines + [line.rstrip()] if line.strip() else lines


def fit(parts, width, height):
    """Return the lines that fit into a field, in the largest sizes that do.

    What is too long is broken; what is still too much is set smaller, all parts
    alike; what does not even fit in the smallest size ends with an ellipsis.

    :param parts: list of (text, size in points)
    :param float width: of the field, in millimetres
    :param float height: of the field, in millimetres
    :rtype: list of (list of :class:`Line`), one for each part
    """
    scale = 1.0
    while True:
        sizes = [min(size, max(size * scale, SMALLEST_POINT)) for _text, size in parts]
        laid = [
            [Line(line, size) for line in wrap(text, width / (size * MM_PER_POINT))]
            for (text, _size), size in zip(parts, sizes, strict=True)
        ]
        if _height(laid) <= height:
            return laid
        if all(size <= SMALLEST_POINT for size in sizes):
            return _cut(laid, height)
        scale *= SHRINK


def line_height(size):
    """Return the height of a line of ``size`` points, in millimetres."""
    return size * LEADING * MM_PER_POINT


def _height(laid):
    return sum(line_height(line.size) for lines in laid for line in lines)


def _cut(laid, height):
    """Drop lines of the longest part until the rest fits."""
    laid = [list(lines) for lines in laid]
    while _height(laid) > height:
        longest = max(laid, key=len)
        if len(longest) < 2:
            break
        longest.pop()
        last = longest[-1]
        longest[-1] = last._replace(text=last.text[:-1] + "…")
    return laid


def _char_width(char):
    if unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    if char in WIDE:
        return 0.95
    if char in NARROW:
        return 0.4
    return 0.7 if char.isupper() else 0.6


def _pieces(text, width):
    """Split ``text`` where a line may break; nothing is wider than a line."""
    piece = ""
    for found in WORDS.findall(text):
        if piece and found not in NOT_FIRST and piece[-1] not in NOT_LAST:
            yield from _split(piece, width)
            piece = ""
        piece += found
    if piece:
        yield from _split(piece, width)


def _split(piece, width):
    part = ""
    for char in piece:
        if part and text_width(part + char) > width:
            yield part
            part = ""
        part += char
    yield part
