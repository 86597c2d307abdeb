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
    :param target: place where it ends; a move that names a member ends held by them;
        ``None``: it leaves the pool, and who had it keeps it outside
    :param capacity: the receiving member's capacity limits the move
    :param day_limit: the move counts against the receiving member's day
    :param cools: the receiving member must not have given the customer up lately
    :param starts_cooldown: the owner who gives the customer up cools down
    :param needs_reason: the caller has to say why
    :param keeps_holding: owner and holding stay, and with them all clocks
    :param arrives: the record is new in its pool, which may distribute it by itself
    :param protects: the number of customers that a member may protect limits the move
    """

    sources: tuple[str | None, ...]
    target: str | None
    capacity: bool = False
    day_limit: bool = False
    cools: bool = False
    starts_cooldown: bool = False
    needs_reason: bool = False
    keeps_holding: bool = False
    protects: bool = False
    arrives: bool = False


MOVES = {
    "enter": Move((None,), HELD, capacity=True),
    "enter_public": Move((None,), PUBLIC, arrives=True),
    "win": Move((None,), HELD),
    "claim": Move((PUBLIC,), HELD, capacity=True, day_limit=True, cools=True),
    "grant": Move((PUBLIC,), HELD, capacity=True, day_limit=True, cools=True),
    "assign": Move((PUBLIC,), HELD, capacity=True),
    "distribute": Move((PUBLIC,), HELD, capacity=True),
    "transfer": Move((HELD,), HELD, capacity=True, needs_reason=True),
    "hand_over": Move((HELD,), HELD, capacity=True, needs_reason=True),
    "return": Move((HELD,), PUBLIC, starts_cooldown=True, needs_reason=True),
    "recall": Move((HELD,), PUBLIC, starts_cooldown=True, needs_reason=True),
    "reclaim": Move((HELD,), PUBLIC, starts_cooldown=True),
    "protect": Move((HELD,), HELD, keeps_holding=True, protects=True),
    "unprotect": Move((HELD,), PUBLIC, starts_cooldown=True),
    "sink": Move((PUBLIC,), PUBLIC, arrives=True),
    "move": Move((PUBLIC,), PUBLIC, arrives=True),
    "bin": Move((PUBLIC, HELD), BINNED, needs_reason=True),
    "restore": Move((BINNED,), PUBLIC, needs_reason=True),
    "purge": Move((BINNED,), BINNED, needs_reason=True),
    "merge": Move((PUBLIC, HELD), PUBLIC),
    "merge_away": Move((PUBLIC, HELD, BINNED), BINNED),
    "convert": Move((HELD,), None),
    "lose": Move((PUBLIC, HELD), None, starts_cooldown=True),
    "undo_assign": Move((HELD,), PUBLIC),
    "undo_distribute": Move((HELD,), PUBLIC),
    "undo_transfer": Move((HELD,), HELD, capacity=True),
    "undo_return": Move((PUBLIC,), HELD, capacity=True),
    "undo_recall": Move((PUBLIC,), HELD, capacity=True),
    "undo_bin": Move((BINNED,), PUBLIC, capacity=True),
}

# Which moves their author may take back, by which move, within how many minutes.
# Never claim and reclaim: these are final.
UNDO = {
    "assign": ("undo_assign", 10),
    "distribute": ("undo_distribute", 10),
    "transfer": ("undo_transfer", 10),
    "recall": ("undo_recall", 10),
    "bin": ("undo_bin", 10),
    "return": ("undo_return", 1),
}

MOVE_LABELS = [
    ("enter", "Entered"),
    ("enter_public", "Entered as public"),
    ("win", "Won"),
    ("claim", "Claimed"),
    ("grant", "Request granted"),
    ("assign", "Assigned"),
    ("distribute", "Distributed"),
    ("transfer", "Transferred"),
    ("hand_over", "Handed over"),
    ("return", "Returned"),
    ("recall", "Recalled"),
    ("reclaim", "Reclaimed"),
    ("protect", "Protected"),
    ("unprotect", "Protection cancelled"),
    ("sink", "Sunk"),
    ("move", "Moved to another pool"),
    ("bin", "Binned"),
    ("restore", "Restored"),
    ("purge", "Purged"),
    ("merge", "Merged with another"),
    ("merge_away", "Merged into another"),
    ("convert", "Became an opportunity"),
    ("lose", "Lost"),
    ("undo_assign", "Assignment undone"),
    ("undo_distribute", "Distribution undone"),
    ("undo_transfer", "Transfer undone"),
    ("undo_return", "Return undone"),
    ("undo_recall", "Recall undone"),
    ("undo_bin", "Deletion undone"),
]

COOLING_MOVES = tuple(name for name, move in MOVES.items() if move.starts_cooldown)
BINNING_MOVES = tuple(name for name, move in MOVES.items() if move.target == BINNED)
