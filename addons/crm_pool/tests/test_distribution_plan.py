import doctest
import random

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_pool.models import distribution
from odoo.addons.crm_pool.models.distribution import WEIGHTS, Item, Seat, plan, share

REGIONS = range(1, 20)
INDUSTRIES = range(1, 8)


@tagged("post_install", "-at_install")
class TestDistributionPlan(BaseCase):
    """The arithmetic of PO-6, without database."""

    def test_doctests(self):
        result = doctest.testmod(distribution)
        self.assertGreater(result.attempted, 5)
        self.assertEqual(result.failed, 0)

    def _draw(self, seed):
        """Return items, seats and rules, drawn from a seed."""
        dice = random.Random(seed)
        seats = [
            Seat(
                100 + index,
                dice.choice([0, 1, 3, 10, 100]),
                dice.randrange(4),
                frozenset(dice.sample(REGIONS, dice.randrange(4))),
                frozenset(dice.sample(INDUSTRIES, dice.randrange(3))),
            )
            for index in range(dice.randrange(1, 9))
        ]
        rules = [
            (rule, {seat.key for seat in seats if dice.random() < 0.5})
            for rule in range(dice.randrange(4))
        ]
        items = [
            Item(
                1000 + index,
                dice.choice([None, "1/{}/{}/".format(*dice.sample(REGIONS, 2))]),
                dice.choice([None, *INDUSTRIES]),
                dice.choice([None, *(rule for rule, _keys in rules)]),
            )
            for index in range(dice.randrange(120))
        ]
        return items, seats, rules

    def _cases(self):
        for seed in range(50):
            for by in WEIGHTS:
                for match_first in (False, True):
                    with self.subTest(seed=seed, by=by, match_first=match_first):
                        yield by, match_first, *self._draw(seed)

    def test_nothing_is_lost_and_nobody_gets_too_much(self):
        """PO-6: overflow is reported, never forced."""
        for by, match_first, items, seats, rules in self._cases():
            found = plan(items, seats, by, rules, match_first)
            given = [key for keys in found.given.values() for key in keys]
            self.assertEqual(
                sorted([*given, *found.overflow]), [item.key for item in items]
            )
            for seat in seats:
                self.assertLessEqual(len(found.given[seat.key]), seat.free)
                self.assertEqual(found.given[seat.key], sorted(found.given[seat.key]))
            if by == "weight":
                idle = [seat for seat in seats if not seat.weight]
                self.assertFalse([s for s in idle if found.given[s.key]])
            elif not rules:
                room = sum(seat.free for seat in seats)
                self.assertEqual(len(found.overflow), max(len(items) - room, 0))

    def test_rules_name_the_receivers(self):
        """PO-6: what falls under a rule goes to its receivers alone."""
        for by, match_first, items, seats, rules in self._cases():
            found = plan(items, seats, by, rules, match_first)
            receivers = dict(rules)
            rule_of = {item.key: item.rule for item in items}
            for key, keys in found.given.items():
                for item in keys:
                    rule = rule_of[item]
                    self.assertTrue(rule is None or key in receivers[rule])
            for item, rule in found.overflow.items():
                self.assertEqual(rule, rule_of[item])

    def test_the_same_again(self):
        for by, match_first, items, seats, rules in self._cases():
            found = plan(items, seats, by, rules, match_first)
            self.assertEqual(plan(items, seats, by, rules, match_first), found)

    def test_evenly_is_within_one(self):
        """PO-6, evenly: who gets fewer than another by more than one is full."""
        for by, match_first, items, seats, rules in self._cases():
            if by != "evenly" or match_first or rules:
                continue
            found = plan(items, seats, by)
            numbers = {seat: len(found.given[seat.key]) for seat in seats}
            most = max(numbers.values())
            for seat, number in numbers.items():
                self.assertTrue(number >= most - 1 or number == seat.free)

    def test_preferences_come_first(self):
        """PO-6: an item that a seat wants goes elsewhere only if that seat is filled
        with what it wants as much."""
        for by, match_first, items, seats, rules in self._cases():
            if match_first or rules:
                continue
            found = plan(items, seats, by)
            item_of = {item.key: item for item in items}
            for seat in seats:
                mine = [self._grade(seat, item_of[k]) for k in found.given[seat.key]]
                for other, keys in found.given.items():
                    for item in (item_of[key] for key in keys if other != seat.key):
                        wish = self._grade(seat, item)
                        owner = next(s for s in seats if s.key == other)
                        if mine and wish > self._grade(owner, item):
                            self.assertGreaterEqual(min(mine), wish)

    def _grade(self, seat, item):
        """Count how far a seat wants an item: 2 wholly, 1 in part, 0 not."""
        above = {int(part) for part in (item.region_path or "").split("/") if part}
        met = [
            bool(wishes & facts)
            for wishes, facts in (
                (seat.regions, above),
                (seat.industries, {item.industry}),
            )
            if wishes
        ]
        return (2 if all(met) else 1) if any(met) else 0

    def test_one_by_one_is_as_fair_as_all_at_once(self):
        """PO-6: arrivals that come singly are divided as many together would be."""
        for by, weights, expected in (
            ("evenly", (1, 1, 1), [20, 20, 20]),
            ("weight", (3, 2, 1), [30, 20, 10]),
        ):
            with self.subTest(by=by):
                seats = [Seat(i, 99, weight) for i, weight in enumerate(weights)]
                got = [0, 0, 0]
                for _day in range(60):
                    found = plan([Item(1)], seats, by)
                    seats = [s._replace(credit=found.credits[s.key]) for s in seats]
                    got = [n + len(found.given[i]) for i, n in enumerate(got)]
                self.assertEqual(got, expected)

    def test_arrivals_go_first_to_who_wants_them(self):
        """PO-6: new arrivals are not held back by what the others get."""
        north, south = Seat(1, 5, regions=frozenset({7})), Seat(2, 99)
        items = [Item(key, "1/7/8/") for key in range(8)]
        found = plan(items, [south, north], "evenly", match_first=True)
        self.assertEqual({k: len(v) for k, v in found.given.items()}, {2: 3, 1: 5})
        found = plan(items, [south, north], "evenly")
        self.assertEqual({k: len(v) for k, v in found.given.items()}, {2: 4, 1: 4})

    def test_share_never_exceeds(self):
        dice = random.Random(6)
        for _case in range(500):
            size = dice.randrange(1, 9)
            weights = [dice.randrange(5) for _i in range(size)]
            limits = [dice.randrange(30) for _i in range(size)]
            number = dice.randrange(120)
            shares = share(number, weights, limits)
            room = sum(limit for w, limit in zip(weights, limits, strict=True) if w)
            self.assertEqual(sum(shares), min(number, room))
            for got, limit in zip(shares, limits, strict=True):
                self.assertLessEqual(0, got)
                self.assertLessEqual(got, limit)
