"""What goes wrong between people and the server: answers lost on the way, dropped
connections, a dead mail server, new code while people claim."""

import json
import socket
import time
from urllib.parse import urlsplit

import pytest

from crowd import results, together
from pool_world import PoolWorld, broken_invariants

PATIENCE = 60  # seconds


@pytest.fixture(scope="module")
def world(start_server):
    return PoolWorld(start_server(workers=2))


@pytest.fixture(autouse=True)
def all_is_well_afterwards(world):
    yield
    assert broken_invariants(world.server) == {}
    assert world.verify_ledger() == []


def wait_for(world, statement, *parameters):
    """Wait until a statement says yes."""
    end = time.monotonic() + PATIENCE
    while not world.server.query(statement, parameters)[0][0]:
        assert time.monotonic() < end, f"never came true: {statement}"
        time.sleep(0.05)


def claims(world, ids):
    return world.server.query(
        "SELECT count(*) FROM crm_pool_log WHERE partner_id = ANY(%s)"
        " AND move = 'claim'",
        [ids],
    )[0][0]


def claim_and_hang_up(member, ids, key):
    """Send the call and close the connection without waiting for the answer."""
    headers = member.client.http.headers
    body = json.dumps({"ids": ids, "request_key": key})
    address = urlsplit(member.client.url)
    request = (
        "POST /json/2/crm.pool.customer/action_claim HTTP/1.1\r\n"
        f"Host: {address.netloc}\r\n"
        f"Authorization: {headers['Authorization']}\r\n"
        f"X-Odoo-Database: {headers['X-Odoo-Database']}\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(request.encode())


def test_answer_lost_after_the_commit(world):
    """NF-F, I5, F16: who asks again with the same key gets the answer that was lost,
    and nothing happens twice."""
    pool = world.make_pool()
    [member] = world.make_members(pool, 1)
    customers = world.make_customers(pool, 2)

    claim_and_hang_up(member, customers, "lost")
    wait_for(
        world,
        "SELECT count(*) = 2 FROM crm_pool_log WHERE partner_id = ANY(%s)"
        " AND move = 'claim'",
        customers,
    )

    answer = member.claim(customers, request_key="lost")
    assert answer == {"done": customers, "refused": {}}
    assert claims(world, customers) == 2


def test_connections_to_the_database_are_dropped(world):
    """NF-F, F6: after a restart of PostgreSQL the workers go on; an answer "done" is
    in the database, whatever was asked at the moment of the restart."""
    pool = world.make_pool(capacity=50, daily_limit=50)
    [member] = world.make_members(pool, 1)
    customers = world.make_customers(pool, 6)
    member.claim(customers[:1])

    world.server.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    answers = together([lambda i=i: member.claim([i]) for i in customers[1:]])
    done = [i for a in answers if not a.error for i in a.result["done"]]
    assert set(done) <= set(customers)
    again = member.claim(customers)
    assert set(again["done"]) == set(customers[1:]) - set(done)
    assert claims(world, customers) == len(customers)


def test_dead_mail_server(world):
    """NF-F, F17: moves and their summaries do not depend on it."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    world.create(
        "ir.mail_server", {"name": "Dead", "smtp_host": "127.0.0.1", "smtp_port": port}
    )
    pool = world.make_pool(claim_mode="approval")
    asking, other = world.make_members(pool, 2)
    [customer] = world.make_customers(pool, 1)
    asked = asking.client.call(
        "crm.pool.customer", "action_request", ids=[customer], reason="Please"
    )
    assert asked["done"] == [customer]
    [(request,)] = world.server.query(
        "SELECT id FROM crm_pool_request WHERE partner_id = %s", [customer]
    )

    granted = world.admin.call("crm.pool.request", "action_approve", ids=[request])
    assert granted["done"] == [request]
    moved = world.admin.call(
        "res.partner",
        "action_pool_transfer",
        ids=[customer],
        user_id=other.user_id,
        reason="Holiday",
    )
    assert moved["done"] == [customer]
    assert other.give_back([customer])["done"] == [customer]
    moves = world.server.query(
        "SELECT move FROM crm_pool_log WHERE partner_id = %s ORDER BY id", [customer]
    )
    assert [m for (m,) in moves] == ["enter_public", "grant", "transfer", "return"]


def test_registry_is_loaded_anew_during_claims(world):
    """NF-F, F18: an addon is upgraded while twenty people claim: each gets exactly one
    of them, or its plain reason."""
    pool = world.make_pool()
    members = world.make_members(pool, 20)
    customers = world.make_customers(pool, 20)
    calls = [
        lambda m=m, i=i: m.claim([i]) for m, i in zip(members, customers, strict=True)
    ]

    def reload_all():
        world.server.query("INSERT INTO orm_signaling_registry DEFAULT VALUES")

    answers = results(together([*calls[:10], reload_all, *calls[10:]]))

    done = [i for answer in answers if answer for i in answer["done"]]
    assert sorted(done) == sorted(customers)
    assert claims(world, customers) == len(customers)
