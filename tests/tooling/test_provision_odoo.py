"""NF-R: Odoo is found where it is given; what is missing is said with its remedy."""

import pytest

from provision import odoo
from tell import Problem


@pytest.mark.parametrize("inside", ["odoo", ".", "usr/lib/python3/dist-packages/odoo"])
def test_odoo_home_may_be_a_checkout_or_an_installed_tree(
    monkeypatch, odoo_tree, inside
):
    home = odoo_tree("(19, 0, 0, FINAL, 0, '')", inside)
    monkeypatch.setenv("ODOO_HOME", str(home))
    assert odoo.find_odoo() == (home / inside).resolve()


@pytest.mark.parametrize(
    ("version", "series"),
    [
        ("(17, 0, 0, FINAL, 0, '')", "17.0"),
        ("('saas~19', 1, 0, FINAL, 0, '')", "saas~19.1"),
    ],
)
def test_wrong_series_is_named_with_the_remedy(monkeypatch, odoo_tree, version, series):
    monkeypatch.setenv("ODOO_HOME", str(odoo_tree(version)))
    with pytest.raises(Problem, match=f"holds Odoo {series}.*unset it"):
        odoo.find_odoo()


def test_odoo_home_without_odoo_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(Problem, match="holds no Odoo.*Point ODOO_HOME at"):
        odoo.find_odoo()


def test_importable_odoo_is_used(monkeypatch, odoo_tree):
    home = odoo_tree("(19, 0, 0, FINAL, 0, '')")
    monkeypatch.syspath_prepend(str(home))
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda _name: _Spec([str(home / "odoo")])
    )
    assert odoo.find_odoo() == home / "odoo"


def test_importable_odoo_of_another_series_is_passed_over(
    monkeypatch, odoo_tree, capsys
):
    home = odoo_tree("(18, 0, 0, FINAL, 0, '')")
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda _name: _Spec([str(home / "odoo")])
    )
    assert odoo._importable() is None
    assert "18.0, not 19.0" in capsys.readouterr().out


class _Spec:
    def __init__(self, locations):
        self.submodule_search_locations = locations


def test_mirrors_are_the_machines_own_without_the_security_archive():
    lines = (
        "http://other.example/apt \n"
        "http://mirror.example/debian-security Debian-Security\n"
        "http://mirror.example/debian Debian\n"
        "http://mirror.example/debian Debian\n"
    )
    assert odoo.debian_mirrors(lines) == [
        "http://mirror.example/debian",
        "http://other.example/apt",
    ]


def test_without_network_all_ways_are_named(monkeypatch, machine):
    """NF-R: no network gives the reason of each way, and the remedy."""
    monkeypatch.setattr(odoo, "_importable", lambda: None)
    machine(
        "apt-get",
        'case "$*" in *indextargets*) echo http://mirror.example/debian Debian;; '
        "*) echo Temporary failure resolving mirror.example; exit 100;; esac",
    )
    machine("dpkg", "exit 1")
    machine("git", "echo fatal: Could not resolve host; exit 128")
    with pytest.raises(Problem) as caught:
        odoo.find_odoo()
    text = str(caught.value)
    assert "Debian's package from http://mirror.example/debian: No network" in text
    assert "Could not resolve host" in text
    assert "Point ODOO_HOME at" in text


def test_without_apt_and_git_the_remedy_is_odoo_home(monkeypatch, machine):
    monkeypatch.setattr(odoo, "_importable", lambda: None)
    with pytest.raises(Problem, match="no apt here[^$]*git is not installed[^$]*ODOO_"):
        odoo.find_odoo()


def test_apt_options_leave_the_system_alone(tmp_path):
    """Design 1: a private apt configuration, which changes nothing of the system."""
    options = odoo._apt_options(tmp_path, "http://mirror.example/debian")
    for name in ("Dir::State", "Dir::Cache", "Dir::Etc::sourcelist"):
        value = next(o for o in options if o.startswith(f"-o{name}="))
        assert str(tmp_path) in value
    assert "-oDir::Etc::sourceparts=-" in options
    sources = (tmp_path / "etc/sources.list").read_text()
    assert sources.endswith("http://mirror.example/debian sid main\n")
