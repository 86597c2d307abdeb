"""What tests outside the addons share: servers on fresh databases, and their rows.

Run them with ``./crm test tests/FOLDER`` (more arguments go to pytest). A test asks
for ``server`` (demo data, threaded), ``prefork_server`` (no demo data, two workers),
or makes its own with ``start_server(demo=…, workers=…)``. Each runs on a fresh copy
of a template with every addon installed, for the tests of one module:

    def test_claim(server):
        manager = server.login("zhang.wei")
        manager.call("res.partner", "search_count", [])
        server.query("SELECT count(*) FROM crm_pool_log")

A server whose log holds a warning fails the module that used it.
"""

import os
import shutil
import uuid

import pytest

if "ODOO_RC" not in os.environ:
    pytest.exit("Run the tests with ./crm test tests/...", returncode=2)

from passlib.context import CryptContext  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

import database  # noqa: E402
from odoo_process import OdooServer  # noqa: E402
from rpc import Json2, Session  # noqa: E402
from server_log import read_log  # noqa: E402
from templates import template  # noqa: E402
from workspace import suite_addons  # noqa: E402

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Server(OdooServer):
    """A running server with its database: sign in, call, look at the rows."""

    def login(self, login, password=None):
        """Return a Session; the password of demo and test users is their login."""
        return Session(self.url, self.database, login, password)

    def json2(self, login):
        """Return a Json2 client with a fresh API key of that user."""
        key = uuid.uuid4().hex + uuid.uuid4().hex[:8]
        hashed = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=6000).hash(key)
        self.query(
            """
            INSERT INTO res_users_apikeys (name, user_id, scope, key, index)
            SELECT 'test', id, 'rpc', %s, %s FROM res_users WHERE login = %s
            """,
            [hashed, key[:8], login],
        )
        return Json2(self.url, self.database, key)

    def connect(self):
        """Return an autocommit connection to the server's database."""
        return database.connect(self.database)

    def query(self, statement, parameters=()):
        """Return the rows of one statement, committed at once."""
        return database.query(statement, parameters, self.database)


@pytest.fixture(scope="session")
def make_database():
    """Return a function that gives a fresh database; they are dropped at the end."""
    made = []

    def make(*, demo=False, addons=None):
        name = f"gonghai_test_{uuid.uuid4().hex[:8]}"
        made.append(name)
        database.copy(template(addons or suite_addons(), demo=demo), name)
        return name

    yield make
    for name in made:
        database.drop(name)


@pytest.fixture(scope="module")
def start_server(make_database):
    """Return a function that starts a Server; all stop at the end of the module."""
    started = []

    def start(*, demo=False, workers=0, crons=0, name=None, arguments=()):
        server = Server(
            name or make_database(demo=demo),
            workers=workers,
            crons=crons,
            arguments=arguments,
        )
        started.append(server)
        return server.start()

    yield start
    bad = []
    for server in started:
        server.stop()
        bad += read_log(server.log()).bad
    assert not bad, "The server's log warns:\n" + "\n".join(bad)


@pytest.fixture(scope="module")
def server(start_server):
    """A server with demo data, one process with threads."""
    return start_server(demo=True)


@pytest.fixture(scope="module")
def prefork_server(start_server):
    """A server without demo data, two workers: as many people at once meet it."""
    return start_server(workers=2)


@pytest.fixture(scope="session")
def browser():
    """The system's Chromium; one for all, for Playwright runs once in a process."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert path, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=BROWSER_ARGUMENTS
        )
        yield browser
        browser.close()


def pytest_terminal_summary(terminalreporter):
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(f"SKIPPED is not passed: {report.nodeid}")


def pytest_sessionfinish(session, exitstatus):
    """A skipped test fails the run: what is missing has to be installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        session.exitstatus = 1
