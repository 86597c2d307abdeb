"""What goes wrong while the schedule takes back what is due: killed processes, people
at work on the same rows, a bad record, a database that drops its connections.

Schedulers are processes of their own that run Odoo's own loop over jobs; the test
makes the fault happen at a known place in it.
"""

import threading

import psycopg2
import pytest

from odoo.exceptions import UserError

from bench.prepared import environment
from due_world import BATCH, JOB, DueWorld
from scheduler import at_call, die

DUE = 5 * BATCH
PAUSE = 20261125  # number of an advisory lock


@pytest.fixture(scope="module")
def world(make_database):
    return DueWorld(make_database())


@pytest.mark.parametrize(
    ("model", "method", "kept"),
    [
        ("res.partner", "_pool_lock", 2 * BATCH),
        ("res.partner", "_pool_write_move", 2 * BATCH),
        ("res.partner", "_pool_write_log", 2 * BATCH),
        ("res.partner", "_pool_reclaim", 2 * BATCH),
        ("ir.cron", "_commit_progress", 3 * BATCH),
    ],
)
def test_killed_in_the_third_set(world, model, method, kept):
    """NF-F, PO-10, I7, F1: what was committed stays, the next run does the rest."""
    due = world.make_due(DUE)

    code = world.run(lambda env: at_call(env, model, method, 3, die))

    assert code == -9
    assert world.reclaimed(due) == kept
    assert not world.job["is_later"]
    world.wait_until_alone()
    assert world.run() == 0
    world.check(due)
    assert world.job["is_later"]


def test_killed_again_and_again(world):
    """NF-F, F2, F3: a limit of time that ends every run does not end the work."""
    due = world.make_due(DUE)

    for run in range(1, 5):
        dying = world.run(
            lambda env: at_call(env, "res.partner", "_pool_write_log", 2, die)
        )
        assert dying == -9
        assert world.reclaimed(due) == run * BATCH
        world.wait_until_alone()

    assert world.run() == 0
    world.check(due)
    assert world.job["failure_count"] == 0


def test_somebody_edits_a_customer_of_the_set(world):
    """NF-F, F4: an edit that comes in between is kept, and nothing is put off."""
    due = world.make_due(DUE)
    edited = due[BATCH + 7]

    def edit(_records):
        world.query(
            "UPDATE res_partner SET comment = 'just called' WHERE id = %s", [edited]
        )

    assert (
        world.run(
            lambda env: at_call(env, "res.partner", "_pool_lock", 2, edit, before=True)
        )
        == 0
    )

    world.check(due)
    assert world.job["failure_count"] == 0
    comment = world.value("SELECT comment FROM res_partner WHERE id = %s", edited)
    assert comment == "just called"


def test_somebody_edits_what_hangs_on_a_customer(world):
    """NF-F, F4: an opportunity that changes under the move makes the set run again."""
    due = world.make_due(DUE)
    with environment(world.database) as env:
        lead = env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": due[3],
                "user_id": world.user_id,
            }
        )
        lead_id = lead.id

    def edit(_records):
        world.query("UPDATE crm_lead SET description = 'note' WHERE id = %s", [lead_id])

    assert (
        world.run(lambda env: at_call(env, "res.partner", "_pool_write_log", 1, edit))
        == 0
    )

    world.check(due)
    assert world.job["failure_count"] == 0
    [(user, note)] = world.query(
        "SELECT user_id, description FROM crm_lead WHERE id = %s", [lead_id]
    )
    assert (user, note) == (None, "note")


def test_somebody_keeps_a_customer_locked(world):
    """NF-F, F4: who is at work on one customer holds up that one alone."""
    due = world.make_due(DUE)
    locked = due[9]
    person = world.connect()
    with person.cursor() as cursor:
        cursor.execute("UPDATE res_partner SET comment='x' WHERE id = %s", [locked])

    assert world.run() == 0
    world.check(due, left=[locked])

    person.commit()
    person.close()
    world.wake()
    assert world.run() == 0
    world.check(due)


POISON = """
    CREATE FUNCTION refuse_to_go() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'this one stays'; END $$;
    CREATE TRIGGER refuse_to_go BEFORE UPDATE ON res_partner FOR EACH ROW
      WHEN (OLD.id = %(id)s AND NEW.pool_place = 'public')
      EXECUTE FUNCTION refuse_to_go();
"""


