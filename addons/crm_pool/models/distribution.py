"""Who gets how many: the arithmetic of a distribution, without database or clock.

:func:`plan` divides *items* (what lies in a pool) among *seats* (its members). How many
a seat gets is settled first, which ones second:

1. :func:`share` divides the number by weights with the largest remainder, nobody above
   what they have room for.
2. Within these numbers an item goes to a seat whose regions and industries it matches,
   as long as that seat has a place left. ``match_first`` turns the two round: what
   matches is divided among those whom it matches, whatever the others get.

Both are fair and repeatable: equal remainders go to whoever fell short before, then by
the order of the seats. Items beyond all room are left over, the last ones first.
"""

from collections import defaultdict
from typing import NamedTuple


class Seat(NamedTuple):
    """Somebody who receives.

    :param key: what the plan calls the seat
    :param int free: how many it has room for
    :param int weight: its part when items are divided by weight
    :param regions: ids of the regions it prefers, with what is below them
    :param industries: ids of the industries it prefers
    :param float credit: by how much earlier plans fell short of its exact part
    """

    key: int
    free: int
    weight: int = 1
    regions: frozenset[int] = frozenset()
    industries: frozenset[int] = frozenset()
    credit: float = 0.0


class Item(NamedTuple):
    """Something to be given to a seat.

    :param key: what the plan calls the item
    :param region_path: ids of its region and of all above it: ``"1/5/7/"``
    :param industry: id of its industry
    :param rule: the rule that it falls under, if any
    """

    key: int
    region_path: str | None = None
    industry: int | None = None
    rule: int | None = None


class Plan(NamedTuple):
    """What :func:`plan` found.

    :param given: ``{seat: [items]}``, in the order of the items, for every seat
    :param overflow: ``{item: rule or None}`` of what nobody has room for
    :param credits: ``{seat: credit}`` for the next plan
    """

    given: dict[int, list[int]]
    overflow: dict[int, int | None]
    credits: dict[int, float]


# How a number is divided: the weight of a seat with so much room.
WEIGHTS = {
    "evenly": lambda seat, free: 1,
    "free_capacity": lambda seat, free: free,
    "weight": lambda seat, free: seat.weight,
}


def share(number, weights, limits, credit=None):
    """Divide a number by weights, nobody above a limit; largest remainder first.

    :param credit: list of what each fell short before; changed in place
    :returns: list of numbers, whose sum is ``number`` as far as the limits allow

    >>> share(10, [1, 1, 1], [99, 99, 99])
    [4, 3, 3]
    >>> share(10, [1, 1, 1], [2, 99, 99])
    [2, 4, 4]
    >>> share(10, [3, 1, 0], [99, 99, 99])
    [8, 2, 0]
    >>> share(10, [1, 1], [3, 4])
    [3, 4]
    >>> credit = [0.0, 0.0]
    >>> [share(1, [2, 1], [9, 9], credit) for _day in range(3)]
    [[1, 0], [0, 1], [1, 0]]
    """
    credit = [0.0] * len(weights) if credit is None else credit
    shares = [0] * len(weights)
    # Whoever is full soonest comes first: the others divide what that leaves.
    waiting = sorted(
        (i for i in range(len(weights)) if weights[i] > 0 and limits[i] > 0),
        key=lambda i: limits[i] / weights[i],
    )
    left = min(number, sum(limits[i] for i in waiting))
    total = sum(weights[i] for i in waiting)
    while waiting and limits[waiting[0]] * total <= left * weights[waiting[0]]:
        i = waiting.pop(0)
        shares[i] = limits[i]
        left -= limits[i]
        total -= weights[i]
    remainders = {}
    for i in sorted(waiting):
        shares[i], rest = divmod(left * weights[i], total)
        remainders[i] = rest / total + credit[i]
    over = left - sum(shares[i] for i in waiting)
    # Rounded, so that what is equal stays equal; the sort keeps the order then.
    for i in sorted(remainders, key=lambda i: -round(remainders[i], 6))[:over]:
        shares[i] += 1
        remainders[i] -= 1
    for i, remainder in remainders.items():
        credit[i] = round(remainder, 6)
    return shares


def plan(items, seats, by, rules=(), match_first=False):
    """Divide items among seats.

    :param items: list of :class:`Item`, the first ones first served
    :param seats: list of :class:`Seat`
    :param by: a key of :data:`WEIGHTS`: how a number is divided
    :param rules: list of ``(rule, seat keys)``: what falls under a rule is divided
        among these seats alone; what falls under none, among all
    :param bool match_first: what matches a seat's wishes is not held back by the
        number that the others get
    :rtype: Plan

    >>> east, west = Seat(1, 9, regions=frozenset({10})), Seat(2, 9)
    >>> plan([Item(7), Item(8, "1/10/11/")], [west, east], "evenly").given
    {2: [7], 1: [8]}
    >>> plan([Item(7), Item(8), Item(9)], [Seat(1, 1), Seat(2, 1)], "evenly").overflow
    {9: None}
    >>> plan([Item(7, rule=5), Item(8)], [west, east], "evenly", [(5, {1})]).given
    {2: [8], 1: [7]}
    """
    return _Planner(seats, by, match_first).run(items, rules)


