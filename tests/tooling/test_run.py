"""NF-R: one command serves Gonghai, says where, and survives being interrupted."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid

import pytest

import database
from commands import run
from commands.update import suite_stamp
from templates import template
from workspace import ROOT, suite_addons

SECONDS = 60


@pytest.fixture
def own_folders():
    """These tests use the machine's own folders and server, not empty ones."""


@pytest.fixture
def name():
    name = f"gonghai_test_{uuid.uuid4().hex[:8]}"
    yield name
    database.drop(name)


def wait_for(process, pattern):
    """Return the match of ``pattern`` in what the process prints."""
    text = ""
    for line in process.stdout:
        text += line
        if match := re.search(pattern, text):
            return match, text
    raise AssertionError(f"{pattern} was not printed:\n{text}")


def fetch(url):
    """Return the status of a page, as soon as somebody answers."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=SECONDS) as answer:
                return answer.status, answer.read().decode()
        except ConnectionError:
            assert time.monotonic() < end, f"{url} does not answer"
        except urllib.error.URLError as error:
            refused = isinstance(error.reason, ConnectionError)
            assert refused and time.monotonic() < end, f"{url}: {error}"
        time.sleep(0.2)


def test_a_second_start_takes_seconds():
    """NF-R: when there is nothing to do, provisioning does nothing."""
    start = time.monotonic()
    done = subprocess.run(
        [str(ROOT / "crm"), "bench", "no-such-benchmark"],
        capture_output=True,
        text=True,
    )
    assert "no benchmark 'no-such-benchmark'" in done.stdout
    assert "Installing" not in done.stdout
    assert time.monotonic() - start < 10


def test_run_serves_on_the_next_free_port_in_chinese(name):
    """NF-R: from the second start on it takes seconds."""
    database.copy(template(suite_addons(), demo=True), name)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = subprocess.Popen(
            [str(ROOT / "crm"), "run", "-d", name],
            env={**os.environ, "CRM_PORT": str(port), "CRM_LANG": "zh_CN"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            match, text = wait_for(process, r"http://127\.0\.0\.1:(\d+)")
            assert f"Port {port} is in use" in text
            assert int(match[1]) > port
            status, page = fetch(f"{match[0]}/web/login")
            assert status == 200 and "csrf_token" in page
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=SECONDS)
    languages = database.query(
        """
        SELECT DISTINCT lang FROM res_users u JOIN res_partner p ON p.id = u.partner_id
         WHERE NOT u.share AND u.active
        """,
        (),
        name,
    )
    assert languages == [("zh_CN",)]


def test_an_interrupted_first_start_is_made_good_by_the_next(monkeypatch, name, capsys):
    """NF-R: nobody meets a database that is half installed."""
    served = []
    monkeypatch.setattr(run.os, "execvp", lambda _file, command: served.append(command))
    monkeypatch.setattr(run, "install_or_fail", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        run.main(["-d", name])
    assert database.exists(name) and not served
    database.query("CREATE TABLE left_over ()", name=name)
    monkeypatch.setattr(run, "install_or_fail", lambda *_a, **_k: None)
    monkeypatch.setattr(run, "_set_language", lambda _name: None)
    run.main(["-d", name])
    assert "interrupted" in capsys.readouterr().out
    assert database.query("SELECT to_regclass('left_over')", (), name) == [(None,)]
    assert served and "-d" in served[0] and name in served[0]


def test_a_database_of_older_addons_is_updated_before_it_is_served(monkeypatch, name):
    """NF-G: code and columns that do not fit each other would break every page."""
    database.copy(template(suite_addons()), name)
    database.query("ALTER TABLE ir_cron DROP COLUMN succeeded_at", name=name)
    database.set_mark(name, {"addons": {"crm_pool": "older"}, "language": "zh_CN"})
    served = []
    monkeypatch.setattr(run.os, "execvp", lambda _file, command: served.append(command))
    run.main(["-d", name])
    assert database.query("SELECT succeeded_at FROM ir_cron LIMIT 1", name=name)
    assert database.get_mark(name)["addons"] == suite_stamp()
    assert served


def _interrupt(*_arguments, **_options):
    raise KeyboardInterrupt
