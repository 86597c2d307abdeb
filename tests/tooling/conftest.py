"""Tests of ./crm's own parts: each has folders of its own and can play a machine."""

import os

import pytest


@pytest.fixture(autouse=True)
def own_folders(monkeypatch, tmp_path):
    """Keep what a test provisions away from the machine's own folders."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    given = ("ODOO_HOME", "PGHOST", "PGPORT", "CRM_PORT", "CRM_LANG", "CRM_PYTHON")
    for name in given:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Return a function that puts a program on a PATH of its own.

    ``machine("apt-get", "echo hello; exit 1")`` is a shell script. Nothing else is on
    that PATH, so a program that was not given is not installed.
    """
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def install(name, script=None):
        path = folder / name
        if script is None:
            source = next(
                place
                for place in ("/usr/bin", "/bin")
                if os.path.exists(f"{place}/{name}")
            )
            path.symlink_to(f"{source}/{name}")
        else:
            path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            path.chmod(0o755)

    return install


@pytest.fixture
def odoo_tree(tmp_path):
    """Return a function that makes a folder with an ``odoo`` package of a series."""

    def make(version_info, inside="odoo"):
        package = tmp_path / "home" / inside
        package.mkdir(parents=True)
        (package / "release.py").write_text(f"version_info = {version_info}\n")
        return tmp_path / "home"

    return make
