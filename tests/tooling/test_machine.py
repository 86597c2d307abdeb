"""NF-R, NF-I: what a machine may lack is said clearly, with the remedy."""

import os
import socket
import subprocess
import sys

import pytest

from commands.run import choose_port, wants_chinese
from provision import system
from tell import Problem, run
from workspace import ROOT


def listen():
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.bind(("127.0.0.1", 0))
    server.listen()
    return server, server.getsockname()[1]


def test_a_port_in_use_gives_the_next_free_one_and_says_so(monkeypatch, capsys):
    server, port = listen()
    with server:
        monkeypatch.setenv("CRM_PORT", str(port))
        other = choose_port()
        assert other > port and system.is_port_free(other)
    assert f"Port {port} is in use: taking {other}" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["http", "0", "70000"])
def test_a_port_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("CRM_PORT", text)
    with pytest.raises(Problem, match=f"CRM_PORT={text} is no port"):
        choose_port()


def test_a_full_disk_is_said_before_the_work(tmp_path):
    with pytest.raises(Problem, match="GiB free.*XDG_CACHE_HOME.*XDG_STATE_HOME"):
        system.check_space(tmp_path / "new", 10**18)


def test_a_disk_that_fills_up_is_said(machine):
    machine("pip", "echo '[Errno 28] No space left on device'; exit 1")
    with pytest.raises(Problem, match="The disk is full. Free some space"):
        run(["pip"], "test")


def test_an_unreachable_index_is_said():
    """NF-R: a real pip against an address where nobody listens."""
    pip = [sys.executable, "-m", "pip", "install", "--retries=0", "--no-cache-dir"]
    free = listen()
    free[0].close()
    index = f"--index-url=http://127.0.0.1:{free[1]}/simple"
    with pytest.raises(Problem, match="No network.*ODOO_HOME.*PGHOST"):
        run(
            [*pip, index, "gonghai-nothing"],
            "test",
            env={"PIP_CONFIG_FILE": "/dev/null"},
        )


def test_an_untrusted_certificate_is_not_called_no_network(machine):
    machine("pip", "echo '[SSL: CERTIFICATE_VERIFY_FAILED] ... Retrying'; exit 1")
    with pytest.raises(Problem, match="not trusted here.*PIP_CERT"):
        run(["pip"], "test")


def test_any_other_failure_shows_what_was_said(machine):
    machine("tool", "echo something odd; exit 3")
    with pytest.raises(Problem, match="tool failed.\nsomething odd\n.*test.log"):
        run(["tool"], "test")


def test_without_apt_packages_are_named(machine):
    with pytest.raises(Problem, match="chromium needed for browser tests: install"):
        system.apt_install(["chromium"], "browser tests")


def test_without_root_and_sudo_the_command_is_named(machine, monkeypatch):
    machine("apt-get", "exit 0")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Problem, match="As root, run  apt-get install age"):
        system.apt_install(["age"], "backups")


def test_without_python_and_apt_the_script_says_what_it_needs(machine):
    for name in ("readlink", "dirname", "id"):
        machine(name)
    done = subprocess.run(["/bin/sh", ROOT / "crm"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "Python 3.11-3.13" in done.stderr and "CRM_PYTHON" in done.stderr


def test_python_is_installed_where_there_is_none(machine, tmp_path):
    """NF-R: nothing but sh and apt; here apt's install is played by a script."""
    for name in ("readlink", "dirname", "id", "env", "ln"):
        machine(name)
    machine("sudo", '"$@"')
    machine(
        "apt-get",
        f'echo "$*" >> {tmp_path}/apt.log\n'
        f'case "$*" in *install*) ln -s {sys.executable} {tmp_path}/bin/python3;; esac',
    )
    done = subprocess.run(
        ["/bin/sh", ROOT / "crm", "help"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "./crm COMMAND" in done.stdout
    assert "python3 python3-venv" in (tmp_path / "apt.log").read_text()


def test_an_unknown_command_shows_those_there_are():
    done = subprocess.run(
        [str(ROOT / "crm"), "explode"], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "There is no command 'explode'" in done.stdout
    assert "./crm COMMAND" in done.stdout


@pytest.mark.parametrize(
    ("environ", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({}, False),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "en_US.UTF-8", "CRM_LANG": "zh_CN"}, True),
        ({"LANG": "zh_CN.UTF-8", "CRM_LANG": "en_US"}, False),
    ],
)
def test_chinese_where_the_environment_is_chinese(environ, chinese):
    assert wants_chinese(environ) is chinese
