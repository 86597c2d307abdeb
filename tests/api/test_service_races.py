"""An agent's double click on "open a ticket", over HTTP, against two workers."""

import pytest

from crowd import results, together
from pool_world import PoolWorld

CLICKS = 4


@pytest.fixture(scope="module")
def world(prefork_server):
    return PoolWorld(prefork_server)


def test_a_double_click_opens_one_ticket(world):
    """SV-1, NF-F: who asks again in the same instant is shown the same ticket."""
    agent = world.xml_id("helpdesk_mgmt.group_helpdesk_user_team")
    user_id = world.create(
        "res.users",
        {"login": "agent", "name": "Agent", "group_ids": [(6, 0, [agent])]},
    )
    team = {"name": "Service", "user_ids": [(6, 0, [user_id])]}
    world.create("helpdesk.ticket.team", team)
    world.make_customers(world.make_pool(), 1, customer_code="CLICK-1")
    client = world.server.json2("agent")
    [answer] = client.call("crm.service.lookup", "action_find", text="CLICK-1")

    actions = results(
        together(
            [
                lambda: client.call(
                    "crm.service.lookup", "action_open_ticket", ids=[answer["id"]]
                )
            ]
            * CLICKS
        )
    )

    assert len({action["res_id"] for action in actions}) == 1
    [(tickets,)] = world.server.query(
        "SELECT count(*) FROM helpdesk_ticket WHERE lookup_id = %s", [answer["id"]]
    )
    assert tickets == 1
