"""The databases that tests copy: what they contain, and when they are made anew."""

import pytest

import templates
from commands.test import find_what
from tell import Problem
from workspace import ADDONS, in_dependency_order, manifests

FOUND = {
    "crm_b": {"depends": ["crm_a", "mail"]},
    "crm_a": {"depends": ["contacts"]},
    "crm_c": {"depends": ["crm_a", "helpdesk"]},
}


def test_addons_come_after_those_they_depend_on():
    order = in_dependency_order(FOUND)
    assert order.index("crm_a") < order.index("crm_b")
    assert set(order) == set(FOUND)


def test_an_addon_alone_has_nothing_but_its_dependencies():
    """Design 2: each addon installs alone with its dependencies."""
    assert templates.own_closure(["crm_b"], FOUND) == ["crm_a", "crm_b"]
    assert templates.foreign_dependencies(["crm_b"], FOUND) == ["contacts", "mail"]
    assert templates.foreign_dependencies(["crm_a"], FOUND) == ["contacts"]


def test_a_template_is_made_anew_when_what_is_in_it_changes(monkeypatch, tmp_path):
    monkeypatch.setattr(templates, "ADDONS", tmp_path)
    addon = tmp_path / "crm_a"
    (addon / "tests").mkdir(parents=True)
    (addon / "data.xml").write_text("<odoo/>")
    (addon / "tests/test_a.py").write_text("")
    first = templates.addon_digest("crm_a")
    (addon / "tests/test_a.py").write_text("assert True")
    assert templates.addon_digest("crm_a") == first
    (addon / "data.xml").write_text("<odoo noupdate='1'/>")
    assert templates.addon_digest("crm_a") != first


def test_what_can_be_asked_for():
    addon = next(iter(manifests()))
    assert find_what(None) == (None, None)
    assert find_what(addon) == (addon, None)
    assert find_what(str(ADDONS / addon / "models")) == (addon, None)
    assert find_what("tooling")[1].name == "tooling"
    assert find_what("tests/tooling/test_templates.py")[1].name == "test_templates.py"
    with pytest.raises(Problem, match="is no addon and no path"):
        find_what("crm_nothing")
