"""A person at a screen: the browser, and what no journey may meet."""

import shutil
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from customer_list import get_customer_list  # noqa: E402
from person import Person  # noqa: E402

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert path, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


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
