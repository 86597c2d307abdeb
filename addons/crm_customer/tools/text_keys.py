"""Keys under which texts that people call equal become equal. No database here."""

import hashlib
import re
import unicodedata
from functools import cache

from opencc import OpenCC

KEY_LENGTH = 160  # characters; longer texts end in a digest
CJK_BLOCKS = ((0x3400, 0x9FFF), (0xF900, 0xFAFF))
COMBINING_DOT = "\u0307"  # what casefold leaves of the Turkish capital I with dot
CHINESE_COMPANY_SUFFIXES = (
    "股份有限公司",
    "有限责任公司",
    "集团股份公司",
    "有限公司",
    "股份公司",
    "总公司",
    "集团",
    "公司",
)
LATIN_COMPANY_WORDS = frozenset(
    "ab ag as bv co company corp corporation gmbh group holdings inc incorporated kg"
    " limited llc lp ltd nv oy plc pte pty sa sarl spa srl".split()
)
WORD = re.compile(r"[^\W_]+")


def fold(text):
    """Return ``text`` without differences of width, case and digit system.

    >>> fold("ＡＢＣ１２３"), fold("٠١٢"), fold("İSTANBUL"), fold("ısı")
    ('abc123', '012', 'istanbul', 'isi')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = folded.replace(COMBINING_DOT, "").replace("ı", "i")
    if folded.isascii():
        return folded
    return "".join(map(_fold_char, folded))


def _fold_char(char):
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return "" if unicodedata.category(char) in ("Cf", "Cc") else char


def plain_key(text):
    """Return the key of a word of a list: fold, and no blanks.

    >>> plain_key("  ＡＢＣ　公司\\u200b ")
    'abc公司'
    """
    return limit_key("".join(fold(text).split()))


def text_key(text):
    """Return the key of a free text: letters and digits alone, in simplified Chinese.

    >>> text_key("湖北省武漢市（武昌）中北路 8 號")
    '湖北省武汉市武昌中北路8号'
    """
    return limit_key("".join(WORD.findall(simplify(fold(text)))))


def name_key(name):
    """Return the key of a firm's or a person's name, company suffix stripped.

    >>> name_key("華為技術有限公司") == name_key("华为技术 股份有限公司　")
    True
    >>> name_key("Acme Trading Co., Ltd."), name_key("Süd GmbH"), name_key("Costinc")
    ('acmetrading', 'süd', 'costinc')
    >>> name_key("有限公司")
    '有限公司'
    """
    words = WORD.findall(simplify(fold(name)))
    while len(words) > 1 and words[-1] in LATIN_COMPANY_WORDS:
        words.pop()
    key = "".join(words)
    while suffix := next(filter(key.endswith, CHINESE_COMPANY_SUFFIXES), None):
        if suffix == key:
            break
        key = key.removesuffix(suffix)
    return limit_key(key)


def limit_key(key):
    """Return ``key`` short enough for an index, still different for different texts."""
    if len(key) <= KEY_LENGTH:
        return key
    digest = hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=16)
    return key[: KEY_LENGTH - 32] + digest.hexdigest()


def simplify(text):
    """Return ``text`` with traditional characters in their simplified form.

    >>> simplify("華為臺灣")
    '华为台湾'
    """
    return text if text.isascii() else text.translate(_get_simplified())


@cache
def _get_simplified():
    """Return {code point: simplified character}: a conversion character by
    character is enough for comparing and some hundred times as quick."""
    chars = [chr(code) for first, last in CJK_BLOCKS for code in range(first, last + 1)]
    converted = OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {
        ord(char): simple
        for char, simple in zip(chars, converted, strict=True)
        if char != simple
    }
