"""NF-G: installed on a database with a past, upgraded, uninstalled: nobody is locked
out."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

import database
from lifecycle.shell import run
from odoo_process import RELAXED, install
from server_log import read_log
from templates import foreign_dependencies, own_closure, template
from workspace import in_dependency_order, manifests, suite_addons

STOCK_USERS = ["life_wang", "life_zhao", "life_plain", "life_boss"]
WARNING_DAYS = 3  # as shipped
LEFTOVERS = Path(__file__).with_name("leftovers.sql").read_text(encoding="utf-8")


def change(name, addons, *arguments):
    """Install or upgrade; whatever the log warns of fails."""
    path, code = install(name, addons, log=name, env=RELAXED, arguments=list(arguments))
    assert not code, path
    bad = read_log(path.read_text(encoding="utf-8")).bad
    assert not bad, "\n".join(bad)
    path.unlink()


@pytest.fixture(scope="module")
def own_database():
    """Return a function that copies a template to a database of the test's own."""
    made = []

    def make(name, source):
        database.drop(name)
        database.copy(source, name)
        made.append(name)
        return name

    yield make
    for name in made:
        database.drop(name)


def test_install_on_a_database_with_a_past(own_database):
    """NF-G: partners stay what they are; customers are adopted by their salesperson,
    with the full warning days from then on."""
    stock = template(foreign_dependencies(suite_addons()))
    name = own_database("gonghai_life_stock", stock)
    past = run(name, "fill")
    partners = past["partners"]
    before = run(name, "look", logins=STOCK_USERS, partner_ids=partners)

    change(name, ["crm_privacy"])
    private = run(name, "look", logins=STOCK_USERS, partner_ids=partners)
    assert private["users"] == before["users"], "nobody lost sight of a partner"
    assert private["owners"] == before["owners"]
    assert not any(private["customer_state"].values())

    customers = run(name, "become", partner_ids=partners[:21])
    change(name, ["crm_pool"])
    adopted = run(name, "look", logins=STOCK_USERS, partner_ids=partners)
    assert adopted["owners"] == before["owners"]
    assert adopted["verify"] == []
    earliest = datetime.fromisoformat(adopted["now"]) + timedelta(days=WARNING_DAYS - 1)
    for partner_id, owner in customers.items():
        assert adopted["pool_place"][partner_id] == ("held" if owner else "public")
        deadline = adopted["reclaim_at"][partner_id]
        assert not deadline or datetime.fromisoformat(deadline) > earliest
    others = [str(i) for i in partners[21:]]
    assert not any(adopted["pool_place"][i] for i in others)
    assert adopted["users"]["life_boss"] == before["users"]["life_boss"]
    held = sum(owner == past["users"]["wang"] for owner in customers.values())
    assert adopted["users"]["life_wang"] == len(others) + held
    assert adopted["users"]["life_plain"] == len(others)


def test_upgrade_changes_no_owner(own_database):
    """NF-G, CU-7: -u of every addon on a year of history: same owners, same ledger, no
    warning; custom fields keep type, groups and values."""
    name = own_database("gonghai_life_upgrade", template(suite_addons(), demo=True))
    [[customer]] = database.query(
        "SELECT min(id) FROM res_partner WHERE customer_id = id", (), name
    )
    fields = run(name, "add_fields", partner_ids=[customer])
    assert len(fields) == 2
    before = database.query(
        "SELECT id, user_id, pool_id, pool_place FROM res_partner ORDER BY id", (), name
    )
    change(name, [], "-u", ",".join(in_dependency_order(manifests())))
    after = database.query(
        "SELECT id, user_id, pool_id, pool_place FROM res_partner ORDER BY id", (), name
    )
    assert before == after
    assert run(name, "look", logins=["sales1"])["verify"] == []
    assert run(name, "read_fields") == fields
    [[budget]] = database.query(
        "SELECT x_budget FROM res_partner WHERE id = %s", (customer,), name
    )
    assert budget == 7.5


def test_uninstall_locks_nobody_out(own_database):
    """NF-G: one addon after another: after each of them everybody opens partners, leads
    and orders; after the last everybody sees what stock Odoo shows, and nothing of ours
    is left."""
    name = own_database("gonghai_life_end", template(suite_addons()))
    partners = run(name, "fill")["partners"]
    run(name, "become", partner_ids=partners[:21])
    run(name, "add_fields", partner_ids=partners[:3])
    asked = {"logins": STOCK_USERS, "partner_ids": partners}
    first = run(name, "look", **asked)
    assert first["users"]["life_plain"] < len(partners)
    assert len(_ours_in(name)) > 100
    for addon in reversed(own_closure(suite_addons())):
        run(name, "uninstall", addon=addon)
        found = run(name, "look", **asked)
        assert found["all"] == first["all"], addon
        assert found["owners"] == first["owners"], addon
    assert found["users"] == dict.fromkeys(STOCK_USERS, len(partners))
    assert _ours_in(name) == []


def _ours_in(name):
    """Return what a database has of ours that one with Odoo's addons alone has not."""
    stock = template(foreign_dependencies(suite_addons()))
    before, after = (set(database.query(LEFTOVERS, (), n)) for n in (stock, name))
    return sorted(after - before)
