"""The virtual environment: pinned packages, and Odoo as pip sees it."""

import hashlib
import os
import platform
import shutil
import sys
from pathlib import Path

from provision.odoo import SERIES
from provision.system import check_space
from tell import Problem, run, step
from workspace import ROOT, cache_folder

OLDEST, NEWEST = (3, 11), (3, 13)
LAUNCHER = """\
#!{python}
import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
"""
METADATA = """\
Metadata-Version: 2.1
Name: odoo
Version: {series}
"""


def check_version(version=None):
    version = version or sys.version_info[:2]
    if not OLDEST <= tuple(version[:2]) <= NEWEST:
        raise Problem(
            f"Python {version[0]}.{version[1]} cannot be used; Odoo and the pinned "
            f"packages need {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}. "
            "Name one in CRM_PYTHON."
        )


def prepare_python(odoo_package, *, development):
    """Return the virtual environment's folder, made current if it is not."""
    check_version()
    venv = cache_folder() / f"venv-{sys.version_info[0]}.{sys.version_info[1]}"
    wanted = ["requirements.txt"] + ["requirements-dev.txt"] * development
    stamps = {name: venv / f".{name}.stamp" for name in wanted}
    # Resolved, for ./crm may be called from inside its own environment.
    python = Path(sys.executable).resolve()
    base = f"{python} {platform.python_version()}"
    digests = {name: _digest(ROOT / name, base) for name in wanted}
    missing = [name for name in wanted if _read(stamps[name]) != digests[name]]
    if missing:
        check_space(cache_folder())
        if not _works(venv):
            with step("Making a virtual environment"):
                shutil.rmtree(venv, ignore_errors=True)
                run([python, "-m", "venv", venv], "pip")
    # First, for packaged addons require an odoo that pip would look for otherwise.
    _register_odoo(venv, Path(odoo_package))
    for name in missing:
        with step(f"Installing Python packages ({name})"):
            _pip(venv, "install", "-r", ROOT / name)
        stamps[name].write_text(digests[name], encoding="utf-8")
    return venv


def _works(venv):
    python = venv / "bin/python"
    if not python.exists():
        return False
    return not run([python, "-c", ""], "pip", check=False).returncode


def _digest(path, base):
    return hashlib.sha256(base.encode() + path.read_bytes()).hexdigest()


def _read(path):
    return path.read_text(encoding="utf-8") if path.exists() else None


def _pip(venv, *arguments):
    quiet = ("--quiet", "--no-input", "--disable-pip-version-check")
    run([venv / "bin/python", "-m", "pip", *quiet, *arguments], "pip")


def _register_odoo(venv, package):
    """Make ``odoo`` importable, known to pip, and startable by a launcher script.

    A folder with nothing but links goes on the path, so that what lies beside the
    package (all of Debian's Python packages, maybe) stays out.
    """
    site = next(venv.glob("lib/python3*/site-packages"))
    source = venv / "odoo-source"
    _link(source / "odoo", package)
    # A checkout keeps most addons beside the package.
    _link(source / "addons", package.parent / "addons")
    # Prefork servers start their websocket worker by running this script again,
    # which ``python -m odoo`` does not survive.
    launcher = venv / "bin/odoo"
    launcher.write_text(LAUNCHER.format(python=venv / "bin/python"), encoding="utf-8")
    launcher.chmod(0o755)
    (site / "odoo.pth").write_text(f"{source}\n", encoding="utf-8")
    info = site / f"odoo-{SERIES}.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(METADATA.format(series=SERIES), encoding="utf-8")
    (info / "INSTALLER").write_text("gonghai\n", encoding="utf-8")
    (info / "RECORD").write_text("", encoding="utf-8")


def _link(link, target):
    """Make ``link`` point at ``target``, or be absent when that is."""
    if link.is_symlink() and os.readlink(link) == str(target) and target.exists():
        return
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    if target.exists():
        link.symlink_to(target)
