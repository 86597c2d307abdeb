"""Protecting and merging at the same instant, over HTTP, against two workers."""

from datetime import date, timedelta

import pytest

from crowd import results, together
from pool_world import PoolWorld, broken_invariants
from rpc import RpcError


@pytest.fixture(scope="module")
def world(prefork_server):
    return PoolWorld(prefork_server)


@pytest.fixture(autouse=True)
def all_is_well_afterwards(world):
    """Every test here ends with the invariants and the ledger as they must be."""
    yield
    assert broken_invariants(world.server) == {}
    assert world.verify_ledger() == []


def merge(client, away, into):
    return client.call("res.partner", "action_pool_merge", ids=[away], into_id=into)


def left_of(world, ids):
    rows = world.server.query(
        "SELECT id FROM res_partner WHERE id = ANY(%s) ORDER BY id", [ids]
    )
    return [record_id for [record_id] in rows]


@pytest.mark.parametrize("calls", [2, 6])
def test_parallel_protects_keep_the_limit(world, calls):
    """PO-8: one free place for a protection is given once, however many ask."""
    pool = world.make_pool(protection_limit=1)
    [member] = world.make_members(pool, 1)
    customers = world.make_customers(pool, calls)
    assert member.claim(customers)["done"] == customers

    answers = results(
        together(
            [
                lambda i=i: member.client.call(
                    "res.partner", "action_pool_protect", ids=[i]
                )
                for i in customers
            ]
        )
    )

    assert sum(len(answer["done"]) for answer in answers) == 1
    refused = [reason for answer in answers for reason in answer["refused"].values()]
    assert len(refused) == calls - 1
    assert all("1" in reason for reason in refused)
    [(protected,)] = world.server.query(
        "SELECT count(*) FROM res_partner"
        " WHERE id = ANY(%s) AND protected_until IS NOT NULL",
        [customers],
    )
    assert protected == 1


@pytest.mark.parametrize("turn", range(3))
def test_nothing_is_asked_for_who_has_lost_it(world, turn):
    """PO-16: more time asked for and the customer recalled at once: either it stays,
    or what was asked for ends with the holding."""
    pool = world.make_pool()
    world.create("crm.pool.rule", {"pool_id": pool, "kind": "interval", "days": 30})
    [member] = world.make_members(pool, 1)
    customers = world.make_customers(pool, 8)
    assert member.claim(customers)["done"] == customers
    day = str(date.today() + timedelta(days=40))

    results(
        together(
            [
                lambda i=i: member.client.call(
                    "res.partner", "action_pool_extend", ids=[i], until=day, reason="Y"
                )
                for i in customers
            ]
            + [
                lambda i=i: world.server.json2("admin").call(
                    "res.partner", "action_pool_recall", ids=[i], reason="X"
                )
                for i in customers
            ]
        )
    )

    astray = world.server.query(
        "SELECT e.partner_id FROM crm_pool_extension e"
        "  JOIN res_partner p ON p.id = e.partner_id"
        " WHERE e.partner_id = ANY(%s) AND e.state = 'asked'"
        "   AND p.user_id IS DISTINCT FROM e.asked_by_id",
        [customers],
    )
    assert astray == []
    [(asked,)] = world.server.query(
        "SELECT count(*) FROM crm_pool_extension WHERE partner_id = ANY(%s)",
        [customers],
    )
    assert asked


def test_one_customer_is_merged_into_one_other(world):
    """CU-5, I4: two who merge the same one: it goes once, the other is told."""
    pool = world.make_pool()
    away, *into = world.make_customers(pool, 3)
    clients = [world.server.json2("admin") for _ in into]

    answers = together(
        [lambda c=c, i=i: merge(c, away, i) for c, i in zip(clients, into, strict=True)]
    )

    assert_one_merged(answers, away)
    assert left_of(world, [away, *into]) == sorted(into)


def test_two_merged_into_each_other(world):
    """CU-5, I4: one of the two remains, and one of the calls is refused."""
    pool = world.make_pool()
    pair = world.make_customers(pool, 2)
    clients = [world.server.json2("admin") for _ in pair]
    ways = [pair, pair[::-1]]

    answers = together(
        [lambda c=c, w=w: merge(c, *w) for c, w in zip(clients, ways, strict=True)]
    )

    done = [answer.result for answer in answers if answer.error is None]
    assert len(done) == 1
    [gone] = done[0]["done"]
    assert_one_merged(answers, gone)
    assert left_of(world, pair) == [i for i in pair if i != gone]


def assert_one_merged(answers, away):
    """One call merged; the other was refused in words, not by a broken transaction."""
    done = [answer.result for answer in answers if answer.error is None]
    assert done == [{"done": [away], "refused": {}}]
    [error] = [answer.error for answer in answers if answer.error is not None]
    assert isinstance(error, RpcError)
    assert "UserError" in str(error) or "MissingError" in str(error), error
