"""NF-L: what is not in Chinese fails the run, and an export keeps what there is."""

import polib
import pytest

from commands import i18n

TERMS = {
    "Claim": "领用",
    "Held by %(name)s": "由%(name)s持有",
    "Return": "退回",
}


@pytest.fixture
def addon(monkeypatch, tmp_path):
    """An addon whose terms Odoo exports as TERMS."""
    monkeypatch.setattr(i18n, "ADDONS", tmp_path)
    empty = dict.fromkeys(TERMS, "")
    monkeypatch.setattr(i18n, "export", lambda _addon: _pofile(empty))
    (tmp_path / "crm_a/i18n").mkdir(parents=True)
    _pofile(TERMS).save(str(i18n.po_path("crm_a")))
    _pofile(empty).save(str(i18n.pot_path("crm_a")))
    return "crm_a"


def _pofile(terms, flags=()):
    file = polib.POFile()
    file.metadata = {"POT-Creation-Date": "today", "Content-Type": "charset=UTF-8"}
    for msgid, msgstr in terms.items():
        place = [("model:ir.model,name:crm_a.model_a", "")]
        file.append(
            polib.POEntry(
                msgid=msgid, msgstr=msgstr, occurrences=place, flags=list(flags)
            )
        )
    return file


def test_a_complete_translation_passes(addon):
    assert i18n.check(addon) == []


@pytest.mark.parametrize(
    ("terms", "flags", "problem"),
    [
        ({**TERMS, "Claim": ""}, (), "not in Chinese: 'Claim'"),
        ({"Claim": "领用", "Return": "退回"}, (), "not in Chinese: 'Held by %(name)s'"),
        (TERMS, ("fuzzy",), "not in Chinese: 'Claim'"),
        (
            {**TERMS, "Held by %(name)s": "由%(user)s持有"},
            (),
            "other placeholders in Chinese: 'Held by %(name)s'",
        ),
    ],
)
def test_missing_fuzzy_and_broken_terms_are_named(addon, terms, flags, problem):
    _pofile(terms, flags).save(str(i18n.po_path(addon)))
    assert problem in i18n.check(addon)


def test_a_template_out_of_date_is_named(addon):
    _pofile({"Claim": ""}).save(str(i18n.pot_path(addon)))
    assert any("out of date" in problem for problem in i18n.check(addon))


def test_an_addon_never_exported_is_named(addon):
    i18n.pot_path(addon).unlink()
    assert any("crm_a.pot is missing" in problem for problem in i18n.check(addon))


def test_an_export_keeps_translations_and_drops_what_is_gone(addon):
    _pofile({"Claim": "领用", "Gone": "没有了"}).save(str(i18n.po_path(addon)))
    i18n.update(addon)
    kept = polib.pofile(str(i18n.po_path(addon)))
    written = {entry.msgid: entry.msgstr for entry in kept}
    assert written == {"Claim": "领用", "Held by %(name)s": "", "Return": ""}
    assert "POT-Creation-Date" not in i18n.pot_path(addon).read_text()
