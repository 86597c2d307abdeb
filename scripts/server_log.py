"""Read a server log: what it warns of, how many tests ran, what was skipped."""

import re
from typing import NamedTuple

from workspace import ROOT

ALLOWED = ROOT / "tests" / "log_allowed.txt"
LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<rest>.*)")
SUMMARY = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
FAILURE = re.compile(r"(?P<logger>odoo\.addons\S+): (FAIL|ERROR): ")
STARTED = re.compile(r"(?P<logger>\S+): Starting (?P<name>\w+\.\w+) \.\.\.")
SKIPPED = re.compile(
    r"(?P<logger>\S+): skipped (?:setUpClass \((?P<cls>\S+)\)|(?P<name>\S+)) : "
    r"(?P<why>.*)"
)
BAD_LEVELS = {"WARNING", "ERROR", "CRITICAL"}
CONTEXT_LINES = 30  # of a traceback below a bad line


class Report(NamedTuple):
    """What a log says. A test is named 'odoo.addons.a.tests.test_b.TestC.test_d'."""

    bad: list  # lines of level WARNING and worse, each with the lines below it
    failures: list  # the same of tests that failed
    skipped: dict  # {test or test class: why}
    started: set  # tests that ran
    failed: int
    ran: int


def read_allowed(path=ALLOWED):
    """Return the patterns of lines that may stand in a log.

    Each line of the file is 'PATTERN  # REASON'; one without a reason is an error.
    """
    patterns = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        pattern, mark, reason = line.partition("  # ")
        if not mark or not reason.strip():
            raise ValueError(f"{path.name}: no reason given for {line!r}")
        patterns.append(re.compile(pattern.strip()))
    return patterns


def read_log(text, allowed=None):
    """Return the Report of a log's text."""
    allowed = read_allowed() if allowed is None else allowed
    skipped, started, failed, ran = {}, set(), 0, 0
    for _level, rest, _block in _blocks(text):
        if match := STARTED.match(rest):
            started.add(f"{match['logger']}.{match['name']}")
        elif match := SKIPPED.match(rest):
            test = match["cls"] or f"{match['logger']}.{match['name']}"
            skipped[test] = match["why"]
        elif match := SUMMARY.search(rest):
            failed += int(match[1]) + int(match[2])
            ran += int(match[3])
    bad, failures = [], []
    for level, rest, block in _blocks(text):
        if level not in BAD_LEVELS or (SUMMARY.search(rest) and failed):
            continue
        if FAILURE.match(rest):
            failures.append(block)
        elif not any(pattern.search(block) for pattern in allowed):
            bad.append(block)
    ran -= len(started & set(skipped))
    return Report(bad, failures, skipped, started - set(skipped), failed, ran)


def _blocks(text):
    """Yield ``(level, rest, line with those below it)`` of each line of the log."""
    current, lines = None, []
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            if current:
                yield *current, "\n".join(lines)
            current = (match["level"], match["rest"])
            lines = [f"{match['level']} {match['rest']}"]
        elif len(lines) <= CONTEXT_LINES:
            lines.append(line)
    if current:
        yield *current, "\n".join(lines)
