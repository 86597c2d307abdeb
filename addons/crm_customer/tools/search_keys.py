"""Keys by which people look for a customer. No database here."""

import re
from functools import lru_cache

from .text_keys import fold, simplify

LONGEST = 512  # characters of one value that can be searched
CHINESE = "\u3400-\u9fff\uf900-\ufaff"
CHINESE_RUN = re.compile(f"[{CHINESE}]+")
RUNS = re.compile(f"[{CHINESE}]+|[^{CHINESE}]+")
BIGRAM = re.compile(f"(?=([{CHINESE}]{{2}}))")
SEVERAL_NUMBERS = re.compile(r"[/;,、]")
COUNTRY_PREFIX = re.compile(r"^(?:(?:00|\+)86|86(?=1\d{10}$))")
DIALLED = re.compile(r"[\d\s+().-]+")
SHORTEST_NUMBER = 3  # digits; fewer find everybody


def search_key(text):
    """Return ``text`` as it is searched: folded, in simplified Chinese, no blanks.

    >>> search_key("華信　ＫＥＪＩ 100%_ "), search_key("a\\x00b\\ud800")
    ('华信keji100%_', 'ab')
    """
    text = text[:LONGEST].encode("utf-8", "ignore").decode().replace("\0", "")
    return "".join(simplify(fold(text)).split())


def escape_pattern(text):
    """Return ``text`` for a LIKE search in which % and _ mean themselves.

    >>> print(escape_pattern("100%_"))
    100\\%\\_
    """
    return re.sub(r"([\\%_])", r"\\\1", text)


@lru_cache(maxsize=4096)
def pinyin_keys(name):
    """Return the pinyin of a name in full and its initials; none without Chinese.

    >>> pinyin_keys("华信科技"), pinyin_keys("3M中國"), pinyin_keys("Acme")
    (('huaxinkeji', 'hxkj'), ('3mzhongguo', '3mzg'), ())
    """
    from pypinyin import lazy_pinyin  # its dictionaries take a while to load

    key = search_key(name)
    if not CHINESE_RUN.search(key):
        return ()
    full, initials = [], []
    for run in RUNS.findall(key):
        if CHINESE_RUN.match(run):
            syllables = lazy_pinyin(run)
            full += syllables
            initials += (syllable[:1] for syllable in syllables)
        else:
            full.append(run)
            initials.append(run)
    return "".join(full), "".join(initials)


def bigrams(key):
    """Return each two neighbouring Chinese characters of a key, in order.

    >>> bigrams("3m中国区"), bigrams("ab")
    (['中国', '国区'], [])
    """
    return list(dict.fromkeys(BIGRAM.findall(key)))


def number_keys(text):
    """Return the digits of the phone numbers in ``text``, as dialled in China.

    >>> number_keys("+86 755-8888 9999 / 138 0013 8000")
    ['075588889999', '13800138000']
    """
    keys = (_national_digits(part) for part in SEVERAL_NUMBERS.split(text[:LONGEST]))
    return [key for key in keys if key]


def _national_digits(text):
    number = re.sub(r"[^\d+]", "", fold(text))
    digits = COUNTRY_PREFIX.sub("", number)
    if digits == number or digits[:1] in ("0", "1"):
        return digits.replace("+", "")
    return f"0{digits}"


def dialled_digits(text):
    """Return the digits of a typed phone number or a part of one, empty if none.

    >>> dialled_digits("+86 138-0013 8000"), dialled_digits("0755 88")
    ('13800138000', '075588')
    >>> dialled_digits("0086 755 88889999"), dialled_digits("12"), dialled_digits("b12")
    ('075588889999', '', '')
    """
    text = fold(text).strip()
    if not DIALLED.fullmatch(text):
        return ""
    digits = _national_digits(text)
    return digits if len(digits) >= SHORTEST_NUMBER else ""
