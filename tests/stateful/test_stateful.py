"""The moves in any order, by anybody, at any time."""

from stateful.play import play


def test_moves_in_any_order(make_database):
    """PO-2 to PO-16, PO-18, NF-S, I1-I10: after every step of random sequences the
    engine is where a plain model of the specification is: owners, limits, ledger,
    deadlines, shares, and what each persona sees."""
    play(make_database(), examples=4, steps=60)
