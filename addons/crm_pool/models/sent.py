"""What callers send over RPC, which may be anything."""

from odoo.exceptions import UserError

MOST_ID = 2**31 - 1
LONGEST_TEXT = 1000


def is_id(value):
    return type(value) is int and 0 < value <= MOST_ID


def browse_sent_id(model, value):
    """Return the record whose id was sent; empty if there is none."""
    return model.browse(value if is_id(value) else ()).exists()


def browse_sent(model, ids):
    """Return the records whose ids were sent, existing or not.

    :raises UserError: it is no list of ids
    """
    if not isinstance(ids or [], list) or not all(map(is_id, ids or [])):
        raise UserError(model.env._("Records are named by a list of ids."))
    return model.browse(ids or [])


def sound_text(value, longest=LONGEST_TEXT):
    """Return a text that PostgreSQL can keep: no NUL, no half of a surrogate pair.

    >>> sound_text(" a\\0b\\ud800 ")
    'ab?'
    """
    text = str(value).strip().replace("\0", "")[:longest]
    return text.encode("utf-8", "replace").decode()