def test_one_bad_record_among_ten_thousand(world):
    """NF-F, PO-10, F5: it is set aside with its error; 9,999 go, and it may be tried
    again."""
    due = world.make_due(10_000)
    bad = due[4321]
    world.query(POISON, {"id": bad})

    assert world.run(batch=5000) == 0

    world.check(due, left=[bad])
    assert world.job["is_later"]
    error = "SELECT reclaim_error FROM res_partner WHERE id = %s"
    assert "this one stays" in world.value(error, bad)
    with environment(world.database) as env:
        admin = env.ref("base.user_admin")
        shown = env["res.partner"].with_user(admin)
        assert shown.search([("reclaim_error", "!=", False)]).ids == [bad]

    world.query("DROP TRIGGER refuse_to_go ON res_partner")
    with environment(world.database) as env:
        customer = env["res.partner"].with_user(admin.id).browse(bad)
        assert customer.action_pool_retry() == {"done": [bad], "refused": {}}
    world.wake()
    assert world.run() == 0
    world.check(due)


def test_the_database_drops_the_connection(world):
    """NF-F, I7, F6: no customer is blamed for it, and the next run does the rest."""
    due = world.make_due(DUE)

    def drop(records):
        records.env.cr.execute("SELECT pg_backend_pid()")
        [pid] = records.env.cr.fetchone()
        world.query("SELECT pg_terminate_backend(%s)", [pid])

    world.run(lambda env: at_call(env, "res.partner", "_pool_write_log", 3, drop))

    world.wait_until_alone()
    assert world.reclaimed(due) == 2 * BATCH
    assert world.run() == 0
    world.check(due)


def test_two_schedulers_and_run_manually(world):
    """NF-F, F7: while one scheduler is at it, nobody else takes the same customers."""
    due = world.make_due(DUE)
    gate = world.connect()
    with gate.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PAUSE])

    def pause(records):
        records.env.cr.execute("SELECT pg_advisory_xact_lock(%s)", [PAUSE])

    first = world.scheduler(
        lambda env: at_call(env, "res.partner", "_pool_write_log", 2, pause)
    ).start()
    world.wait_for(
        "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    )

    assert world.run() == 0
    assert world.reclaimed(due) == BATCH
    with environment(world.database) as env:
        with pytest.raises(UserError, match="already executing"):
            env.ref(JOB).method_direct_trigger()
    with environment(world.database) as env:
        # As if a second scheduler had not asked whose turn it is.
        env["res.partner"]._cron_pool_reclaim()
    gate.close()

    assert first.join() == 0
    world.check(due)


def test_two_schedulers_at_the_same_instant(world):
    """NF-F, F7: several processes wake up for the same job at once."""
    due = world.make_due(DUE)
    schedulers = [world.scheduler().start() for _ in range(3)]
    assert [scheduler.join() for scheduler in schedulers] == [0, 0, 0]
    world.check(due)


def test_deadlock_with_somebody_at_work(world):
    """NF-F, F8: a contact first and its customer then is the other way round; one of
    the two is undone by the database and done again."""
    due = world.make_due(DUE)
    with environment(world.database) as env:
        contact = env["res.partner"].create({"name": "Wang", "parent_id": due[5]})
        contact_id = contact.id
    started, tries = threading.Event(), []

    def write_both():
        tries.append("once")
        person = world.connect()
        with person.cursor() as cursor:
            for record_id in (contact_id, due[5]):
                cursor.execute(
                    "UPDATE res_partner SET comment = 'kept' WHERE id = %s", [record_id]
                )
                if not started.is_set():
                    started.set()
                    world.wait_for(
                        "SELECT count(*) > 0 FROM pg_stat_activity"
                        " WHERE datname = current_database()"
                        "   AND wait_event_type = 'Lock'"
                    )
        person.commit()
        person.close()

    def work():
        try:
            write_both()
        except psycopg2.errors.DeadlockDetected:
            write_both()

    somebody = threading.Thread(target=work)
    # Forked before there is a second thread here, it waits for the first lock.
    scheduler = world.scheduler(
        lambda env: at_call(
            env,
            "res.partner",
            "_pool_lock",
            1,
            lambda records: world.wait_for(
                "SELECT count(*) > 0 FROM pg_stat_activity"
                " WHERE datname = current_database() AND state = 'idle in transaction'"
                "   AND query LIKE 'UPDATE res_partner SET comment%%'"
            ),
        )
    ).start()
    somebody.start()
    assert scheduler.join() == 0
    somebody.join()

    world.check(due)
    assert tries
    rows = world.query(
        "SELECT comment FROM res_partner WHERE id = ANY(%s)", [[contact_id, due[5]]]
    )
    assert rows == [("kept",), ("kept",)]


def test_the_server_was_down_for_three_weeks(world):
    """NF-F, F9: the run that was missed happens at once, and once."""
    due = world.make_due(DUE)
    world.wake(days=21)

    assert world.run() == 0

    world.check(due)
    assert world.job["is_later"]
    ran_at = world.job["lastcall"]
    assert world.run() == 0
    assert world.job["lastcall"] == ran_at
