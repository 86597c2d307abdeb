"""Two who distribute the same customers at the same instant, against two workers."""

import pytest

from crowd import results, together
from pool_world import PoolWorld, Watcher, broken_invariants
from rpc import RpcError


@pytest.fixture(scope="module")
def world(prefork_server):
    return PoolWorld(prefork_server)


def distribute(client, ids, members, by="evenly"):
    return client.call(
        "res.partner",
        "action_pool_distribute",
        ids=ids,
        user_ids=[member.user_id for member in members],
        by=by,
    )


@pytest.mark.parametrize("shared", [True, False])
def test_two_distribute_the_same_customers(world, shared):
    """PO-6, I1, I2, I13: nobody twice, limits kept, no request fails, whether they
    distribute among the same members or among others."""
    pool = world.make_pool()
    members = world.make_members(pool, 8, capacity=6, daily_limit=6)
    customers = world.make_customers(pool, 40)
    clients = [world.server.json2("admin") for _ in range(4)]
    receivers = [members if shared else members[i * 2 : i * 2 + 2] for i in range(4)]

    with Watcher(world.server, "I2") as watcher:
        answers = results(
            together(
                [
                    lambda c=c, r=r: distribute(c, customers, r)
                    for c, r in zip(clients, receivers, strict=True)
                ]
            )
        )

    done = [record_id for answer in answers for record_id in answer["done"]]
    assert len(done) == len(set(done))
    assert watcher.looks
    assert watcher.found == {}
    held = world.server.query(
        "SELECT id FROM res_partner WHERE pool_id = %s AND pool_place = 'held'", [pool]
    )
    assert {row[0] for row in held} == set(done)
    assert shared is False or len(done) == 40
    for answer in answers:
        assert set(answer["done"]) | {int(i) for i in answer["refused"]} == set(
            customers
        )
        assert sum(answer["members"].values()) == len(answer["done"])
    assert broken_invariants(world.server) == {}
    assert world.verify_ledger() == []


def test_a_member_distributes_nothing(world):
    """NF-S, PO-2: over JSON-2, with ids, users and ways of any kind."""
    pool = world.make_pool()
    member, colleague = world.make_members(pool, 2)
    customers = world.make_customers(pool, 2)
    answer = distribute(member.client, customers, [member, colleague])
    assert answer["done"] == []
    assert set(answer["refused"]) == {str(record_id) for record_id in customers}
    preview = member.client.call(
        "res.partner",
        "action_pool_distribute_preview",
        ids=customers,
        user_ids=[member.user_id],
    )
    assert (preview["members"], preview["total"]) == ([], 0)
    for by in ("junk", 1, ["evenly"], {"evenly": 1}):
        with pytest.raises(RpcError) as refusal:
            distribute(member.client, customers, [member], by)
        assert refusal.value.name == "odoo.exceptions.UserError"
    assert world.server.query(
        "SELECT count(*) FROM res_partner WHERE id = ANY(%s) AND user_id IS NOT NULL",
        [customers],
    ) == [(0,)]
