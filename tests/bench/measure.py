"""What the benchmarks share: options, a copy to work on, timing, figures."""

import argparse
import time
import uuid
from contextlib import contextmanager

import database
from generate import bench_database
from tell import say


def parse(arguments, description):
    """Return the options of a benchmark; ``scale`` 1 is a million customers."""
    parser = argparse.ArgumentParser("crm bench", description=description)
    parser.add_argument("--scale", type=float, default=1.0)
    return parser.parse_args(arguments)


@contextmanager
def scratch_database(scale):
    """Give the name of a copy of the benchmark database; dropped at the end."""
    source = bench_database(scale)
    name = f"{source}_{uuid.uuid4().hex[:6]}"
    try:
        database.copy(source, name)
        yield name
    finally:
        database.drop(name)


def seconds(function):
    """Return how long a call took."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def middle(values):
    return sorted(values)[len(values) // 2]


class Figures:
    """The lines of a benchmark's report, and whether each is good enough."""

    def __init__(self, title):
        say(f"\n{title}")
        self.missed = 0

    def note(self, name, text):
        say(f"  {name:<58} {text}")

    def at_least(self, name, value, least, unit=""):
        self._require(name, value, f">= {least:g}{unit}", unit, value >= least)

    def at_most(self, name, value, most, unit=""):
        self._require(name, value, f"<= {most:g}{unit}", unit, value <= most)

    def _require(self, name, value, wanted, unit, good):
        self.missed += not good
        number = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
        mark = "ok" if good else "MISSED"
        self.note(name, f"{number}{unit}  (wanted {wanted})  {mark}")

    def exit_code(self):
        return 1 if self.missed else 0
