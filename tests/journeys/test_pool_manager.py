"""A pool manager's day: the overview, distribute with its preview, decide requests."""

import pytest
from playwright.sync_api import expect

SIZES = ("desk", "phone")


@pytest.mark.parametrize("size", SIZES)
def test_overview(sit_down, size):
    """PO-19: the numbers and what stands behind them."""
    person = sit_down("poolmanager", size).open("crm-pool-overview")
    expect(person.page.locator(".o_pool_overview canvas").first).to_be_visible()
    person.sees("已保护").wait().photograph("pool_overview")


@pytest.mark.parametrize("size", SIZES)
def test_approve_a_request(server, sit_down, size):
    """PO-5: the manager of the key accounts' pool decides with a note."""
    person = sit_down("leader3", size).open("crm-requests")
    person.cards().first.wait_for()
    person.wait().photograph("requests")
    before = granted(server)
    person.cards().first.click()
    person.wait().photograph("request_form")
    person.press("批准", ".o_form_view")
    person.toast("批")
    assert granted(server) == before + 1


def granted(server):
    [[count]] = server.query(
        "SELECT count(*) FROM crm_pool_request WHERE state = 'approved'"
    )
    return count
