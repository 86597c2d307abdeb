from odoo import fields
from odoo.modules.module import Manifest
from odoo.tests import TransactionCase
from odoo.tools import convert_file

from odoo.addons.crm_pool.models.local_days import local_day
from odoo.addons.crm_suite.demo.generator import generate


def has_demo(env):
    return env.ref("base.module_crm_suite").demo


class DemoCase(TransactionCase):
    """The demo company as it was on the day on which it was made.

    A database without demo data gets it for the time of the tests.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not has_demo(cls.env):
            cls._load_demo()
        cls.company = cls.env.ref("crm_suite.demo_company")
        cls.pools = cls.env["crm.pool"].search(
            [("company_id", "=", cls.company.id), ("kind", "=", "customers")]
        )
        cls.customers = cls.env["res.partner"].search(
            [("customer_state", "!=", False), ("company_id", "=", cls.company.id)]
        )
        cls.ledger = cls.env["crm.pool.log"].search(
            [("company_id", "=", cls.company.id), ("partner_id", "!=", False)],
            order="id",
        )
        # A prepared database may be some days old.
        cls.now = max(cls.ledger.mapped("date"))
        cls.today = local_day(cls.now, cls.company.business_tz)

    @classmethod
    def _load_demo(cls):
        cls.env["crm.lead"].create({"name": "Stock demo lead", "company_id": False})
        idref = {}
        for path in Manifest.for_addon("crm_suite")["demo"]:
            convert_file(cls.env, "crm_suite", path, idref, "init", noupdate=True)
        generate(cls.env, fields.Datetime.now())

    @classmethod
    def _user(cls, login):
        return cls.env.ref(f"crm_suite.demo_user_{login}")

    def _days_ago(self, moment):
        return (self.today - local_day(moment, self.company.business_tz)).days
