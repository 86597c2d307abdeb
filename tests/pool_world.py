"""Pools, members and customers made over RPC, and what must hold of them always."""

import itertools
import threading
import time
from typing import NamedTuple

from rpc import Json2

_numbers = itertools.count(1)


class Member(NamedTuple):
    """A member of a pool with a client of their own."""

    id: int
    user_id: int
    name: str
    client: Json2

    def claim(self, ids, **options):
        return self.client.call("crm.pool.customer", "action_claim", ids=ids, **options)

    def give_back(self, ids):
        return self.client.call(
            "res.partner", "action_pool_return", ids=ids, reason="No need"
        )


class PoolWorld:
    """What a supervisor prepares on a server; ``admin`` may do everything here."""

    def __init__(self, server):
        self.server = server
        self.admin = server.json2("admin")
        self.company_id = server.query("SELECT min(id) FROM res_company")[0][0]
        self._run_action = self._server_action()
        # in a database of some hours' age a scheduler would first mail it to everybody
        server.query("UPDATE digest_digest SET state = 'deactivated'")

    def make_pool(self, **values):
        return self.create("crm.pool", {"name": f"Pool {next(_numbers)}", **values})

    def make_members(self, pool_id, number, **limits):
        """Return ``number`` new Members, with limits of their own if any are given."""
        salesman = self.xml_id("sales_team.group_sale_salesman")
        logins = [f"member{next(_numbers)}" for _ in range(number)]
        users = self.create(
            "res.users",
            [
                {
                    "login": login,
                    "name": f"Member {login}",
                    "group_ids": [(6, 0, [salesman])],
                    "company_id": self.company_id,
                    "company_ids": [(6, 0, [self.company_id])],
                }
                for login in logins
            ],
        )
        members = self.create(
            "crm.pool.member",
            [
                {"pool_id": pool_id, "user_id": user_id}
                | ({"own_limits": True, **limits} if limits else {})
                for user_id in users
            ],
        )
        return [
            Member(member_id, user_id, f"Member {login}", self.server.json2(login))
            for member_id, user_id, login in zip(members, users, logins, strict=True)
        ]

    def make_customers(self, pool_id, number, **values):
        """Return the ids of ``number`` new public customers."""
        return self.create(
            "res.partner",
            [
                {
                    "name": f"Race customer {next(_numbers)}",
                    "is_company": True,
                    "customer_state": "potential",
                    "pool_id": pool_id,
                    "pool_place": "public",
                    **values,
                }
                for _ in range(number)
            ],
        )

    def create(self, model, values):
        """Return the new id, or the list of them for a list of values."""
        many = isinstance(values, list)
        ids = self.admin.call(model, "create", vals_list=values if many else [values])
        return ids if many else ids[0]

    def xml_id(self, name):
        module, _dot, name = name.partition(".")
        rows = self.server.query(
            "SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s",
            [module, name],
        )
        return rows[0][0]

    def trigger_reclaim(self):
        """Wake the schedulers of all servers on this database for the reclaim."""
        self.run_code("env.ref('crm_pool.ir_cron_pool_reclaim')._trigger()")

    def verify_ledger(self):
        """Return what ``crm.pool.log._verify`` finds wrong."""
        code = "action = {'found': env['crm.pool.log'].sudo()._verify()}"
        return self.run_code(code)["found"]

    def run_code(self, code):
        """Run Python on the server, as an administrator's server action does."""
        self.admin.call(
            "ir.actions.server", "write", ids=[self._run_action], vals={"code": code}
        )
        return self.admin.call("ir.actions.server", "run", ids=[self._run_action])

    def _server_action(self):
        model_id = self.xml_id("crm_pool.model_crm_pool_log")
        return self.create(
            "ir.actions.server",
            {"name": "Race tests", "model_id": model_id, "state": "code", "code": "1"},
        )


# Each says what must hold, and selects what breaks it (security notes I1 to I5).
INVARIANTS = {
    "I1: no owner exactly when public, one place for a customer and its contacts": """
        SELECT p.id FROM res_partner p
         WHERE p.customer_state IS NOT NULL
           AND (p.pool_place IS NULL OR p.pool_id IS NULL
                OR (p.pool_place = 'held') <> (p.user_id IS NOT NULL))
         UNION ALL
        SELECT c.id FROM res_partner c JOIN res_partner p ON p.id = c.customer_id
         WHERE c.id <> p.id
           AND (c.user_id, c.pool_id, c.pool_place)
               IS DISTINCT FROM (p.user_id, p.pool_id, p.pool_place)
    """,
    "I2: nobody holds more than the capacity": """
        SELECT m.id FROM crm_pool_member m
          JOIN res_partner p ON p.user_id = m.user_id AND p.pool_id = m.pool_id
         WHERE p.pool_place = 'held' AND p.customer_state IS NOT NULL
         GROUP BY m.id, m.capacity HAVING count(*) > m.capacity
    """,
    "I3: the day's counter is the number of claims in the ledger, within the limit": """
        SELECT m.id FROM crm_pool_member m
          JOIN crm_pool o ON o.id = m.pool_id
          JOIN res_company c ON c.id = o.company_id
          LEFT JOIN crm_pool_log l
            ON l.pool_id = m.pool_id AND l.to_user_id = m.user_id
           AND l.move IN ('claim', 'grant')
           AND m.claim_day
               = (l.date AT TIME ZONE 'UTC' AT TIME ZONE c.business_tz)::date
         GROUP BY m.id, m.claim_count, m.daily_limit
        HAVING m.claim_count <> count(l.id) OR count(l.id) > m.daily_limit
    """,
    "I4: each customer's moves are numbered without gaps": """
        SELECT partner_id FROM crm_pool_log WHERE partner_id IS NOT NULL
         GROUP BY partner_id
        HAVING count(*) <> max(sequence) OR min(sequence) <> 1
    """,
    "I4: each move starts with the owner that the one before gave": """
        SELECT partner_id FROM (
            SELECT partner_id, from_user_id, lag(to_user_id)
                       OVER (PARTITION BY partner_id ORDER BY sequence) AS before
              FROM crm_pool_log) steps
         WHERE from_user_id IS DISTINCT FROM before
    """,
    "I4: the last move gave the present owner": """
        SELECT p.id FROM res_partner p
          LEFT JOIN LATERAL (SELECT to_user_id FROM crm_pool_log l
                              WHERE l.partner_id = p.id
                              ORDER BY sequence DESC LIMIT 1) last ON TRUE
         WHERE p.customer_state IS NOT NULL
           AND p.user_id IS DISTINCT FROM last.to_user_id
    """,
}


def broken_invariants(server, prefix="I"):
    """Return ``{what must hold: rows that break it}``; empty when all is well."""
    found = {
        name: server.query(statement)
        for name, statement in INVARIANTS.items()
        if name.startswith(prefix)
    }
    return {name: rows for name, rows in found.items() if rows}


class Watcher(threading.Thread):
    """Looks again and again, while others work, whether an invariant is broken."""

    def __init__(self, server, prefix, pause=0.01):
        super().__init__(daemon=True)
        self.server = server
        self.prefix = prefix
        self.pause = pause
        self.looks = 0
        self.found = {}
        self._stop_asked = threading.Event()

    def __enter__(self):
        self.start()
        return self

    def run(self):
        while not self._stop_asked.is_set():
            self.found.update(broken_invariants(self.server, self.prefix))
            self.looks += 1
            time.sleep(self.pause)

    def __exit__(self, *_error):
        self._stop_asked.set()
        self.join()
