"""A mark in the context that says: our own code does this, not the caller.

It is an object compared by identity, so nobody can send it over RPC; a plain flag
in the context would be a permission that everybody can give himself.
"""

STATE_KEY = "crm_customer_state"
ENTRY_KEY = "crm_customer_entry"

_MARK = object()


def marked(records, key):
    """Return ``records`` with the mark ``key`` in their context."""
    return records.with_context(**{key: _MARK})


def is_marked(records, key):
    return records.env.context.get(key) is _MARK
