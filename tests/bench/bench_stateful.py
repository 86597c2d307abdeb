"""Sequences of random steps on the engine and on a plain model of the specification:
many more, and other ones each time, than the tests play."""

import sys
import uuid

import database
from measure import Figures, parse, seconds
from stateful.play import play
from templates import template
from workspace import suite_addons

SEQUENCES = 100  # at scale 1
STEPS = 100


def main(arguments):
    options = parse(arguments, __doc__)
    sequences = max(int(SEQUENCES * options.scale), 1)
    figures = Figures(f"{sequences} sequences of {STEPS} steps")
    name = f"gonghai_stateful_{uuid.uuid4().hex[:6]}"
    database.copy(template(suite_addons()), name)
    try:
        elapsed = seconds(lambda: play(name, sequences, STEPS, derandomize=False))
    finally:
        database.drop(name)
    figures.note("engine and model agree", f"in all of them, {elapsed:.0f} s")
    return figures.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
