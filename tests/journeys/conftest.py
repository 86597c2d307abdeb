"""A person at a screen: the browser, and what no journey may meet."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from customer_list import get_customer_list  # noqa: E402
from person import Person  # noqa: E402


@pytest.fixture
def sit_down(browser, server):
    """Return ``sit_down(login, size)``: that user, signed in, at a fresh browser.

    At the end no console error and no English word of ours may have been met.
    """
    people = []

    def make(login, size="desk"):
        person = Person(browser, server, login, size)
        people.append(person)
        return person

    yield make
    problems = [problem for person in people for problem in person.leave()]
    assert not problems, "\n".join(problems)


@pytest.fixture(scope="session")
def customer_list(tmp_path_factory):
    """A dirty list of firms: where it lies, how many rows are good and bad."""
    return get_customer_list(tmp_path_factory.mktemp("lists"))
