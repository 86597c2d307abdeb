from datetime import datetime, timedelta
from itertools import count

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.crm_pool.models.kinds import CUSTOMERS, LEADS, MODELS

SALESMAN = "sales_team.group_sale_salesman"
SUPERVISOR = "sales_team.group_sale_manager"


SERIAL = count(1)


class PoolCase(TransactionCase):
    """A pool of customers with two members, their leader, its manager and a
    supervisor.

    Fixtures live in a company of their own: what the database held before does not
    matter.
    """

    # The same tests run for customers and for leads.
    allow_inherited_tests_method = True

    kind = CUSTOMERS
    email_field = "email"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records = cls.env[MODELS[cls.kind]]
        cls.company = cls.env["res.company"].create(
            {"name": "Pool Test Company", "business_tz": "Asia/Shanghai"}
        )
        cls.amy = cls._create_user("amy", SALESMAN)
        cls.ben = cls._create_user("ben", SALESMAN)
        cls.outsider = cls._create_user("outsider", SALESMAN)
        cls.leader = cls._create_user("leader", SALESMAN)
        cls.manager = cls._create_user("manager", SALESMAN)
        cls.supervisor = cls._create_user("supervisor", SUPERVISOR)
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Pool Test Team",
                "company_id": cls.company.id,
                "user_id": cls.leader.id,
                "member_ids": [(6, 0, [cls.amy.id])],
            }
        )
        cls.pool = cls.env["crm.pool"].create(
            {
                "name": "Test Pool",
                "kind": cls.kind,
                "company_id": cls.company.id,
                "is_default": True,
                "manager_ids": [(6, 0, [cls.manager.id])],
                "capacity": 5,
                "daily_limit": 3,
                "cooldown_days": 7,
                "warning_days": 3,
            }
        )
        cls.amy_member = cls._create_member(cls.amy)
        cls.ben_member = cls._create_member(cls.ben)
        cls.now = fields.Datetime.now()

    @classmethod
    def _create_user(cls, login, group):
        return new_test_user(
            cls.env,
            login=f"pool_{login}",
            name=login.title(),
            lang="en_US",  # what tests read does not depend on the database
            groups=f"base.group_user,{group}",
            company_id=cls.company.id,
            company_ids=[(6, 0, [cls.company.id])],
        )

    @classmethod
    def _create_member(cls, user, pool=None, **values):
        return cls.env["crm.pool.member"].create(
            {"pool_id": (pool or cls.pool).id, "user_id": user.id, **values}
        )

    @classmethod
    def _create_rule(cls, kind, days, **values):
        """Create a rule that took effect long ago."""
        rule = cls.env["crm.pool.rule"].create(
            {"pool_id": cls.pool.id, "kind": kind, "days": days, **values}
        )
        rule._take_effect(datetime(2020, 1, 1))
        return rule

    @classmethod
    def _create_customers(cls, number, place="public", user=None, **values):
        """Create what lies in the test pool, through the door that everybody uses."""
        wish = {"pool_id": cls.pool.id, "pool_place": place}
        if user:
            wish["user_id"] = user.id
        return cls.records.with_company(cls.company).create(
            [
                {**cls._prepare_customer(place), **wish, **values}
                for _index in range(number)
            ]
        )

    @classmethod
    def _prepare_customer(cls, place):
        return {
            "name": f"Customer {place} {next(SERIAL)}",
            "is_company": True,
            "customer_state": "potential",
            "company_id": cls.company.id,
        }

    @classmethod
    def _window(cls, user, customers):
        window = cls.env[customers._pool_window]
        return window.with_user(user).browse(customers.ids)

    @classmethod
    def _age(cls, customers, **days):
        """Turn clocks back: ``_age(customers, claimed_at=10)`` is ten days ago."""
        for name, number in days.items():
            names = [name]
            if name == "last_contact_at":
                names = customers._pool_contact_columns()
            moment = cls.now - timedelta(days=number)
            for column in names:
                cls.env.cr.execute(
                    f"UPDATE {customers._table} SET {column} = %s WHERE id = ANY(%s)",
                    (moment, customers.ids),
                )
        customers.invalidate_model()
        customers._pool_refresh_deadlines()

    def _logs(self, customers):
        return self.env["crm.pool.log"].search(
            [(customers._pool_log_field, "in", customers.ids)], order="id"
        )

    def _row_versions(self, records):
        """Return what differs when rows were written, were it with the same values."""
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT id, ctid FROM {records._table} WHERE id = ANY(%s)", [records.ids]
        )
        return dict(self.env.cr.fetchall())

    def assertLedgerTrue(self, customers):
        problems = [
            row
            for row in self.env["crm.pool.log"]._verify()
            if row.get(customers._pool_log_field) in customers.ids
        ]
        self.assertEqual(problems, [])


class LeadCase(PoolCase):
    """The same with a pool of leads."""

    kind = LEADS
    email_field = "email_from"

    @classmethod
    def _prepare_customer(cls, place):
        return {
            "name": f"Lead {place} {next(SERIAL)}",
            "type": "lead",
            "company_id": cls.company.id,
        }
