"""Deadlines of all that is held in a pool, computed anew after a change of a rule."""

import sys

from generate import OTHER_POOL
from measure import Figures, parse, scratch_database, seconds
from prepared import environment

MOST_SECONDS = 20  # for 300,000 held
HELD = 300_000


def main(arguments):
    options = parse(arguments, __doc__)
    with scratch_database(options.scale) as name:
        with environment(name) as env:
            pool = env["crm.pool"].search([("name", "=", OTHER_POOL)])
            rule = pool.rule_ids.filtered(lambda rule: rule.kind == "interval")
            held = pool.held_count
            elapsed = seconds(lambda: _change(rule, 45))
            partners = env["res.partner"]
            again = seconds(lambda: partners._pool_refresh_deadlines(pools=pool))
    figures = Figures(f"Deadlines after a rule change, {held:,} held")
    scaled = elapsed * HELD / held
    figures.at_most(f"seconds for {HELD:,}", scaled, MOST_SECONDS, " s")
    figures.note("the same when nothing changes", f"{again:.2f} s")
    return figures.exit_code()


def _change(rule, days):
    rule.days = days
    rule.env.flush_all()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
