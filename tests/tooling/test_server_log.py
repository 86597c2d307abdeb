"""Design 8: a warning in the log fails the run, and nothing is skipped silently."""

import pytest

from commands.test import Tally
from server_log import read_allowed, read_log

GOOD = "2026-01-31 10:00:00,123 42 INFO db odoo.modules.loading: Loading module crm\n"
BAD = (
    "2026-01-31 10:00:01,000 42 WARNING db py.warnings: something is deprecated\n"
    "  File x.py, line 3\n"
)
HEAD = "2026-01-31 10:00:02,000 42 INFO db "
MODULE = "odoo.addons.crm_a.tests.test_a"
START = f"{HEAD}{MODULE}: Starting TestA.test_tour ... \n"
SKIP = f"{HEAD}{MODULE}: skipped TestA.test_tour : no Chrome \n"
SKIP_CLASS = f"{HEAD}odoo.tests.suite: skipped setUpClass ({MODULE}.TestA) : no data \n"
FAIL = (
    f"2026-01-31 10:00:02,500 42 ERROR db {MODULE}: FAIL: TestA.test_tour\n"
    "Traceback (most recent call last):\n"
)
SUM = (
    "2026-01-31 10:00:03,000 42 ERROR db odoo.tests.result: "
    "1 failed, 2 error(s) of 9 tests when loading database 'db'\n"
)


def test_a_warning_is_reported_with_the_lines_below_it():
    report = read_log(GOOD + BAD + GOOD, [])
    assert len(report.bad) == 1
    assert "something is deprecated" in report.bad[0]
    assert "line 3" in report.bad[0]


def test_results_and_failures_are_counted_once():
    report = read_log(GOOD + START + FAIL + SUM, [])
    assert (report.failed, report.ran) == (3, 9)
    assert report.bad == [] and "TestA.test_tour" in report.failures[0]


@pytest.mark.parametrize("skip", [SKIP, SKIP_CLASS])
def test_a_test_that_never_ran_fails_the_run(skip):
    report = read_log(START * (skip is SKIP) + skip + SUM, [])
    tally = Tally()
    tally.skipped.update(report.skipped)
    tally.started |= report.started
    tally.check_skipped()
    assert tally.failed == 1 and "skipped: no " in tally.notes[0]


@pytest.mark.parametrize("skip", [SKIP, SKIP_CLASS])
def test_a_test_skipped_here_and_run_there_is_fine(skip):
    tally = Tally()
    for log in (skip, START):
        report = read_log(log, [])
        tally.skipped.update(report.skipped)
        tally.started |= report.started
    tally.check_skipped()
    assert (tally.passed, tally.failed) == (0, 0)


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
