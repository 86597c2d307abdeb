"""Unified social credit codes (GB 32100-2015). No database here."""

import re
import unicodedata

from stdnum.cn import uscc

# registration department, kind of body, six digits of region, organisation, check
SHAPE = re.compile(r"[1-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")


def clean_credit_code(text):
    """Return the code written in ``text`` if its form and check digit are right.

    Returns None otherwise. Width, case, blanks and hyphens do not matter.

    >>> clean_credit_code(" ９１110000-600037341l")
    '91110000600037341L'
    >>> clean_credit_code("91110000600037341K"), clean_credit_code("I1")
    (None, None)
    """
    code = unicodedata.normalize("NFKC", text).upper()
    code = re.sub(r"[\s\u200b-\u200f\ufeff-]", "", code)
    if not SHAPE.fullmatch(code) or not code.isascii():
        return None
    return code if uscc.calc_check_digit(code) == code[-1] else None
