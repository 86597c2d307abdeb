"""Values out of the texts of a sheet, as offices write them; no database."""

import datetime
import math
import re
import unicodedata

# fields whose digits are a name and not a quantity
DIGIT_FIELDS = frozenset(
    ("phone", "mobile", "fax", "qq", "wechat", "zip", "vat", "customer_code")
)
CHAR_LIMIT = 500  # characters of a one-line text
TEXT_LIMIT = 20_000
SERIAL_START = datetime.date(1899, 12, 30)
SERIALS = range(10_000, 80_000)  # 1927 to 2119

CELL_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!")
)
_SHORTENED = re.compile(r"[+-]?\d+(\.\d+)?E\+?\d+", re.IGNORECASE)
_SPURIOUS_DECIMALS = re.compile(r"\+?\d+\.0+")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:.*)?")
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)([万亿]?)", re.IGNORECASE)
_MONEY_WORDS = re.compile(r"[,\s¥￥$]|元整?|人民币|rmb|cny", re.IGNORECASE)
_UNITS = {"": 1, "万": 10_000, "亿": 100_000_000}


def clean_text(value):
    """Return a cell as text without control characters and blanks around it.

    >>> clean_text(" a\\x00b\\n ")
    'ab'
    """
    text = "".join(
        char
        for char in str(value)
        if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
    )
    return text.strip()


def is_shortened(text):
    """Tell whether a spreadsheet has cut digits off a long number.

    >>> is_shortened("1.38E+10"), is_shortened("13800139999")
    (True, False)
    """
    return bool(_SHORTENED.fullmatch(text))


def restore_digits(text):
    """Return digits that were taken for a quantity without the decimals.

    >>> restore_digits("13800139999.0")
    '13800139999'
    """
    return text.split(".")[0] if _SPURIOUS_DECIMALS.fullmatch(text) else text


def parse_number(text):
    """Return the quantity that ``text`` says, None when it says none.

    >>> parse_number("1,283万元"), parse_number("￥ 5 000.50"), parse_number("12a")
    (12830000.0, 5000.5, None)
    """
    text = _MONEY_WORDS.sub("", unicodedata.normalize("NFKC", text))
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    number = float(match[1]) * _UNITS[match[2]]
    return number if math.isfinite(number) else None


def parse_date(text):
    """Return the date of a text or of a spreadsheet's day number, else None.

    >>> parse_date("2024年3月5日"), parse_date("45000"), parse_date("2026-02-30")
    (datetime.date(2024, 3, 5), datetime.date(2023, 3, 15), None)
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if text.isdecimal() and int(text) in SERIALS:
        return SERIAL_START + datetime.timedelta(days=int(text))
    match = _DATE.fullmatch(text)
    if not match:
        return None
    try:
        return datetime.date(*map(int, match.groups()))
    except ValueError:
        return None
