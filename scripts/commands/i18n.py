"""./crm i18n: export the terms of our addons; --check looks for untranslated ones."""

import argparse
import os
import re
import subprocess
import tempfile
import uuid
from pathlib import Path

import polib

import database
from odoo_process import RELAXED
from tell import Problem, say, step
from templates import template
from workspace import ADDONS, LANGUAGE, in_dependency_order, manifests

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]")


def main(arguments):
    parser = argparse.ArgumentParser("crm i18n", description=__doc__)
    parser.add_argument("addons", nargs="*", metavar="ADDON")
    parser.add_argument("--check", action="store_true", help="change no file")
    options = parser.parse_args(arguments)
    found = in_dependency_order(manifests())
    unknown = set(options.addons) - set(found)
    if unknown:
        raise Problem(f"No such addon: {', '.join(sorted(unknown))}.")
    problems = []
    for addon in options.addons or found:
        if not options.check:
            update(addon)
        problems += [f"{addon}: {problem}" for problem in check(addon)]
    for problem in problems:
        say(f"✗ {problem}")
    if not problems:
        say("Every term is translated.")
    return 1 if problems else 0


def pot_path(addon):
    return ADDONS / addon / "i18n" / f"{addon}.pot"


def po_path(addon):
    return ADDONS / addon / "i18n" / f"{LANGUAGE}.po"


def export(addon):
    """Return the addon's terms as Odoo exports them (a polib file)."""
    name = f"gonghai_i18n_{uuid.uuid4().hex[:8]}"
    database.copy(template([addon]), name)
    try:
        with tempfile.TemporaryDirectory() as folder, step(f"Terms of {addon}"):
            target = Path(folder) / "terms.pot"
            done = subprocess.run(
                ["odoo", "i18n", "export", "-d", name, "-o", str(target), addon],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                env={**os.environ, **RELAXED},
            )
            if done.returncode or not target.exists():
                raise Problem(f"Odoo does not export {addon}:\n{done.stderr}")
            return polib.pofile(str(target))
    finally:
        database.drop(name)


def update(addon):
    """Write the .pot, and the .po with the translations there were."""
    terms = export(addon)
    if not len(terms):
        return
    pot_path(addon).parent.mkdir(exist_ok=True)
    known = _translations(addon)
    for entry in terms:
        entry.msgstr = ""
    _drop_dates(terms)
    terms.save(str(pot_path(addon)))
    for entry in terms:
        entry.msgstr = known.get(entry.msgid, "")
    terms.metadata["Language"] = LANGUAGE
    terms.save(str(po_path(addon)))


def check(addon):
    """Return what is wrong with the addon's translation (texts)."""
    terms = export(addon)
    if not len(terms):
        return []
    problems = []
    if not pot_path(addon).exists():
        return [f"{pot_path(addon).name} is missing: ./crm i18n {addon}"]
    if _content(polib.pofile(str(pot_path(addon)))) != _content(terms):
        problems.append(f"{pot_path(addon).name} is out of date: ./crm i18n {addon}")
    known = _translations(addon)
    for msgid in (entry.msgid for entry in terms):
        if not known.get(msgid):
            problems.append(f"not in Chinese: {msgid!r}")
        elif _placeholders(msgid) != _placeholders(known[msgid]):
            problems.append(f"other placeholders in Chinese: {msgid!r}")
    return problems


def _placeholders(text):
    return sorted(PLACEHOLDER.findall(text))


def _translations(addon):
    """Return ``{msgid: msgstr}`` of the .po, without fuzzy and obsolete entries."""
    if not po_path(addon).exists():
        return {}
    return {
        entry.msgid: entry.msgstr
        for entry in polib.pofile(str(po_path(addon)))
        if entry.msgstr and not entry.fuzzy and not entry.obsolete
    }


def _content(terms):
    return {(entry.msgid, frozenset(entry.occurrences)) for entry in terms}


def _drop_dates(terms):
    """Dates in the header would make each export differ from the last."""
    for name in ("POT-Creation-Date", "PO-Revision-Date"):
        terms.metadata.pop(name, None)
