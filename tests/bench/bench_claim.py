"""Fifty members at once claim out of the same five hundred customers over HTTP, against
two workers on a full table; then one member claims twelve times in parallel."""

import random
import sys

import database
from crowd import describe, percentile, timed, together
from measure import Figures, parse, scratch_database
from odoo_process import OdooServer
from pool_world import broken_invariants
from prepared import environment
from web_client import WebClient, sign_in

PEOPLE = 50
CLAIMS = 20
CUSTOMERS = 500
ROOM = 25  # so many may each of them claim in all: less than they try
SEED = 7
MOST_P95_MS = 500
PARALLEL, PARALLEL_ROOM = 12, 5
MOST_PARALLEL_P95_MS = 5000


class Server(OdooServer):
    def query(self, statement, parameters=()):
        return database.query(statement, parameters, self.database)


def main(arguments):
    options = parse(arguments, __doc__)
    with scratch_database(options.scale) as name:
        sessions, customers = _prepare(name)
        server = Server(name, workers=2)
        server.start()
        try:
            clients = [WebClient(server.port, session) for session in sessions]
            return _measure(options.scale, server, clients, customers)
        finally:
            server.stop()


def _prepare(name):
    """Return sessions of the people, the last with less room than the others, and the
    public customers they will fight over."""
    with environment(name) as env:
        pool = env.ref("crm_pool.crm_pool_default")
        members = pool.member_ids[: PEOPLE + 1]
        for member in members:
            room = ROOM if member != members[-1] else PARALLEL_ROOM
            capacity = member.held_count + room
            member.write({"own_limits": True, "capacity": capacity})
        public = env["crm.pool.customer"].search(
            [("pool_id", "=", pool.id), ("place", "=", "public")], limit=20 * CUSTOMERS
        )
        ids = random.Random(SEED).sample(public.ids, 2 * CUSTOMERS + PARALLEL)
        return [sign_in(member.user_id) for member in members], ids


def _measure(scale, server, clients, customers):
    *crowd, single = clients
    for _ in range(4):  # both workers have loaded everything
        together([lambda c=c: _claim(c, [])() for c in clients])
    figures = Figures(f"Claims over HTTP, two workers, {scale:g} million customers")
    _claim_together(figures, crowd, customers[:CUSTOMERS], 1)
    _claim_together(figures, crowd, customers[CUSTOMERS:-PARALLEL], CLAIMS)
    _claim_in_parallel(figures, single, customers[-PARALLEL:])
    broken = broken_invariants(server)
    figures.at_most("limits and invariants broken", len(broken), 0)
    retried = server.log().count("could not serialize")
    figures.note("serialization errors that the server met", str(retried))
    return figures.exit_code()


def _claim(client, ids):
    return lambda: client.call("crm.pool.customer", "action_claim", ids)


def _claim_together(figures, crowd, customers, ids_per_call):
    """Let everybody claim CLAIMS of the customers, in calls of ``ids_per_call``."""
    dice = random.Random(SEED)

    def calls(client):
        ids = dice.sample(customers, CLAIMS)
        parts = [ids[i : i + ids_per_call] for i in range(0, CLAIMS, ids_per_call)]
        return lambda: [timed(_claim(client, part)) for part in parts]

    answers = [
        answer
        for answers in together([calls(client) for client in crowd])
        for answer in answers.result
    ]
    failed = [answer.error for answer in answers if answer.error]
    done = [i for answer in answers if not answer.error for i in answer.result["done"]]
    title = f"{len(crowd)} members, {CLAIMS} claims each, {ids_per_call} a call"
    figures.note(title, describe(answers))
    p95 = percentile([answer.seconds for answer in answers], 95) * 1000
    figures.at_most("  p95", p95, MOST_P95_MS, " ms")
    figures.note("  claimed", f"{len(done)} of {len(customers)}")
    figures.at_most("  claimed twice", len(done) - len(set(done)), 0)
    figures.at_most(f"  failed {failed[:1] or ''}", len(failed), 0)


def _claim_in_parallel(figures, client, customers):
    answers = together([_claim(client, [record_id]) for record_id in customers])
    failed = [answer.error for answer in answers if answer.error]
    done = sum(len(answer.result["done"]) for answer in answers if not answer.error)
    figures.note(f"one member, {PARALLEL} claims in parallel", describe(answers))
    p95 = percentile([answer.seconds for answer in answers], 95) * 1000
    figures.at_most("  p95", p95, MOST_PARALLEL_P95_MS, " ms")
    figures.at_most(
        f"  granted more or less than {PARALLEL_ROOM}", abs(done - PARALLEL_ROOM), 0
    )
    figures.at_most(f"  failed {failed[:1] or ''}", len(failed), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
