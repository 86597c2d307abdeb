"""NF-R, CU-10: what printing needs is there on a machine where nobody put it."""

import pytest

from provision import programs
from tell import Problem


@pytest.fixture
def bare(machine, monkeypatch):
    """A machine with apt but no library, no font; return what is installed."""
    installed = []
    monkeypatch.setattr(programs, "_has_library", lambda name: False)
    monkeypatch.setattr(
        programs, "apt_install", lambda packages, reason: installed.extend(packages)
    )
    return installed


def test_libraries_and_a_chinese_font_are_installed(bare):
    """NF-R: pango, harfbuzz and a font, by their Debian packages."""
    programs.prepare_pdf_programs(required=False)
    assert bare == [*programs.PDF_LIBRARIES.values(), "fontconfig", "fonts-noto-cjk"]


def test_a_font_without_chinese_does_not_do(bare, machine):
    """CU-10: only a font with Chinese counts."""
    machine("fc-list", "exit 0")
    programs.prepare_pdf_programs(required=False)
    assert "fonts-noto-cjk" in bare


def test_nothing_is_installed_where_all_is_there(bare, machine, monkeypatch):
    monkeypatch.setattr(programs, "_has_library", lambda name: True)
    machine("fc-list", "echo Noto Sans CJK SC")
    programs.prepare_pdf_programs(required=True)
    assert bare == []


def test_without_rights_the_rest_runs(machine, monkeypatch, capsys):
    """NF-R: run and shell go on without printing and say so; tests do not."""
    monkeypatch.setattr(programs, "_has_library", lambda name: False)
    programs.prepare_pdf_programs(required=False)
    told = capsys.readouterr().out
    assert "Nothing can be printed" in told and "libpango-1.0-0" in told
    with pytest.raises(Problem, match="libpango-1.0-0"):
        programs.prepare_pdf_programs(required=True)
