"""Many customers whose deadline is over, and what must hold once they are taken."""

import itertools
import time

import database
from bench.prepared import environment
from pool_world import broken_invariants
from scheduler import Scheduler

JOB = "crm_pool.ir_cron_pool_reclaim"
BATCH = 100
PATIENCE = 60  # seconds
_numbers = itertools.count(1)

# Copies of a customer and of its row of the ledger. Columns that tell them apart:
OWN_COLUMNS = ("id", "customer_id", "commercial_partner_id", "name", "complete_name")
COPY_CUSTOMER = """
    INSERT INTO res_partner ({own}, {columns})
    SELECT n.id, n.id, n.id, 'Due ' || n.id, 'Due ' || n.id, {columns}
      FROM res_partner p
     CROSS JOIN (SELECT nextval('res_partner_id_seq')::int AS id
                   FROM generate_series(1, %(number)s)) n (id)
     WHERE p.id = %(model)s
 RETURNING id
"""
COPY_LOG = """
    INSERT INTO crm_pool_log (partner_id, {columns})
    SELECT n, {columns} FROM crm_pool_log l CROSS JOIN unnest(%(ids)s) n
     WHERE l.partner_id = %(model)s
"""


class DueWorld:
    """A pool with a rule and one member who has neglected all customers there are."""

    def __init__(self, name):
        self.database = name
        with environment(name) as env:
            company = env.company
            user = env["res.users"].create(
                {
                    "name": "Neglectful",
                    "login": "neglectful",
                    "email": "neglectful@example.com",
                    "group_ids": [
                        (4, env.ref("sales_team.group_sale_salesman").id),
                    ],
                    "company_id": company.id,
                    "company_ids": [(6, 0, company.ids)],
                }
            )
            pool = env["crm.pool"].create({"name": "Due", "capacity": 1_000_000})
            env["crm.pool.member"].create({"pool_id": pool.id, "user_id": user.id})
            env["crm.pool.rule"].create(
                {"pool_id": pool.id, "kind": "interval", "days": 30}
            )
            self.user_id, self.pool_id = user.id, pool.id
        self.query(
            "UPDATE crm_pool_rule SET effective_at = '2020-01-01' WHERE pool_id = %s",
            [pool.id],
        )

    def query(self, statement, parameters=()):
        """Return the rows of one statement, committed at once."""
        return database.query(statement, parameters, self.database)

    def connect(self):
        """Return a connection that is no autocommit one: somebody at work."""
        connection = database.connect(self.database)
        connection.autocommit = False
        return connection

    def value(self, statement, *parameters):
        return self.query(statement, parameters)[0][0]

    def make_due(self, number):
        """Return the ids of so many customers that are due; so is the schedule."""
        with environment(self.database) as env:
            customer = env["res.partner"].create(
                {
                    "name": f"Model {next(_numbers)}",
                    "is_company": True,
                    "customer_state": "potential",
                    "pool_id": self.pool_id,
                    "pool_place": "held",
                    "user_id": self.user_id,
                }
            )
            env.cr.execute(
                "UPDATE res_partner SET claimed_at = claimed_at - interval '60 days'"
                " WHERE id = %s",
                [customer.id],
            )
            env.invalidate_all()
            customer._pool_refresh_deadlines()
            model = customer.id
        ids = self._copy(model, number - 1)
        self.query("ANALYZE res_partner, crm_pool_log")
        self.wake()
        return [model, *ids]

    def _copy(self, model, number):
        columns = ", ".join(self._columns("res_partner", *OWN_COLUMNS, "customer_code"))
        rows = self.query(
            COPY_CUSTOMER.format(own=", ".join(OWN_COLUMNS), columns=columns),
            {"model": model, "number": number},
        )
        ids = [row[0] for row in rows]
        columns = ", ".join(self._columns("crm_pool_log", "id", "partner_id"))
        self.query(COPY_LOG.format(columns=columns), {"model": model, "ids": ids})
        return ids

    def _columns(self, table, *left_out):
        rows = self.query(
            "SELECT quote_ident(column_name) FROM information_schema.columns"
            " WHERE table_name = %s AND column_name <> ALL(%s)",
            [table, list(left_out)],
        )
        return [row[0] for row in rows]

    def wake(self, days=0):
        """Say that the reclaim should have run half an hour, and days, ago."""
        self.query(
            "UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC'"
            " - interval '30 minutes' - %s * interval '1 day' WHERE id = %s",
            [days, self.job["id"]],
        )

    @property
    def job(self):
        """The scheduled action as it stands."""
        [row] = self.query(
            "SELECT c.id, c.nextcall > now() AT TIME ZONE 'UTC', c.failure_count,"
            "       c.lastcall, c.active"
            "  FROM ir_cron c JOIN ir_model_data d ON d.res_id = c.id"
            " WHERE d.model = 'ir.cron' AND d.name = %s",
            [JOB.partition(".")[2]],
        )
        names = ("id", "is_later", "failure_count", "lastcall", "active")
        return dict(zip(names, row, strict=True))

    def scheduler(self, *disturbances, batch=BATCH):
        """Return a Scheduler of the reclaim, in small sets."""

        def prepare(env):
            # Odoo's addons can be imported once its registry is there.
            from odoo.addons.crm_pool.models import crm_pool_reclaim

            crm_pool_reclaim.BATCH_SIZE = batch
            for disturb in disturbances:
                disturb(env)

        return Scheduler(self.database, JOB, prepare)

    def run(self, *disturbances, batch=BATCH):
        """Run the schedule once; return the exit code of its process."""
        return self.scheduler(*disturbances, batch=batch).start().join()

    def reclaimed(self, ids):
        """Return how many of the customers are public again."""
        return self.value(
            "SELECT count(*) FROM res_partner"
            " WHERE id = ANY(%s) AND pool_place = 'public' AND user_id IS NULL",
            ids,
        )

    def wait_until_alone(self):
        """Wait until the database has noticed that a killed process is gone."""
        self.wait_for(
            "SELECT count(*) = 0 FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    def wait_for(self, statement, *parameters):
        """Wait until a statement says yes."""
        end = time.monotonic() + PATIENCE
        while not self.value(statement, *parameters):
            assert time.monotonic() < end, f"never came true: {statement}"
            time.sleep(0.05)

    def check(self, ids, left=()):
        """Each was taken exactly once, those ``left`` were not; the ledger is whole."""
        taken = self.query(
            "SELECT partner_id FROM crm_pool_log"
            " WHERE partner_id = ANY(%s) AND move = 'reclaim'",
            [ids],
        )
        assert sorted(row[0] for row in taken) == sorted(set(ids) - set(left))
        assert self.reclaimed(ids) == len(ids) - len(left)
        assert broken_invariants(self) == {}
        with environment(self.database) as env:
            assert env["crm.pool.log"]._verify() == []
