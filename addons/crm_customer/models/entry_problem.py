from typing import Any, NamedTuple

ERROR = "error"
WARNING = "warning"


class EntryProblem(NamedTuple):
    """What stands against a value that somebody enters.

    ``kind`` is one of "value", "required", "format", "duplicate"; ``match`` is the
    record that carries the same key (res.partner or crm.lead, in sudo), or the
    index of the earlier row of the same batch, or None.
    """

    field: str
    value: Any
    severity: str
    message: str
    kind: str = "value"
    match: Any = None
