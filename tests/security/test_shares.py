"""Shared customers over HTTP on two workers: rights come and go at once, in every
process; nothing of a share is forged; races leave no share behind (PO-12, I10)."""

import pytest

from crowd import results, together
from pool_world import PoolWorld
from rpc import RpcError

TURNS = 8  # calls at once, so that both workers answer some


@pytest.fixture(scope="module")
def world(prefork_server):
    return PoolWorld(prefork_server)


@pytest.fixture(scope="module")
def pool(world):
    return world.make_pool(cooldown_days=0, capacity=500, daily_limit=500)


@pytest.fixture(scope="module")
def people(world, pool):
    """Owner, colleague and somebody else."""
    return world.make_members(pool, 3)


def held(world, pool, owner, number=1):
    ids = world.make_customers(pool, number)
    assert owner.claim(ids)["done"] == ids
    return ids


def share(member, ids, users, access="read", until=False):
    return member.client.call(
        "res.partner",
        "action_pool_share",
        ids=ids,
        user_ids=[user.user_id for user in users],
        access=access,
        until=until,
    )


def unshare(member, ids, users):
    return member.client.call(
        "res.partner",
        "action_pool_unshare",
        ids=ids,
        user_ids=[user.user_id for user in users],
    )


def looks(member, customer):
    """Return what both workers show of the customer: found, read, written."""

    def look():
        client, domain = member.client, [["id", "=", customer]]
        found = client.call("res.partner", "search", domain=domain)
        try:
            client.call("res.partner", "read", ids=[customer], fields=["name"])
            read = True
        except RpcError:
            read = False
        try:
            vals = {"comment": "x"}
            client.call("res.partner", "write", ids=[customer], vals=vals)
            written = True
        except RpcError as refusal:
            written = False
            assert "AccessError" in refusal.name
        return (bool(found), read, written)

    return set(results(together([look] * TURNS)))


def test_rights_come_and_go_at_once(world, pool, people):
    """I10, gate (f): both workers know of a share, a change and its end at once."""
    owner, colleague, _other = people
    [customer] = held(world, pool, owner)
    assert looks(colleague, customer) == {(False, False, False)}
    assert share(owner, [customer], [colleague])["done"] == [customer]
    assert looks(colleague, customer) == {(True, True, False)}
    assert share(owner, [customer], [colleague], "work")["done"] == [customer]
    assert looks(colleague, customer) == {(True, True, True)}
    assert unshare(owner, [customer], [colleague])["done"] == [customer]
    assert looks(colleague, customer) == {(False, False, False)}


def test_ends_at_its_moment_without_a_job(world, pool, people):
    """PO-12: a share that is over opens nothing, in caches that knew it neither."""
    owner, colleague, _other = people
    [customer] = held(world, pool, owner)
    share(owner, [customer], [colleague])
    assert looks(colleague, customer) == {(True, True, False)}
    world.run_code(
        "env.cr.execute('UPDATE crm_pool_share SET ends_at = now() - interval"
        f" \\'1 second\\' WHERE customer_id = {customer}')"
    )
    assert looks(colleague, customer) == {(False, False, False)}


def test_nobody_forges_a_share(world, pool, people):
    """PO-12: no row is written but by sharing, no share is widened or passed on."""
    owner, colleague, other = people
    [customer] = held(world, pool, owner)
    share(owner, [customer], [colleague])
    [(row,)] = world.server.query(
        "SELECT id FROM crm_pool_share WHERE customer_id = %s", [customer]
    )
    values = {
        "customer_id": customer,
        "user_id": colleague.user_id,
        "access": "work",
        "shared_at": "2026-01-01 00:00:00",
    }
    for member in (colleague, other, owner):
        client = member.client
        calls = [
            ("crm.pool.share", "create", {"vals_list": [values]}),
            ("crm.pool.share", "write", {"ids": [row], "vals": {"access": "work"}}),
            ("crm.pool.share", "write", {"ids": [row], "vals": {"ends_at": False}}),
            ("crm.pool.share", "unlink", {"ids": [row]}),
            ("crm.pool.share", "copy", {"ids": [row]}),
            (
                "crm.pool.share",
                "web_save",
                {"ids": [row], "vals": {"access": "work"}, "specification": {}},
            ),
            ("crm.pool.share", "_append_rows", {"vals_list": [values]}),
            ("res.partner", "_pool_share", {"ids": [customer]}),
            (
                "res.partner",
                "create",
                {
                    "vals_list": [
                        {"name": "x", "share_ids": [[4, row]], "is_company": True}
                    ]
                },
            ),
        ]
        for model, method, parameters in calls:
            with pytest.raises(RpcError):
                client.call(model, method, **parameters)
    answer = share(colleague, [customer], [other], "work")
    assert answer["done"] == []
    with pytest.raises(RpcError):
        share(colleague, [customer], [colleague], "work")
    found = other.client.call(
        "crm.pool.share", "search_read", domain=[], fields=["customer_id"]
    )
    assert customer not in [line["customer_id"][0] for line in found]
    assert world.server.query(
        "SELECT access FROM crm_pool_share WHERE customer_id = %s AND ended_at IS NULL",
        [customer],
    ) == [("read",)]


def test_sharing_races_a_return(world, pool, people):
    """Security 3: whoever comes first, nothing stays shared that nobody holds."""
    owner, colleague, _other = people
    for customer in held(world, pool, owner, 6):
        calls = [
            lambda c=customer: owner.give_back([c]),
            *[lambda c=customer: share(owner, [c], [colleague])] * 3,
            lambda c=customer: unshare(owner, [c], [colleague]),
        ]
        results(together(calls))
    assert dangling(world) == []


def test_two_share_at_once(world, pool, people):
    """PO-12: one open share of a customer to a colleague, whoever shares it."""
    owner, colleague, other = people
    [customer] = held(world, pool, owner)
    calls = [
        lambda a=access, u=users: share(owner, [customer], u, a)
        for access in ("read", "work")
        for users in ([colleague], [colleague, other], [other, colleague])
    ]
    answers = results(together(calls))
    assert [answer["done"] for answer in answers] == [[customer]] * len(calls)
    rows = world.server.query(
        "SELECT user_id, count(*) FROM crm_pool_share"
        " WHERE customer_id = %s AND ended_at IS NULL GROUP BY 1",
        [customer],
    )
    assert sorted(rows) == sorted([(colleague.user_id, 1), (other.user_id, 1)])


def dangling(world):
    """Return the open shares of what is not held, and of what the colleague holds."""
    return world.server.query(
        "SELECT s.id FROM crm_pool_share s JOIN res_partner c ON c.id = s.customer_id"
        " WHERE s.ended_at IS NULL"
        "   AND (c.pool_place <> 'held' OR c.user_id = s.user_id)"
    )
