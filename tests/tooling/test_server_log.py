"""Design 8: a warning in the log fails the run, and nothing is skipped silently."""

import pytest

from commands.test import Tally
from server_log import read_allowed, read_log

GOOD = "2026-01-31 10:00:00,123 42 INFO db odoo.modules.loading: Loading module crm\n"
BAD = (
    "2026-01-31 10:00:01,000 42 WARNING db py.warnings: something is deprecated\n"
    "  File x.py, line 3\n"
)
SKIP = "2026-01-31 10:00:02,000 42 INFO db odoo.x: skipped test_tour : no Chrome\n"
SUM = (
    "2026-01-31 10:00:03,000 42 ERROR db odoo.tests.result: "
    "1 failed, 2 error(s) of 9 tests when loading database 'db'\n"
)


def test_a_warning_is_reported_with_the_lines_below_it():
    report = read_log(GOOD + BAD + GOOD, [])
    assert len(report.bad) == 1
    assert "something is deprecated" in report.bad[0]
    assert "line 3" in report.bad[0]


def test_results_and_skips_are_counted():
    report = read_log(GOOD + SKIP + SUM, [])
    assert (report.failed, report.ran) == (3, 9)
    assert report.skipped == ["test_tour : no Chrome"]


def test_an_allowed_line_passes_and_its_neighbour_does_not(tmp_path):
    path = tmp_path / "allowed.txt"
    path.write_text("# about\n^WARNING py\\.warnings: something  # known upstream\n")
    other = BAD.replace("something", "else")
    report = read_log(BAD + other, read_allowed(path))
    assert len(report.bad) == 1 and "else is deprecated" in report.bad[0]


def test_an_allowed_line_needs_a_reason(tmp_path):
    path = tmp_path / "allowed.txt"
    path.write_text("^WARNING py\\.warnings\n")
    with pytest.raises(ValueError, match="no reason given"):
        read_allowed(path)


def test_every_allowed_line_of_ours_has_a_reason():
    assert read_allowed()


def test_a_problem_fails_a_run_whose_tests_all_passed():
    tally = Tally()
    tally.add("crm_pool alone", ran=5, failed=0, problems=["the log warns: x"])
    assert (tally.passed, tally.failed) == (5, 1)
    assert tally.notes == ["crm_pool alone: the log warns: x"]


def test_a_failed_test_is_counted_once():
    tally = Tally()
    tally.add("crm_pool alone", ran=5, failed=2, problems=[])
    tally.check("ruff", [])
    assert (tally.passed, tally.failed) == (4, 2)
