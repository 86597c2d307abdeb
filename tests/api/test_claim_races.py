"""Many people at the pool at the same instant, over HTTP, against two workers."""

import random
import time

import pytest

from crowd import describe, results, together
from pool_world import PoolWorld, Watcher, broken_invariants

PEOPLE = 40


@pytest.fixture(scope="module")
def world(prefork_server):
    return PoolWorld(prefork_server)


@pytest.fixture(autouse=True)
def all_is_well_afterwards(world):
    """Every test here ends with the invariants and the ledger as they must be."""
    yield
    assert broken_invariants(world.server) == {}
    assert world.verify_ledger() == []


def done_count(answers):
    return sum(len(answer["done"]) for answer in answers)


def count(world, statement, *parameters):
    return world.server.query(statement, parameters)[0][0]


def test_forty_members_claim_one_customer(world):
    """PO-4, I1, I4, I13: one winner; each of the others is told who was faster."""
    pool = world.make_pool()
    members = world.make_members(pool, PEOPLE)
    [customer] = world.make_customers(pool, 1)

    answers = results(together([lambda m=m: m.claim([customer]) for m in members]))

    winners = [m for m, a in zip(members, answers, strict=True) if a["done"]]
    assert len(winners) == 1
    losers = [answer for answer in answers if not answer["done"]]
    expected = {
        "done": [],
        "refused": {str(customer): f"{winners[0].name} was faster."},
    }
    assert losers == [expected] * (PEOPLE - 1)
    [(owner,)] = world.server.query(
        "SELECT user_id FROM res_partner WHERE id = %s", [customer]
    )
    assert owner == winners[0].user_id
    moves = world.server.query(
        "SELECT move, to_user_id FROM crm_pool_log WHERE partner_id = %s ORDER BY id",
        [customer],
    )
    assert moves == [("enter_public", None), ("claim", owner)]


def test_one_member_never_exceeds_the_capacity(world):
    """PO-2, PO-4, I2: 12 parallel claims at capacity 5 are exactly 5."""
    pool = world.make_pool(capacity=5, daily_limit=20)
    [member] = world.make_members(pool, 1)
    customers = world.make_customers(pool, 12)

    with Watcher(world.server, "I2") as watcher:
        answers = together([lambda i=i: member.claim([i]) for i in customers])

    print(describe(answers))
    assert done_count(results(answers)) == 5
    refused = [reason for a in results(answers) for reason in a["refused"].values()]
    assert refused == [f"{member.name} holds as many customers as allowed (5)."] * 7
    assert max(answer.seconds for answer in answers) < 20
    assert watcher.looks
    assert watcher.found == {}
    claims = count(
        world, "SELECT claim_count FROM crm_pool_member WHERE id = %s", member.id
    )
    assert claims == 5


def test_one_member_never_exceeds_the_day(world):
    """PO-2, I3: the day's limit holds in a race, also for calls with many ids."""
    pool = world.make_pool(capacity=100, daily_limit=6)
    [member] = world.make_members(pool, 1)
    customers = world.make_customers(pool, 12)
    calls = [customers[start : start + 4] for start in range(0, 12, 4)]

    answers = results(together([lambda ids=ids: member.claim(ids) for ids in calls]))

    assert done_count(answers) == 6
    refused = [reason for answer in answers for reason in answer["refused"].values()]
    assert refused == ["Today's 6 claims are used up."] * 6


def test_same_request_key_in_parallel_claims_once(world):
    """PO-4, I5: whoever asks eight times with one key gets one answer eight times."""
    pool = world.make_pool()
    [member] = world.make_members(pool, 1)
    customers = world.make_customers(pool, 3)

    answers = results(
        together([lambda: member.claim(customers, request_key="again")] * 8)
    )

    assert answers == [{"done": customers, "refused": {}}] * 8
    assert count(
        world,
        "SELECT count(*) FROM crm_pool_log WHERE partner_id = ANY(%s)"
        " AND move = 'claim'",
        customers,
    ) == len(customers)