class _Planner:
    def __init__(self, seats, by, match_first):
        self.seats = seats
        self.by = by
        self.match_first = match_first
        self.free = [max(seat.free, 0) for seat in seats]
        self.credit = [seat.credit for seat in seats]
        self.wishes = _Wishes(seats)
        self.owners = {}

    def run(self, items, rules):
        groups = defaultdict(list)
        for item in items:
            groups[item.rule].append(item)
        overflow = {}
        for rule, keys in [*rules, (None, None)]:
            among = [
                i
                for i, seat in enumerate(self.seats)
                if keys is None or seat.key in keys
            ]
            for item in self._divide(groups.pop(rule, []), among):
                overflow[item.key] = rule
        given = {seat.key: [] for seat in self.seats}
        for item in items:
            if item.key in self.owners:
                given[self.seats[self.owners[item.key]].key].append(item.key)
        credit = {
            seat.key: value for seat, value in zip(self.seats, self.credit, strict=True)
        }
        return Plan(given, overflow, credit)

    def _divide(self, items, among):
        """Give what there is room for to the seats; return what is left over."""
        if not items:
            return []
        if self.match_first:
            items = self._match(
                items, among, lambda options, n: self._share(n, options)
            )
        numbers = self._share(len(items), among)
        places = dict(zip(among, numbers, strict=True))
        number = sum(numbers)
        items, left_over = items[:number], items[number:]
        items = self._match(items, among, lambda options, n: _fill(n, options, places))
        self._hand_out(items, _fill(len(items), among, places), among)
        return left_over

    def _share(self, number, among):
        weight = WEIGHTS[self.by]
        credit = [self.credit[i] for i in among]
        numbers = share(
            number,
            [weight(self.seats[i], self.free[i]) for i in among],
            [self.free[i] for i in among],
            credit,
        )
        for i, value in zip(among, credit, strict=True):
            self.credit[i] = value
        return numbers

    def _match(self, items, among, divide):
        """Give items to seats that want them: wholly wanted ones first, and first
        those that the fewest seats want. Return the items that are left.

        :param divide: function ``(seats, number) -> numbers``
        """
        allowed = sum(1 << i for i in among)
        for grade in (0, 1):
            groups = defaultdict(list)
            for item in items:
                groups[self.wishes.of(item)[grade] & allowed].append(item)
            groups.pop(0, None)
            for mask, group in sorted(
                groups.items(), key=lambda entry: entry[0].bit_count()
            ):
                options = [i for i in among if mask >> i & 1]
                self._hand_out(group, divide(options, len(group)), options)
            items = [item for item in items if item.key not in self.owners]
        return items

    def _hand_out(self, items, numbers, options):
        """Deal items like cards, so that nobody gets all the first ones."""
        turns = sorted(
            (turn, i)
            for i, number in zip(options, numbers, strict=True)
            for turn in range(number)
        )
        for item, (_turn, i) in zip(items, turns, strict=False):
            self.owners[item.key] = i
            self.free[i] -= 1


def _fill(number, options, places):
    """Take ``number`` of the places that the options have left, in proportion."""
    left = [places[i] for i in options]
    numbers = share(number, left, left)
    for i, taken in zip(options, numbers, strict=True):
        places[i] -= taken
    return numbers


class _Wishes:
    """Which seats want an item, as bit masks: bit ``i`` is seat ``i``."""

    def __init__(self, seats):
        self.by_region = defaultdict(int)
        self.by_industry = defaultdict(int)
        self.name_region = self.name_industry = 0
        for i, seat in enumerate(seats):
            for region in seat.regions:
                self.by_region[region] |= 1 << i
            for industry in seat.industries:
                self.by_industry[industry] |= 1 << i
            self.name_region |= bool(seat.regions) << i
            self.name_industry |= bool(seat.industries) << i
        self.known = {}

    def of(self, item):
        """Return ``(wholly, partly)``: the seats all of whose wishes the item meets,
        and those that it meets in one way and not in the other."""
        signature = (item.region_path, item.industry)
        if signature not in self.known:
            self.known[signature] = self._find(*signature)
        return self.known[signature]

    def _find(self, region_path, industry):
        region = 0
        for part in filter(None, (region_path or "").split("/")):
            region |= self.by_region.get(int(part), 0)
        trade = self.by_industry.get(industry, 0)
        wholly = (region | ~self.name_region) & (trade | ~self.name_industry)
        wholly &= region | trade
        return wholly, (region | trade) & ~wholly
