"""NF-R: the virtual environment is complete, pinned, and knows Odoo."""

import re
import subprocess
import sys

import pytest

from provision import python
from tell import Problem
from workspace import ROOT, manifests

PINNED = re.compile(r"^[A-Za-z0-9_.-]+==\S+( *;.+)?$")


def pins(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("version", [(3, 9), (3, 10), (3, 14)])
def test_another_python_is_asked_for(version):
    with pytest.raises(Problem, match="3.11 to 3.13.*CRM_PYTHON"):
        python.check_version(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_supported_pythons(version):
    python.check_version(version)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned(name):
    assert [line for line in pins(name) if not PINNED.match(line)] == []


def test_every_package_an_addon_names_is_there():
    known = {re.split("==", line)[0].lower() for line in pins("requirements.txt")}
    needed = {
        name.lower()
        for manifest in manifests().values()
        for name in manifest.get("external_dependencies", {}).get("python", [])
    }
    assert needed - known == set()


def test_pip_finds_nothing_to_complain_of():
    """Design 1: pip check is clean, and OCA addons would find odoo 19.0 installed."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    checked = subprocess.run([*pip, "check"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    shown = subprocess.run([*pip, "show", "odoo"], capture_output=True, text=True)
    assert "Version: 19.0" in shown.stdout


def test_pip_knows_odoo_before_it_installs_anything(monkeypatch, tmp_path, odoo_tree):
    """Design 1: on a fresh machine too, for packaged addons require odoo 19.0."""
    known = []

    def run(command, *_arguments, **_options):
        venv = tmp_path / f"cache/gonghai/venv-{sys.version_info[0]}"
        venv = venv.with_name(f"{venv.name}.{sys.version_info[1]}")
        if "venv" in command:
            (venv / "lib/python3/site-packages").mkdir(parents=True)
            (venv / "bin").mkdir()
        if "install" in command:
            known.append(list(venv.glob("lib/*/site-packages/odoo-19.0.dist-info")))

    monkeypatch.setattr(python, "run", run)
    home = odoo_tree("(19, 0, 0, FINAL, 0, '')")
    python.prepare_python(home / "odoo", development=False)
    assert known and known[0]


def test_the_launcher_is_odoo_19():
    told = subprocess.run(["odoo", "--version"], capture_output=True, text=True)
    assert told.stdout.startswith("Odoo Server 19.0")


def test_what_lies_beside_a_given_odoo_stays_off_the_path(tmp_path, odoo_tree):
    home = odoo_tree("(19, 0, 0, FINAL, 0, '')")
    (home / "other").mkdir()
    (home / "addons").mkdir()
    venv = tmp_path / "venv"
    (venv / "lib/python3.11/site-packages").mkdir(parents=True)
    (venv / "bin").mkdir()
    for _again in range(2):
        python._register_odoo(venv, home / "odoo")
    assert {path.name for path in (venv / "odoo-source").iterdir()} == {
        "odoo",
        "addons",
    }
    (home / "addons").rmdir()
    python._register_odoo(venv, home / "odoo")
    assert [path.name for path in (venv / "odoo-source").iterdir()] == ["odoo"]
