"""Keys under which texts that people call equal become equal."""

import unicodedata


def plain_key(text):
    """Return ``text`` without width, case, blanks and invisible characters.

    >>> plain_key("  ＡＢＣ　公司\\u200b ")
    'abc公司'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        char
        for char in folded
        if not char.isspace() and unicodedata.category(char) != "Cf"
    )
