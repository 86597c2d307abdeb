"""Who plays which part in the year: most customers take their chance, a few are cast
so that every screen has something true to show today."""

import random
from dataclasses import dataclass, field

SEED = 20260101
FIRST_DAY = -360
IMPORTS = ((FIRST_DAY, 30), (-290, 20), (-180, 20))  # (day, customers at once)


@dataclass
class Card:
    """One customer's part. Days count from today.

    :ivar entry: the day it enters
    :ivar holder: login of the member who enters it for themselves; public if None
    :ivar claims: ``{day: login}``, claims that happen for certain
    :ivar contacts: days on which the holder contacts it; None leaves it to chance
    :ivar is_free: whether members may pick it from the pool as they like
    """

    partner: object
    pool: object
    entry: int
    holder: str | None = None
    claims: dict = field(default_factory=dict)
    contacts: tuple | None = None
    is_free: bool = True


# (pool, entry, holder, claims, contacts); the rules of the pools do the rest.
CAST = (
    # Not contacted for 30 days: back in 0, 1, 3 and 6 days, one holder after another.
    *(
        ("east", -44 + k, login, {}, (-37 + k, -30 + k))
        for login in ("sales1", "sales3", "sales4")
        for k in (1, 3, 6)
    ),
    ("east", -50, "leader1", {}, (-42, -30)),
    ("east", -49, "leader1", {}, (-41, -27)),
    ("east", -48, "leader2", {}, (-40, -24)),
    # Claimed and never contacted for 7 days.
    ("east", -12, None, {-5: "sales1"}, ()),
    ("east", -11, None, {-2: "sales3"}, ()),
    ("east", -13, None, {-4: "leader2"}, ()),
    # Not won within 90 days, however often contacted.
    ("east", -86, "sales4", {}, tuple(range(-84, 0, 14))),
    ("east", -83, "sales1", {}, tuple(range(-80, 0, 11))),
    # Taken by the schedule last night.
    ("east", -47, "sales1", {}, (-45, -31)),
    ("east", -46, "sales3", {}, (-40, -31)),
    ("east", -52, "sales4", {}, (-44, -31)),
    ("east", -12, None, {-8: "leader1"}, ()),
    ("key", -70, "sales5", {}, (-60, -46)),
    # The same in the other pool: not contacted for 45 days.
    ("key", -75, "sales5", {}, (-60, -44)),
    ("key", -74, "sales5", {}, (-58, -39)),
    ("key", -73, "leader3", {}, (-57, -42)),
    ("key", -72, "sales1", {}, (-56, -42)),
)
COLD = {"east": 12, "key": 5}  # public for long: nobody wants them
FRESH = {"east": (-6, -4, -3, -2, -1, 0), "key": (-5, -1)}  # new this week


def make_plan(env, partners):
    """Return the cards of all customers, by day of entry.

    :param partners: list of ``(row, partner)``
    """
    rng = random.Random(SEED)
    pools = {name: env.ref(f"crm_suite.demo_pool_{name}") for name in ("east", "key")}
    stock = {name: [] for name in pools}
    for row, partner in partners:
        stock[row["pool"]].append(partner)
    for customers in stock.values():
        rng.shuffle(customers)
    cards = [
        Card(stock[pool].pop(), pools[pool], entry, holder, claims, contacts, False)
        for pool, entry, holder, claims, contacts in CAST
    ]
    for name, pool in pools.items():
        cards += [
            Card(stock[name].pop(), pool, rng.randint(-340, -120), is_free=False)
            for _number in range(COLD[name])
        ]
        cards += [
            Card(stock[name].pop(), pool, day, is_free=False) for day in FRESH[name]
        ]
        cards += _make_free_cards(rng, stock[name], pool)
    return sorted(cards, key=lambda card: card.entry)


def _make_free_cards(rng, customers, pool):
    """Some come in sheets, a third is entered by members, the rest is public."""
    members = [user.login for user in pool.member_ids.user_id.sorted("id")]
    share = len(customers) / 200
    imported = [day for day, number in IMPORTS for _n in range(int(number * share))]
    cards = []
    for position, partner in enumerate(customers):
        if position < len(imported):
            cards.append(Card(partner, pool, imported[position]))
            continue
        holder = rng.choice(members) if rng.random() < 0.35 else None
        cards.append(Card(partner, pool, rng.randrange(FIRST_DAY + 4, -9, 4), holder))
    return cards
