"""Where things are: the checkout, the cache folder and the state folder."""

import os
from ast import literal_eval
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"
SUITE = "crm_suite"
DATABASE = "gonghai"
LANGUAGE = "zh_CN"


def cache_folder():
    """Return the folder of what can be fetched again: Odoo, Python packages."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "gonghai"


def state_folder():
    """Return the folder of what cannot: databases, attachments, logs.

    Root's is outside of root's home, which PostgreSQL's user may not enter.
    """
    default = Path.home() / ".local/state" if os.geteuid() else Path("/var/lib")
    return Path(os.environ.get("XDG_STATE_HOME") or default) / "gonghai"


def log_folder():
    folder = state_folder() / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def manifests():
    """Return ``{addon: manifest}`` for the addons of this checkout, by name."""
    found = {}
    for path in sorted(ADDONS.glob("*/__manifest__.py")):
        manifest = literal_eval(path.read_text(encoding="utf-8"))
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def in_dependency_order(found):
    """Return the names of ``found``, each after those it depends on."""
    done = []

    def add(name):
        if name in found and name not in done:
            for dependency in sorted(found[name].get("depends", [])):
                add(dependency)
            done.append(name)

    for name in found:
        add(name)
    return done


def suite_addons():
    """Return what a database with everything installs."""
    found = manifests()
    return [SUITE] if SUITE in found else in_dependency_order(found)
