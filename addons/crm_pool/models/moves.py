"""The table of moves: every way a customer changes owner, pool or place.

This is the table of the specification (PO-2) as data. The gate of
``crm.pool.mixin`` obeys it and knows no other way.
"""

from typing import NamedTuple

PUBLIC = "public"
HELD = "held"
BINNED = "binned"

PLACES = [(PUBLIC, "Public"), (HELD, "Held"), (BINNED, "Recycle bin")]


class Move(NamedTuple):
    """One row of the table.

    :param sources: places from which the move starts; ``None`` stands for a new
        customer, which has no place yet
    :param target: place where it ends
    :param capacity: the receiving member's capacity limits the move
    :param day_limit: the move counts against the receiving member's day
    :param cools: the receiving member must not have given the customer up lately
    :param starts_cooldown: the owner who gives the customer up cools down
    :param needs_reason: the caller has to say why
    """

    sources: tuple[str | None, ...]
    target: str
    capacity: bool = False
    day_limit: bool = False
    cools: bool = False
    starts_cooldown: bool = False
    needs_reason: bool = False


MOVES = {
    "enter": Move((None,), HELD, capacity=True),
    "enter_public": Move((None,), PUBLIC),
    "win": Move((None,), HELD),
    "claim": Move((PUBLIC,), HELD, capacity=True, day_limit=True, cools=True),
    "assign": Move((PUBLIC,), HELD, capacity=True),
    "return": Move((HELD,), PUBLIC, starts_cooldown=True, needs_reason=True),
    "recall": Move((HELD,), PUBLIC, starts_cooldown=True, needs_reason=True),
    "reclaim": Move((HELD,), PUBLIC, starts_cooldown=True),
    "bin": Move((PUBLIC, HELD), BINNED, needs_reason=True),
    "undo_assign": Move((HELD,), PUBLIC),
    "undo_return": Move((PUBLIC,), HELD, capacity=True),
    "undo_recall": Move((PUBLIC,), HELD, capacity=True),
}

# Which moves their author may take back, by which move, within how many minutes.
# Never claim and reclaim: these are final.
UNDO = {
    "assign": ("undo_assign", 10),
    "recall": ("undo_recall", 10),
    "return": ("undo_return", 1),
}

MOVE_LABELS = [
    ("enter", "Entered"),
    ("enter_public", "Entered as public"),
    ("win", "Won"),
    ("claim", "Claimed"),
    ("assign", "Assigned"),
    ("return", "Returned"),
    ("recall", "Recalled"),
    ("reclaim", "Reclaimed"),
    ("bin", "Binned"),
    ("undo_assign", "Assignment undone"),
    ("undo_return", "Return undone"),
    ("undo_recall", "Recall undone"),
]

COOLING_MOVES = tuple(name for name, move in MOVES.items() if move.starts_cooldown)
