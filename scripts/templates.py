"""Databases with addons installed, kept to be copied: made once per content.

A template is named by a digest of all that went into it (Odoo, the addons' files,
demo data or not), so it is made anew exactly when one of them changes.
"""

import fcntl
import hashlib
import os
import time
from contextlib import contextmanager
from pathlib import Path

import database
from odoo_process import RELAXED, install_or_fail
from tell import step
from workspace import ADDONS, in_dependency_order, manifests, state_folder

PREFIX = "gonghai_tpl_"
KEPT = 2  # templates of one kind: this state and the one before
IGNORED_PARTS = {"tests", "static", "__pycache__", "readme"}
IGNORED_SUFFIXES = {".pyc", ".pot", ".md"}


def own_closure(addons, found=None):
    """Return ``addons`` and all of ours that they depend on, in dependency order."""
    found = found or manifests()
    todo, closure = list(addons), set()
    while todo:
        name = todo.pop()
        if name in found and name not in closure:
            closure.add(name)
            todo.extend(found[name].get("depends", []))
    return [name for name in in_dependency_order(found) if name in closure]


def foreign_dependencies(addons, found=None):
    """Return the names of all that ``addons`` and theirs need and is not ours."""
    found = found or manifests()
    needed = set()
    for name in own_closure(addons, found):
        needed.update(found[name].get("depends", []))
    return sorted(needed - set(found)) or ["base"]


def template(addons, *, demo=False):
    """Return the name of a template with ``addons`` installed, made if missing.

    ``addons`` are ours, or Odoo's own alone.
    """
    closure = own_closure(addons)
    foreign = foreign_dependencies(addons) if closure else sorted(addons)
    name = PREFIX + _digest(closure, foreign, demo)
    with _locked():
        if not database.get_mark(name).get("ready"):
            _build(name, closure, foreign, demo)
    return name


def _build(name, closure, foreign, demo):
    kind = f"{'+'.join(closure or foreign)}{' demo' if demo else ''}"
    database.drop(name)
    parent = None
    if closure:
        parent = PREFIX + _digest([], foreign, demo)
        if not database.get_mark(parent).get("ready"):
            _build(parent, [], foreign, demo)
    title = " ".join(closure) or f"{len(foreign)} of Odoo's addons"
    with step(f"Preparing a database: {title}{', demo data' if demo else ''}"):
        if parent:
            database.copy(parent, name)
        install_or_fail(
            name,
            closure or foreign,
            fresh=not parent,
            demo=demo,
            log=name,
            env=RELAXED,
        )
    database.set_mark(name, {"ready": True, "kind": kind, "made": int(time.time())})
    _drop_old(kind)


def _drop_old(kind):
    marks = {name: database.get_mark(name) for name in database.names_like(PREFIX)}
    same = [name for name, mark in marks.items() if mark.get("kind") == kind]
    same.sort(key=lambda name: marks[name]["made"], reverse=True)
    for name in same[KEPT:]:
        database.drop(name)


def _digest(closure, foreign, demo):
    parts = (_odoo_stamp(), foreign, *_packaged_versions(foreign), demo)
    content = hashlib.sha256(repr(parts).encode())
    for addon in closure:
        content.update(addon_digest(addon).encode())
    return content.hexdigest()[:16]


def addon_digest(addon):
    """Return a digest of what of an addon ends up in a database."""
    content = hashlib.sha256(addon.encode())
    folder = ADDONS / addon
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if (
            path.is_file()
            and not IGNORED_PARTS.intersection(relative.parts)
            and path.suffix not in IGNORED_SUFFIXES
        ):
            content.update(str(relative).encode())
            content.update(path.read_bytes())
    return content.hexdigest()


def _odoo_stamp():
    package = Path(os.environ["VIRTUAL_ENV"]) / "odoo-source/odoo"
    return str(package.resolve()), (package / "release.py").stat().st_mtime


def _packaged_versions(addons):
    """Return the names, with versions, of the packages that bring these addons."""
    site = next(Path(os.environ["VIRTUAL_ENV"]).glob("lib/python3*/site-packages"))
    return sorted(
        path.name
        for addon in addons
        for path in site.glob(f"odoo_addon_{addon}-*.dist-info")
    )


@contextmanager
def _locked():
    """Let a second test run wait while the first makes a template."""
    with (state_folder() / "templates.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
