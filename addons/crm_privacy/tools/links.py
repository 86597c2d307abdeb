"""Which records does a value of a relational field name?

Callers send values in every shape that the ORM takes, and the database takes even
more (the text '7' for the id 7): what cannot be read here is refused.
"""

from odoo.api import NewId
from odoo.fields import Command
from odoo.models import BaseModel


def named_ids(field, value):
    """Return the ids of existing records that ``value`` links to ``field``.

    :param field: a relational field
    :param value: what a caller gave for it
    :rtype: set of int
    :raises ValueError: the value is in no shape that can be read
    """
    if not value:
        return set()
    if isinstance(value, BaseModel):
        return set(value.ids)
    if field.type == "many2one":
        return _many2one_ids(value)
    if not isinstance(value, list | tuple):
        raise ValueError(f"{field}: {type(value)}")
    ids = set()
    for command in value:
        ids |= _command_ids(command)
    return ids


def nested_values(value):
    """Return ``[(id or None, values)]`` of the records that commands make or change."""
    if not isinstance(value, list | tuple):
        return []
    return [
        (command[1] or None if command[0] == Command.UPDATE else None, command[2])
        for command in value
        if isinstance(command, list | tuple)
        and len(command) == 3
        and command[0] in (Command.CREATE, Command.UPDATE)
        and isinstance(command[2], dict)
    ]


def _many2one_ids(value):
    if isinstance(value, list | tuple):
        value = value[0]
    elif isinstance(value, dict):
        value = value.get("id")
    return _single_id(value)


def _command_ids(command):
    if isinstance(command, dict):
        return _single_id(command.get("id"))
    if not isinstance(command, list | tuple):
        return _single_id(command)
    if command[0] in (Command.LINK, Command.UPDATE):
        return _single_id(command[1])
    if command[0] == Command.SET:
        return set().union(*map(_single_id, command[2] or ()))
    return set()


def _single_id(value):
    if isinstance(value, NewId):
        value = value.origin
    if not value or value is True:
        return set()
    if isinstance(value, int):
        return {value}
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return {int(value)}
    raise ValueError(f"no id: {value!r}")
