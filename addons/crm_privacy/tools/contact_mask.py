"""How contact data looks to those who may not have it. No database here."""

import re

HIDDEN = "****"
WHOLE_NUMBER = 11  # digits; of shorter ones nothing shows
NUMBER = re.compile(r"[\d\s+().\-]+")
LOCAL_PART = re.compile(r"([^\s<>\"',;@])[^\s<>\"',;@]*@")


def mask_contact(text):
    """Return a phone number, address of any kind, or account with its middle hidden.

    >>> mask_contact("13812345678"), mask_contact("+86 138 1234 5678")
    ('138****5678', '+86****5678')
    >>> mask_contact("wang@example.com"), mask_contact("0755-8888")
    ('w***@example.com', '****')
    >>> mask_contact('"Wang" <wang@example.com>, li@b.cn')
    '"Wang" <w***@example.com>, l***@b.cn'
    >>> mask_contact("Road 7"), mask_contact("")
    ('****', '')
    """
    if not text:
        return text
    if "@" in text:
        masked = LOCAL_PART.sub(r"\1***@", text)
        return masked if masked != text else HIDDEN
    if NUMBER.fullmatch(text) and sum(map(str.isdigit, text)) >= WHOLE_NUMBER:
        text = text.strip()
        return text[:3] + HIDDEN + text[-4:]
    return HIDDEN


def is_masked(text):
    """Tell whether a text looks like the answer of :func:`mask_contact`.

    >>> is_masked("138****5678"), is_masked("w***@example.com"), is_masked("wang@a.cn")
    (True, True, False)
    """
    return isinstance(text, str) and "***" in text
