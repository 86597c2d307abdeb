"""The formats of entry rules: each takes a text and returns it cleaned, or None.

No database and no clock here; what a format expects is worded by crm.entry.rule.
"""

import re
import unicodedata
from urllib.parse import urlsplit

import regex

from .phones import CHINA, parse_phone

REGEX_SECONDS = 0.05  # per value; an honest pattern needs microseconds
EMAIL_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+")
HOST_LABEL = re.compile(r"(?!-)[^\W_](?:[\w-]{0,61}[^\W_])?")
WECHAT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}")
QQ = re.compile(r"[1-9][0-9]{4,11}")
POSTCODE = re.compile(r"[0-9]{6}")
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


class PatternTimeout(Exception):
    """An own regular expression took longer than REGEX_SECONDS."""


def clean_line(text):
    """Return ``text`` in normal width, without invisible characters and outer blanks.

    >>> clean_line("　ａ@b.cn\\u200b ")
    'a@b.cn'
    """
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if unicodedata.category(c) != "Cf").strip()


def clean_mobile(text, region=CHINA):
    """Return a mobile number as typed but cleaned.

    >>> clean_mobile("１３８００１３９９９９"), clean_mobile("0755-88889999")
    ('13800139999', None)
    """
    phone = parse_phone(text, region)
    return phone.text if phone and phone.kind == "mobile" else None


def clean_landline(text, region=CHINA):
    """Return a landline or fax number, a switchboard or a 400 number, cleaned.

    >>> clean_landline("0755-88889999转801"), clean_landline("13800139999")
    ('0755-88889999转801', None)
    """
    phone = parse_phone(text, region)
    return phone.text if phone and phone.kind != "mobile" else None


def clean_any_phone(text, region=CHINA):
    """Return any number that can be dialled, cleaned.

    >>> clean_any_phone("400-800-1234"), clean_any_phone("010-1/13800139999")
    ('400-800-1234', None)
    """
    phone = parse_phone(text, region)
    return phone.text if phone else None


def clean_email(text):
    """Return one mail address, cleaned; the domain needs a dot.

    >>> clean_email("ａ.b@Example.CN "), clean_email("a@@b.cn"), clean_email("x@y")
    ('a.b@Example.CN', None, None)
    """
    address = clean_line(text).removeprefix("mailto:")
    local, at, domain = address.rpartition("@")
    if not at or len(local) > 64 or not EMAIL_LOCAL.fullmatch(local):
        return None
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return None
    return address if _is_host(domain) and "." in domain else None


def clean_qq(text):
    """Return a QQ number: 5 to 12 digits, no leading zero.

    >>> clean_qq("１２３４５"), clean_qq("01234"), clean_qq("10001.0")
    ('12345', None, '10001')
    """
    return _match(QQ, _without_sheet_zero(clean_line(text)))


def clean_wechat(text):
    """Return a WeChat id; a QQ or mobile number is one too.

    >>> clean_wechat("Wang_01"), clean_wechat("王小明"), clean_wechat("13800139999")
    ('Wang_01', None, '13800139999')
    """
    line = clean_line(text)
    return _match(WECHAT, line) or clean_qq(line) or clean_mobile(line)


def clean_postcode(text):
    """Return a Chinese postcode: six digits.

    >>> clean_postcode("５１８０００"), clean_postcode("51800")
    ('518000', None)
    """
    return _match(POSTCODE, _without_sheet_zero(clean_line(text)))


def clean_url(text):
    """Return a web address; without scheme it is one of http.

    >>> clean_url("www.example.cn/a"), clean_url("公司.cn"), clean_url("javascript:x")
    ('www.example.cn/a', '公司.cn', None)
    """
    line = clean_line(text)
    try:
        parts = urlsplit(line if "://" in line else f"http://{line}")
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or port == 0 or parts.username:
        return None
    has_blank = any(char.isspace() for char in line)
    return line if not has_blank and "." in host and _is_host(host) else None


def clean_number(text, smallest, largest):
    """Return a number between the limits (None: no limit), as text.

    >>> clean_number("1,200.50", 0, None), clean_number("-1", 0, 5)
    ('1200.50', None)
    """
    line = clean_line(str(text)).replace(",", "")
    if not NUMBER.fullmatch(line):
        return None
    number = float(line)
    if smallest is not None and number < smallest:
        return None
    return None if largest is not None and number > largest else line


def match_pattern(text, pattern):
    """Return ``text`` stripped if all of it matches ``pattern``, else None.

    :raise PatternTimeout: matching took too long, so nothing can be said

    >>> match_pattern("AB-1", r"[A-Z]{2}-[0-9]")
    'AB-1'
    """
    line = text.strip()
    try:
        return line if regex.fullmatch(pattern, line, timeout=REGEX_SECONDS) else None
    except TimeoutError as error:
        raise PatternTimeout(pattern) from error


def check_pattern(pattern):
    """Return why ``pattern`` is no regular expression, or None if it is one."""
    try:
        regex.compile(pattern)
    except regex.error as error:
        return str(error)
    return None


def url_key(text):
    """Return a web address for comparing: host and path alone.

    >>> url_key("HTTPS://www.Example.cn/a/") == url_key("example.cn/a")
    True
    """
    line = clean_line(text).casefold()
    return line.partition("://")[2].removeprefix("www.").rstrip("/") or (
        line.removeprefix("www.").rstrip("/")
    )


def _is_host(host):
    return len(host) <= 253 and all(
        HOST_LABEL.fullmatch(label) for label in host.split(".")
    )


def _match(pattern, text):
    return text if pattern.fullmatch(text) else None


def _without_sheet_zero(text):
    return text.removesuffix(".0")
