"""Phone numbers as people type them, read by Google's rules. No database here."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

CHINA = "CN"
MOBILE_TYPES = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
EXTENSION = re.compile(
    r"(?:转|轉|分机|分機|;\s*ext=|extension|ext\.?|x|#)[\s:.]*(\d{1,7})$", re.IGNORECASE
)
DIALLED = re.compile(r"\+?[\d\s().-]+")
SPREADSHEET_NUMBER = re.compile(r"(\d+)\.0+")
# area codes of one and of two digits have eight-digit numbers, others seven or eight
CHINA_LANDLINE = re.compile(r"(?:10|2\d)[2-8]\d{7}|[3-9]\d{2}[2-8]\d{6,7}")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
LONGEST = 60  # characters; beyond that it is no phone number


class Phone(NamedTuple):
    """A number that can be dialled; ``text`` is what was typed, cleaned."""

    e164: str
    kind: str  # mobile, landline or other
    country_code: int
    extension: str
    text: str


def clean_phone(text):
    """Return what was typed without width, invisible characters and ".0" of a sheet.

    >>> clean_phone("１３８ ００１３\\u200b ９９９９"), clean_phone("13800139999.0")
    ('138 0013 9999', '13800139999')
    """
    text = unicodedata.normalize("NFKC", text).translate(DASHES)
    chars = (
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in text
        if unicodedata.category(char) != "Cf"
    )
    text = " ".join("".join(chars).split()).removeprefix("tel:")
    sheet_number = SPREADSHEET_NUMBER.fullmatch(text)
    return sheet_number[1] if sheet_number else text


@lru_cache(maxsize=20_000)
def parse_phone(text, region=CHINA):
    """Return the :class:`Phone` written in ``text``, None if it is no phone number.

    ``region`` is the country (ISO code) in which a number without country code is
    dialled.

    >>> parse_phone("0086 138-0013-9999").e164, parse_phone("(0755)88889999转801")[1:4]
    ('+8613800139999', ('landline', 86, '801'))
    >>> parse_phone("1.38E+10"), parse_phone("138-ABCD-8000"), parse_phone("1380013")
    (None, None, None)
    """
    if len(text) > LONGEST:
        return None
    cleaned = clean_phone(text)
    extension = EXTENSION.search(cleaned)
    dialled = cleaned[: extension.start()] if extension else cleaned
    if not DIALLED.fullmatch(dialled):
        return None
    number = _parse_number(re.sub(r"^00", "+", dialled.strip()), region)
    if number is None:
        return None
    return Phone(
        phonenumbers.format_number(number, PhoneNumberFormat.E164),
        _get_kind(number),
        number.country_code,
        extension[1] if extension else "",
        cleaned,
    )


def phone_key(text, region=CHINA):
    """Return the E.164 form for comparing, or the digits if it is no phone number."""
    phone = parse_phone(text, region)
    if phone:
        return phone.e164
    return re.sub(r"\D", "", clean_phone(text[:LONGEST]))


def _parse_number(dialled, region):
    try:
        number = phonenumbers.parse(dialled, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_valid_number(number) or _is_china_landline(number):
        return number
    return None


def _is_china_landline(number):
    """Google's patterns lack some exchanges that the numbering plan has (010-8000…)."""
    return number.country_code == 86 and bool(
        CHINA_LANDLINE.fullmatch(str(number.national_number))
    )


def _get_kind(number):
    number_type = phonenumbers.number_type(number)
    if number_type in MOBILE_TYPES:
        return "mobile"
    if number_type == PhoneNumberType.FIXED_LINE or _is_china_landline(number):
        return "landline"
    return "other"
