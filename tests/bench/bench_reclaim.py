"""Reclaim of a tenth of all customers through the whole gate, against hand-written SQL
that writes customers and ledger alone, and against the ORM row by row; an idle run."""

import sys
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import models

import database
from generate import bench_database
from measure import Figures, middle, parse, scratch_database, seconds
from prepared import environment

DUE_SHARE = 10  # one of so many customers is due
ROWS_ONE_BY_ONE = 500
IDLE_RUNS = 21
LEAST_OF_SQL = 0.5
LEAST_OF_ROWS = 40
MOST_IDLE_MS = 50

# Due by one night's midnight, scattered over the table.
MARK_DUE = """
    UPDATE res_partner
       SET reclaim_at = %(midnight)s,
           reclaim_rule_id = (SELECT min(id) FROM crm_pool_rule
                               WHERE pool_id = res_partner.pool_id)
     WHERE id IN (SELECT id FROM res_partner
                   WHERE pool_place = 'held' AND customer_state IS NOT NULL
                   ORDER BY hashint4(id) LIMIT %(number)s)
"""
BY_HAND = """
    WITH due AS (
        SELECT id, user_id, claimed_at, reclaim_rule_id FROM res_partner
         WHERE reclaim_at <= %(now)s AND reclaim_error IS NULL
    ), moved AS (
        UPDATE res_partner p
           SET pool_place = 'public', user_id = NULL, pool_since = %(now)s,
               pool_moves = pool_moves + 1, claimed_at = NULL, protected_until = NULL,
               reclaim_at = NULL, reclaim_rule_id = NULL, reclaim_notice_at = NULL,
               write_uid = 1, write_date = %(now)s
          FROM due WHERE p.id = due.id
     RETURNING p.id, p.pool_id, p.company_id, p.pool_moves, due.user_id,
               due.claimed_at, due.reclaim_rule_id
    )
    INSERT INTO crm_pool_log (partner_id, sequence, pool_id, company_id, move,
                              from_user_id, actor_id, date, rule_id, held_since)
    SELECT id, pool_moves, pool_id, company_id, 'reclaim', user_id, 1, %(now)s,
           reclaim_rule_id, claimed_at
      FROM moved ORDER BY id
"""
CONTACTS_FOLLOW = """
    UPDATE res_partner c SET user_id = NULL, pool_place = 'public'
      FROM res_partner p
     WHERE p.id = c.customer_id AND p.id <> c.id AND c.pool_place = 'held'
       AND p.pool_place = 'public'
"""


def main(arguments):
    options = parse(arguments, __doc__)
    with scratch_database(options.scale) as name:
        number = int(1_000_000 * options.scale) // DUE_SHARE
        figures = Figures(f"Reclaim of {number:,} due out of {number * DUE_SHARE:,}")
        by_hand = [_by_hand(name, number)]
        gate = _through_the_gate(name, number)
        by_hand.append(_by_hand(name, number))
        bare = _one_by_one(name, _write_and_log)
        one_by_one = _one_by_one(name, _move_whole)
        figures.note("hand-written SQL, before and after", _rates(by_hand))
        figures.note("through the gate, in committed sets", _rates([gate]))
        of_rows = f"from {ROWS_ONE_BY_ONE} rows"
        figures.note(f"ORM row by row, the whole move, {of_rows}", _rates([one_by_one]))
        figures.note(f"ORM row by row, owner and ledger, {of_rows}", _rates([bare]))
        floor = sum(by_hand) / len(by_hand)
        figures.at_least("gate / hand-written SQL", gate / floor, LEAST_OF_SQL)
        figures.at_least(
            "gate / whole move row by row", gate / one_by_one, LEAST_OF_ROWS
        )
    for scale in (options.scale, options.scale / 10):
        idle = _idle_ms(bench_database(scale))
        text = f"nothing due among {int(1_000_000 * scale):,} customers"
        figures.at_most(text, idle, MOST_IDLE_MS, " ms")
    return figures.exit_code()


def _rates(rates):
    return ", ".join(f"{rate:,.0f} rows/s" for rate in rates)


