"""Values that the database or the ORM would choke on. No database here."""

import math

from odoo import fields

CHAR_LENGTH = 255  # characters of a one-line field
TEXT_LENGTH = 100_000  # characters of a text field
LARGEST_INTEGER = 2**31 - 1
LARGEST_AMOUNT = 10**15

NOT_TEXT = "not_text"
BROKEN_TEXT = "broken_text"
TOO_LONG = "too_long"
NOT_NUMBER = "not_number"
OUT_OF_RANGE = "out_of_range"
NOT_CHOICE = "not_choice"
NOT_DATE = "not_date"
NOT_RECORD = "not_record"


def find_fault(field, value, env):
    """Return what is wrong with ``value`` for ``field``, one of the codes, or None.

    ``field`` is a field object; an empty value has no fault.
    """
    check = CHECKS.get(field.type)
    if check is None or value is None or value is False:
        return None
    return check(field, value, env)


def _check_text(field, value, env):
    if not isinstance(value, str):
        return None if isinstance(value, (int, float)) else NOT_TEXT
    limit = CHAR_LENGTH if field.type == "char" else TEXT_LENGTH
    if len(value) > limit:
        return TOO_LONG
    if value.isascii():
        return BROKEN_TEXT if "\0" in value else None
    broken = "\0" in value or any("\ud800" <= char <= "\udfff" for char in value)
    return BROKEN_TEXT if broken else None


def _check_number(field, value, env):
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return NOT_NUMBER
    if not math.isfinite(number):
        return NOT_NUMBER
    largest = LARGEST_INTEGER if field.type == "integer" else LARGEST_AMOUNT
    return OUT_OF_RANGE if abs(number) > largest else None


def _check_selection(field, value, env):
    return None if value in field.get_values(env) else NOT_CHOICE


def _check_date(field, value, env):
    parse = fields.Date if field.type == "date" else fields.Datetime
    try:
        day = (parse.to_date if field.type == "date" else parse.to_datetime)(value)
    except (TypeError, ValueError):
        return NOT_DATE
    return None if 1000 <= day.year <= 9999 else NOT_DATE


def _check_many2one(field, value, env):
    if isinstance(value, bool) or not isinstance(value, int):
        return (
            None
            if hasattr(value, "_name") or hasattr(value, "origin")
            else (NOT_RECORD)
        )
    return NOT_RECORD if not 0 < value <= LARGEST_INTEGER else None


CHECKS = {
    "char": _check_text,
    "text": _check_text,
    "html": _check_text,
    "integer": _check_number,
    "float": _check_number,
    "monetary": _check_number,
    "selection": _check_selection,
    "date": _check_date,
    "datetime": _check_date,
    "many2one": _check_many2one,
}
