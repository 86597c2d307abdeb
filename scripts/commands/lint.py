"""./crm lint: ruff for all Python, pylint-odoo for the addons."""

import argparse
import subprocess
import sys

from tell import say
from workspace import ADDONS, ROOT, manifests

# pylint-odoo's checks that are not ours:
SWITCHED_OFF = (
    "missing-readme",  # wants a README.rst in each addon
    "consider-merging-classes-inherited",  # we split a model's file by concern
    "no-wizard-in-models",  # core's own import is a transient model
)
LINTERS = ("ruff check", "ruff format", "pylint-odoo")


def _command(name):
    if name == "pylint-odoo":
        off = f"--disable={','.join(SWITCHED_OFF)}"
        addons = [str(ADDONS / addon) for addon in manifests()]
        return [sys.executable, "-m", "pylint", off, *addons]
    return [*name.split(), "--quiet", *(["--check"] if name == "ruff format" else [])]


def check(name):
    """Run one linter; return what there is to say (nothing when clean)."""
    say(f"· {name} ...")
    done = subprocess.run(_command(name), cwd=ROOT, stdin=subprocess.DEVNULL)
    return ["see above"] if done.returncode else []


def main(arguments):
    parser = argparse.ArgumentParser("crm lint", description=__doc__)
    parser.add_argument("--fix", action="store_true", help="mend what ruff can mend")
    if parser.parse_args(arguments).fix:
        subprocess.run(["ruff", "check", "--fix", "--quiet"], cwd=ROOT)
        subprocess.run(["ruff", "format", "--quiet"], cwd=ROOT)
    complaining = [name for name in LINTERS if check(name)]
    if complaining:
        say(f"✗ {', '.join(complaining)}: see above.")
        return 1
    say("Style is clean.")
    return 0