def _mark_due(name, number):
    """Make ``number`` held customers due and the table fit to be measured."""
    midnight = datetime.now().replace(microsecond=0) - timedelta(hours=3)
    connection = database.connect(name)
    with connection.cursor() as cursor:
        cursor.execute(MARK_DUE, {"midnight": midnight, "number": number})
        marked = cursor.rowcount
        cursor.execute("VACUUM ANALYZE res_partner, crm_pool_log")
        cursor.execute("CHECKPOINT")
    connection.close()
    return marked


def _by_hand(name, number):
    """Return rows per second of one statement that reclaims all that is due."""
    marked = _mark_due(name, number)
    now = datetime.now().replace(microsecond=0)
    elapsed = seconds(lambda: database.query(BY_HAND, {"now": now}, name))
    database.query(CONTACTS_FOLLOW, name=name)
    return marked / elapsed


def _through_the_gate(name, number):
    """Return rows per second of the scheduled action, to the last commit."""
    marked = _mark_due(name, number)
    with environment(name) as env:
        partners = env["res.partner"]
        elapsed = seconds(partners._cron_pool_reclaim)
        left = partners._pool_due_ids(datetime.now(), 1)
        problems = env["crm.pool.log"]._verify()
    if left or problems:
        raise AssertionError(f"left: {left}, ledger: {problems[:3]}")
    return marked / elapsed


def _one_by_one(name, reclaim):
    """Return rows per second of ``reclaim(customer, now)`` for one after the other,
    past the guards that refuse just that."""
    _mark_due(name, ROWS_ONE_BY_ONE)
    with environment(name) as env:
        ids = env["res.partner"]._pool_due_ids(datetime.now(), ROWS_ONE_BY_ONE)
        customers = env["res.partner"].browse(ids)
        now = datetime.now().replace(microsecond=0)

        def reclaim_all():
            for customer in customers:
                reclaim(customer, now)
                env.flush_all()

        unguarded = patch.object(
            type(customers), "_pool_check_write", lambda *args: None
        )
        log = type(env["crm.pool.log"])
        appendable = patch.object(log, "create", models.BaseModel.create)
        with unguarded, appendable:
            return ROWS_ONE_BY_ONE / seconds(reclaim_all)


def _write_and_log(customer, now):
    """Free a customer and write its row of the ledger, nothing else."""
    row = {
        "partner_id": customer.id,
        "sequence": customer.pool_moves + 1,
        "pool_id": customer.pool_id.id,
        "company_id": customer.company_id.id,
        "move": "reclaim",
        "from_user_id": customer.user_id.id,
        "actor_id": customer.env.uid,
        "date": now,
        "rule_id": customer.reclaim_rule_id.id,
    }
    customer.write(
        {
            "user_id": False,
            "pool_place": "public",
            "pool_since": now,
            "pool_moves": row["sequence"],
            "claimed_at": False,
            "reclaim_at": False,
            "reclaim_rule_id": False,
        }
    )
    customer.env["crm.pool.log"].create([row])


def _move_whole(customer, now):
    """Do for one customer by ordinary ORM calls what the gate does for a set."""
    owner = customer.user_id
    tree = customer | customer.child_ids
    customer.message_unsubscribe(owner.partner_id.ids)
    mine = [("user_id", "=", owner.id), ("res_model", "=", "res.partner")]
    activities = customer.env["mail.activity"].search(
        [*mine, ("res_id", "in", tree.ids)]
    )
    activities.write({"active": False})
    documents = [("user_id", "=", owner.id), ("partner_id", "in", tree.ids)]
    leads = customer.env["crm.lead"].search(
        [*documents, ("won_status", "=", "pending")]
    )
    leads.write({"user_id": False})
    orders = customer.env["sale.order"].search(
        [*documents, ("state", "in", ("draft", "sent"))]
    )
    orders.write({"user_id": False})
    _write_and_log(customer, now)
    customer.child_ids.write({"user_id": False, "pool_place": "public"})


def _idle_ms(name):
    """Return the middle time of a run of the schedule that finds nothing."""
    runs = []
    for _ in range(IDLE_RUNS):
        with environment(name) as env:
            runs.append(seconds(env["res.partner"]._cron_pool_reclaim))
    return middle(runs) * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
