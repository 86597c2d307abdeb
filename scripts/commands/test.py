"""./crm test: every test there is, or those of an addon, a folder or a file."""

import argparse
import os
import subprocess
import sys
import uuid
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import database
from commands import i18n, lint
from odoo_process import RELAXED, install
from provision.system import any_free_port
from server_log import read_log
from tell import Problem, say, step
from templates import foreign_dependencies, own_closure, template
from workspace import (
    ADDONS,
    ROOT,
    in_dependency_order,
    log_folder,
    manifests,
    suite_addons,
)

TESTS = ROOT / "tests"


class Tally:
    """What passed and failed so far, and what there is to say about it."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.notes = []
        self.skipped = {}
        self.started = set()

    def check(self, name, problems):
        """Count one check: passed when there are no ``problems`` (texts)."""
        if problems:
            self.failed += 1
            self.notes += [f"{name}: {problem}" for problem in problems]
        else:
            self.passed += 1

    def add(self, name, ran, failed, problems):
        """Count ``ran`` tests of which ``failed``; other ``problems`` fail as one."""
        self.passed += ran - failed
        self.failed += failed
        if problems:
            self.failed += 1
            self.notes += [f"{name}: {problem}" for problem in problems]
        if failed:
            self.notes.append(f"{name}: {failed} of {ran} failed")

    def check_skipped(self):
        """Fail for tests that never ran: not without, and not with demo data."""
        for test, why in self.skipped.items():
            if not any(f"{name}.".startswith(f"{test}.") for name in self.started):
                self.check(test, [f"skipped: {why}"])


def main(arguments):
    parser = argparse.ArgumentParser("crm test", description=__doc__)
    parser.add_argument("what", nargs="?", metavar="ADDON|PATH")
    options, rest = parser.parse_known_args(arguments)
    tally = Tally()
    addon, path = find_what(options.what)
    if addon:
        _test_alone(tally, addon)
        if addon in own_closure(suite_addons()):
            _test_together(tally, [addon])
    elif path:
        _test_outside(tally, [str(path), *rest])
    else:
        _test_everything(tally, rest)
    tally.check_skipped()
    for note in tally.notes:
        say(f"✗ {note}")
    say(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed or not tally.passed else 0


def find_what(what):
    """Return ``(addon, path)`` of what was asked for; at most one is not None."""
    if what is None:
        return None, None
    if what in manifests():
        return what, None
    for path in (Path(what.partition("::")[0]), TESTS / what):
        if path.exists():
            path = path.resolve()
            if path.is_relative_to(ADDONS) and path != ADDONS:
                return path.relative_to(ADDONS).parts[0], None
            return None, what if "::" in what else path
    raise Problem(
        f"{what!r} is no addon and no path. Addons: {', '.join(manifests())}. "
        "Folders: " + ", ".join(sorted(p.name for p in TESTS.iterdir() if p.is_dir()))
    )


def _test_everything(tally, rest):
    for name in lint.LINTERS:
        tally.check(name, lint.check(name))
    for addon in in_dependency_order(manifests()):
        _test_alone(tally, addon)
    _test_together(tally, in_dependency_order(manifests()))
    for addon in in_dependency_order(manifests()):
        tally.check(f"i18n {addon}", i18n.check(addon))
    _test_outside(tally, [str(TESTS), *rest])


def _test_alone(tally, addon):
    """Test an addon in a database with nothing but what it depends on, no demo."""
    below = [name for name in own_closure([addon]) if name != addon]
    if manifests()[addon].get("auto_install"):
        below = []  # Odoo installs it with the last of them: no test would run
    source = template(below or foreign_dependencies([addon]))
    _test_addons(tally, f"{addon} alone", source, [addon], install_them=True)


def _test_together(tally, addons):
    """Test addons in a database with everything and with demo data."""
    source = template(suite_addons(), demo=True)
    names = ", ".join(addons)
    _test_addons(tally, f"{names} with demo data", source, addons, install_them=False)


def _test_addons(tally, title, source, addons, *, install_them):
    name = f"gonghai_test_{uuid.uuid4().hex[:8]}"
    try:
        database.copy(source, name)
        with step(f"Testing {title}"):
            path, code = install(
                name,
                addons if install_them else (),
                log=name,
                env=RELAXED,
                arguments=[
                    "--test-tags=" + ",".join(f"/{addon}" for addon in addons),
                    f"--http-port={any_free_port()}",
                    f"--screenshots={log_folder() / 'screenshots'}",
                ],
            )
    finally:
        database.drop(name)
    report = read_log(path.read_text(encoding="utf-8"))
    problems = [f"the log warns:\n{text}" for text in report.bad]
    tally.skipped.update(report.skipped)
    tally.started |= report.started
    for text in report.failures:
        say(text)
    if code and not report.failed:
        problems.append(f"Odoo ended with code {code}, see {path}")
    if not report.ran and any(_has_tests(addon) for addon in addons):
        problems.append(f"no test ran, see {path}")
    if install_them:
        tally.check(f"{title} (installation)", [f"see {path}"] * (code not in (0, 1)))
    tally.add(title, report.ran, report.failed, problems)
    if not problems and not report.failed:
        path.unlink()


def _has_tests(addon):
    return any((ADDONS / addon / "tests").glob("test_*.py"))


def _test_outside(tally, arguments):
    """Run pytest and count its results."""
    results = log_folder() / f"pytest-{os.getpid()}.xml"
    say("· Tests outside the addons ...")
    command = [sys.executable, "-m", "pytest", f"--junitxml={results}", *arguments]
    code = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode
    if not results.exists():
        tally.add("pytest", 0, 0, [f"ended with code {code} and no result"])
        return
    suite = ElementTree.parse(results).getroot().find("testsuite")
    results.unlink()
    ran = int(suite.get("tests"))
    failed = int(suite.get("failures")) + int(suite.get("errors"))
    skipped = int(suite.get("skipped"))
    problems = [f"{skipped} skipped"] if skipped else []
    if code and not failed and not skipped:
        problems.append(f"ended with code {code}")
    tally.add("tests", ran - skipped, min(failed, ran - skipped), problems)
