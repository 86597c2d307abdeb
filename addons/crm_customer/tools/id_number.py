"""Numbers of Chinese identity cards (GB 11643-1999). No database here."""

import re
import unicodedata
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

# provinces of GB/T 2260; 83 Taiwan residents, 9x foreigners with residence
REGIONS = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54"
    " 61 62 63 64 65 71 81 82 83 91 92 93 94 95 96 97 98 99".split()
)
OLDEST_YEAR = 1850


def clean_id_number(text, today):
    """Return the number written in ``text`` if it can be one on the day ``today``.

    Returns None otherwise: wrong length, unknown province, no date of birth, a
    birth in the future, or a wrong check digit (ISO 7064 MOD 11-2).

    >>> clean_id_number("360426199101010071", date(2026, 1, 1))
    '360426199101010071'
    >>> clean_id_number("360426199102300071", date(2026, 1, 1))
    """
    number = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or number[:2] not in REGIONS:
        return None
    try:
        birth = ric.get_birth_date(number)
    except InvalidComponent:
        return None
    if not date(OLDEST_YEAR, 1, 1) <= birth <= today:
        return None
    return number if ric.calc_check_digit(number) == number[-1] else None