@pytest.mark.parametrize("ids_per_call", [1, 20])
def test_fifty_members_claim_out_of_the_same_customers(world, ids_per_call):
    """PO-4, I1, I2, I13: nothing is claimed twice and nobody gets an error."""
    pool = world.make_pool(capacity=15, daily_limit=20)
    members = world.make_members(pool, 50)
    customers = world.make_customers(pool, 500)
    dice = random.Random(20)
    lists = [dice.sample(customers, 20) for _member in members]

    def claim_all(member, ids):
        parts = [ids[i : i + ids_per_call] for i in range(0, 20, ids_per_call)]
        return [member.claim(part) for part in parts]

    with Watcher(world.server, "I2") as watcher:
        answers = together(
            [
                lambda m=m, ids=ids: claim_all(m, ids)
                for m, ids in zip(members, lists, strict=True)
            ]
        )

    print(describe(answers))
    parts = [part for answer in results(answers) for part in answer]
    claimed = [record_id for part in parts for record_id in part["done"]]
    assert len(claimed) == len(set(claimed))
    assert watcher.found == {}
    # An answer that says "done" is in the database, a refusal left nothing behind.
    held = world.server.query(
        "SELECT id FROM res_partner WHERE pool_id = %s AND pool_place = 'held'", [pool]
    )
    assert {row[0] for row in held} == set(claimed)
    # I14: whoever found a free customer while there was room got one.
    wanted = {record_id for ids in lists for record_id in ids}
    full = {m.user_id for m in members if _holds(world, m) == 15}
    for member, ids in zip(members, lists, strict=True):
        if member.user_id not in full:
            assert set(ids) <= set(claimed)
    assert set(claimed) <= wanted


def _holds(world, member):
    return count(
        world,
        "SELECT count(*) FROM res_partner"
        " WHERE user_id = %s AND pool_place = 'held' AND customer_state IS NOT NULL",
        member.user_id,
    )


def test_every_move_races_with_the_schedule(world, start_server):
    """PO-2, PO-10, NF-F, I1-I5: claims, returns, recalls and assignments of the same
    customers while a scheduler in another process takes back what is due."""
    pool = world.make_pool(capacity=8, daily_limit=400, cooldown_days=0)
    world.create("crm.pool.rule", {"pool_id": pool, "kind": "interval", "days": 30})
    members = world.make_members(pool, 6)
    customers = world.make_customers(pool, 40)
    for member in members:
        member.claim(customers[:40])
    world.server.query(
        "UPDATE res_partner SET reclaim_at = now() AT TIME ZONE 'UTC'"
        " WHERE pool_id = %s AND id %% 2 = 0 AND pool_place = 'held'",
        [pool],
    )
    start_server(name=world.server.database, crons=1)
    dice = random.Random(10)

    with Watcher(world.server, "I") as watcher:
        calls = [_random_moves(world, member, customers, dice) for member in members]
        calls += [_random_manager_moves(world, members, customers, dice)] * 2
        calls += [world.trigger_reclaim] * 2
        answers = results(together(calls))
        _wait_until_nothing_is_due(world, pool)

    assert watcher.looks
    assert watcher.found == {}
    assert count(
        world,
        "SELECT count(*) FROM crm_pool_log WHERE pool_id = %s AND move = 'reclaim'",
        pool,
    )
    # I5: each "done" is one row of the ledger, and nothing else is.
    told = sum(len(part["done"]) for answer in answers if answer for part in answer)
    logged = count(
        world,
        "SELECT count(*) FROM crm_pool_log WHERE pool_id = %s"
        " AND move IN ('claim', 'return', 'recall', 'assign')",
        pool,
    )
    assert logged == told + 40


def _random_moves(world, member, customers, dice):
    steps = [
        (dice.choice([member.claim, member.give_back]), dice.sample(customers, 5))
        for _ in range(6)
    ]
    return lambda: [call(ids) for call, ids in steps]


def _random_manager_moves(world, members, customers, dice):
    steps = []
    for _ in range(6):
        ids = dice.sample(customers, 5)
        steps.append(("action_pool_recall", {"ids": ids, "reason": "Too long"}))
        steps.append(
            (
                "action_pool_assign",
                {"ids": ids, "user_id": dice.choice(members).user_id},
            )
        )
    admin = world.server.json2("admin")
    return lambda: [admin.call("res.partner", name, **args) for name, args in steps]


def _wait_until_nothing_is_due(world, pool):
    """Let the scheduler come to an end, waking it again when it was too early."""
    end = time.monotonic() + 60
    while count(
        world,
        "SELECT count(*) FROM res_partner WHERE pool_id = %s"
        " AND reclaim_at <= now() AT TIME ZONE 'UTC'",
        pool,
    ):
        assert time.monotonic() < end, "the scheduler left due customers alone"
        world.trigger_reclaim()
        time.sleep(0.5)
