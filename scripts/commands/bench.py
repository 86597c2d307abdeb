"""./crm bench: run the benchmarks in tests/bench, each a file bench_NAME.py.

A benchmark is a script: it gets --scale, prints its figures, and ends with code 0 when
they meet their targets. It runs with the environment of ./crm (PG* variables, odoo on
the PATH) and may import from scripts/ and tests/.
"""

import argparse
import os
import subprocess
import sys

from tell import Problem, say
from workspace import ROOT

FOLDER = ROOT / "tests" / "bench"


def main(arguments):
    parser = argparse.ArgumentParser("crm bench", description=__doc__)
    parser.add_argument("name", nargs="?")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the data")
    options, rest = parser.parse_known_args(arguments)
    if options.scale <= 0:
        parser.error("--scale needs a number above 0")
    benchmarks = find(options.name)
    folders = [str(ROOT / "scripts"), str(ROOT / "tests")]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}
    missed = []
    for path in benchmarks:
        say(f"· {path.stem.removeprefix('bench_')} (scale {options.scale:g}) ...")
        command = [sys.executable, path, "--scale", str(options.scale), *rest]
        if subprocess.run(command, env=environ, cwd=ROOT).returncode:
            missed.append(path.stem.removeprefix("bench_"))
    say(f"✗ Missed: {', '.join(missed)}" if missed else "Every target is met.")
    return 1 if missed else 0


def find(name=None):
    """Return the files to run: one, or all when no name is given."""
    found = {path.stem.removeprefix("bench_"): path for path in _files()}
    if name is None and found:
        return list(found.values())
    if name not in found:
        raise Problem(
            f"There is no benchmark {name!r}. There are: {', '.join(found) or 'none'}."
        )
    return [found[name]]


def _files():
    return sorted(FOLDER.glob("bench_*.py"))
