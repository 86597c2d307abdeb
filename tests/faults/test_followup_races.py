"""A follow-up at the very moment at which the schedule takes its customer back: one of
the two comes first, and the other one knows (FU-2, I6)."""

import threading

import pytest

from odoo.exceptions import AccessError
from odoo.service.model import retrying

from bench.prepared import environment
from due_world import BATCH, DueWorld
from scheduler import FORK, at_call

DUE = 3 * BATCH
PAUSE = 20261126  # number of an advisory lock


@pytest.fixture(scope="module")
def world(make_database):
    return DueWorld(make_database())


def record(env, world, customer):
    """Record a follow-up as the owner; return its id."""
    owner = env(user=world.user_id)
    phone = env.ref("crm_customer.dictionary_followup_method_phone")
    followup = owner["crm.followup"].create(
        {"partner_id": customer, "method_id": phone.id, "content": "Just called."}
    )
    env.flush_all()
    return followup.id


def record_and_wait(world, customer):
    """In a process of its own: record, and commit once the gate opens."""
    with environment(world.database) as env:
        record(env, world, customer)
        env.cr.execute("SELECT pg_advisory_xact_lock(%s)", [PAUSE])


def record_beside(env, world, customer):
    """Record in a transaction beside that of ``env``, which goes on."""
    with env.registry.cursor() as cr:
        record(env(cr=cr), world, customer)


def record_as_server(world, customer):
    """Record as a call does it: again if the database asks for that."""
    with environment(world.database) as env:
        return retrying(lambda: record(env, world, customer), env)


def close_gate(world):
    """Return a connection that holds up everybody who asks for the lock."""
    gate = world.connect()
    with gate.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PAUSE])
    return gate


def wait_at_gate(world):
    world.wait_for(
        "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    )


def is_kept(world, customer):
    """Whether the owner holds it, contacted and no longer due."""
    return world.value(
        "SELECT pool_place = 'held' AND user_id = %s AND followup_count = 1"
        "       AND last_contact_at IS NOT NULL AND reclaim_at > now()"
        "  FROM res_partner WHERE id = %s",
        world.user_id,
        customer,
    )


def test_recorded_first(world):
    """FU-2, I6: while a follow-up is not yet committed the schedule takes all the
    others, and afterwards the customer is no longer due."""
    due = world.make_due(DUE)
    called = due[BATCH + 3]
    gate = close_gate(world)
    person = FORK.Process(target=record_and_wait, args=(world, called))
    person.start()
    wait_at_gate(world)

    assert world.run() == 0
    world.check(due, left=[called])

    gate.close()
    person.join()
    assert person.exitcode == 0
    world.wake()
    assert world.run() == 0
    world.check(due, left=[called])
    assert is_kept(world, called)


def test_recorded_between_look_and_lock(world):
    """FU-2, I6: the schedule had found it due; under its lock it is not any more."""
    due = world.make_due(DUE)
    called = due[BATCH + 3]

    def call(records):
        record_beside(records.env, world, called)

    assert (
        world.run(
            lambda env: at_call(env, "res.partner", "_pool_lock", 2, call, before=True)
        )
        == 0
    )

    world.check(due, left=[called])
    assert is_kept(world, called)


def test_taken_back_first(world):
    """FU-2, I6: whoever records too late is told that the customer has gone; nothing
    is half done."""
    due = world.make_due(DUE)
    called = due[BATCH + 3]
    gate = close_gate(world)
    answers = []

    def pause(records):
        records.env.cr.execute("SELECT pg_advisory_xact_lock(%s)", [PAUSE])

    def call():
        try:
            answers.append(record_as_server(world, called))
        except AccessError as refusal:
            answers.append(refusal)

    scheduler = world.scheduler(
        lambda env: at_call(env, "res.partner", "_pool_write_log", 2, pause)
    ).start()
    wait_at_gate(world)
    person = threading.Thread(target=call)
    person.start()
    world.wait_for(
        "SELECT count(*) > 1 FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    gate.close()
    person.join()

    assert scheduler.join() == 0
    world.check(due)
    assert isinstance(answers[0], AccessError)
    assert (
        world.value("SELECT count(*) FROM crm_followup WHERE partner_id = %s", called)
        == 0
    )
