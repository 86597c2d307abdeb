"""Long lists as parameters of SQL.

psycopg2 writes a list as ``ARRAY[1, 2, …]``, an expression of which the server parses
every element: for 5,000 ids that takes five times as long as what is done with them.
One text is a constant.
"""

from odoo.tools import SQL


def sql_array(kind, values) -> SQL:
    """Return SQL of an array with these values in their order.

    :param str kind: SQL type of the elements
    :param values: numbers, texts, dates or booleans, or None for NULL
    """
    return SQL(f"%s::{kind}[]", "{" + ",".join(map(_element, values)) + "}")


def _element(value):
    if value is None:
        return "NULL"
    if type(value) is int:
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
