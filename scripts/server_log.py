"""Read a server log: what it warns of, how many tests ran, what was skipped."""

import re
from typing import NamedTuple

from workspace import ROOT

ALLOWED = ROOT / "tests" / "log_allowed.txt"
LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<rest>.*)")
SUMMARY = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
SKIPPED = re.compile(r": skipped (.*)")
BAD_LEVELS = {"WARNING", "ERROR", "CRITICAL"}
CONTEXT_LINES = 30  # of a traceback below a bad line


class Report(NamedTuple):
    """What a log says; ``bad`` holds each bad line with the lines below it."""

    bad: list
    skipped: list
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
    blocks, skipped, failed, ran = [], [], 0, 0
    block = None
    for line in text.splitlines():
        match = LINE.match(line)
        if not match:
            if block is not None and len(block) < CONTEXT_LINES:
                block.append(line)
            continue
        block = None
        if skip := SKIPPED.search(match["rest"]):
            skipped.append(skip[1])
        if summary := SUMMARY.search(match["rest"]):
            failed += int(summary[1]) + int(summary[2])
            ran += int(summary[3])
        if match["level"] in BAD_LEVELS:
            block = [f"{match['level']} {match['rest']}"]
            blocks.append(block)
    texts = ["\n".join(lines) for lines in blocks]
    bad = [
        text for text in texts if not any(pattern.search(text) for pattern in allowed)
    ]
    return Report(bad, skipped, failed, ran)
