from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LeadCase, PoolCase


@tagged("post_install", "-at_install")
class TestLeadEntry(LeadCase):
    """PO-14: which new leads enter a pool, and who holds them."""

    def _create(self, user, **values):
        leads = self.env["crm.lead"].with_user(user).with_company(self.company)
        values = {"company_id": self.company.id, **values}
        return leads.create({"name": "Inquiry", "type": "lead", **values}).sudo()

    def test_default_pool_takes_what_is_new(self):
        """PO-1, PO-14: held by the member who enters it, else public."""
        for user, values, place, owner in (
            (self.amy, {}, "held", self.amy),
            (self.amy, {"pool_place": "public"}, "public", False),
            (self.supervisor, {"user_id": False}, "public", False),
            (self.supervisor, {"user_id": self.ben.id}, "held", self.ben),
            (self.outsider, {}, "public", False),
        ):
            with self.subTest(user=user.name, values=values):
                lead = self._create(user, **values)
                self.assertEqual(lead.pool_id, self.pool)
                self.assertEqual(lead.pool_place, place)
                self.assertEqual(lead.user_id, owner or self.env["res.users"])
                self.assertLedgerTrue(lead)

    def test_system_brings_leads_for_all(self):
        """PO-14: mail and website bring public leads."""
        lead = self.env["crm.lead"].create(
            {
                "name": "Mail",
                "type": "lead",
                "company_id": self.company.id,
                "team_id": self.team.id,
            }
        )
        self.assertEqual(lead.pool_place, "public")
        self.assertFalse(lead.user_id)
        self.assertFalse(self._logs(lead).from_user_id)

    def test_system_loses_no_lead_for_want_of_room(self):
        self.pool.capacity = 0
        lead = self._create(self.supervisor, user_id=self.amy.id)
        self.assertEqual(lead.pool_place, "public")

    def test_full_member_is_told(self):
        """PO-2: full: refused unless public is asked for."""
        self.pool.capacity = 0
        with self.assertRaises(UserError):
            self._create(self.amy)
        self.assertEqual(self._create(self.amy, pool_place="public").user_id.ids, [])

    def test_outside_as_in_stock(self):
        """PO-14: without a default pool, opportunities, and leads of no member."""
        lead = self._create(self.supervisor, user_id=self.outsider.id)
        self.assertFalse(lead.pool_place)
        self.assertEqual(lead.user_id, self.outsider)
        deal = self._create(self.amy, type="opportunity")
        self.assertFalse(deal.pool_place)
        self.pool.is_default = False
        lead = self._create(self.amy)
        self.assertFalse(lead.pool_place or lead.pool_moves)
        lead.with_user(self.amy).write({"user_id": self.ben.id})
        self.assertEqual(lead.user_id, self.ben)

    def test_pool_must_be_one_of_leads(self):
        """PO-1: kind of the pool; a wrong wish is refused."""
        customers = self.env["crm.pool"].create(
            {"name": "Customers", "company_id": self.company.id}
        )
        for user, values in (
            (self.amy, {"pool_id": customers.id}),
            (self.outsider, {"pool_id": self.pool.id}),
            (self.amy, {"type": "opportunity", "pool_id": self.pool.id}),
            (self.amy, {"user_id": self.ben.id, "pool_id": self.pool.id}),
            (self.amy, {"claimed_at": "2020-01-01"}),
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self._create(user, **values)
        with self.assertRaises(UserError):
            self._create_customers(1)._pool_move("move", self.now, pool=customers)

    def test_defaults_give_nothing(self):
        """Security 34: neither the context nor ir.default holds a lead."""
        self.env["ir.default"].set("crm.lead", "pool_place", "held", self.amy.id)
        leads = self.env["crm.lead"].with_user(self.outsider)
        leads = leads.with_company(self.company).with_context(
            default_pool_id=self.pool.id,
            default_pool_place="held",
            default_reclaim_at="2099-01-01",
            default_claimed_at="2020-01-01",
        )
        lead = leads.create(
            {"name": "x", "type": "lead", "company_id": self.company.id}
        ).sudo()
        self.assertEqual(lead.pool_place, "public")
        self.assertFalse(lead.claimed_at or lead.reclaim_at)

    def test_one_default_pool_of_each_kind(self):
        """PO-1: one default pool per company and kind."""
        self.env["crm.pool"].create(
            {
                "name": "Customers",
                "company_id": self.company.id,
                "is_default": True,
            }
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            with self.env.cr.savepoint():
                self.pool.copy({"is_default": True, "kind": "leads"})

    def test_pool_with_leads_keeps_its_kind(self):
        self._create_customers(1)
        for values in ({"kind": "customers"}, {"active": False}):
            with self.assertRaises(UserError):
                self.pool.write(values)

    def test_rules_of_leads(self):
        """PO-9: leads have no orders; their domain is one on leads."""
        with self.assertRaises(ValidationError):
            self._create_rule("no_order", 30)
        with self.assertRaises(ValidationError):
            self._create_rule("interval", 30, domain="[('customer_code', '=', 'x')]")
        rule = self._create_rule("interval", 10, domain="[('priority', '=', '0')]")
        lead = self._create_customers(1, "held", self.amy)
        self.assertEqual(lead.reclaim_rule_id, rule)
        lead.priority = "2"
        self.assertFalse(lead.reclaim_at)

    def test_counts_of_a_leads_pool(self):
        """PO-19: numbers and drill-down are those of leads."""
        self._create_customers(2)
        self._create_customers(1, "held", self.amy)
        self.assertEqual((self.pool.public_count, self.pool.held_count), (2, 1))
        self.assertEqual(self.amy_member.held_count, 1)


@tagged("post_install", "-at_install")
class TestNoLeadRules(PoolCase):
    def test_pool_that_changes_its_kind_checks_its_rules(self):
        self._create_rule("no_order", 30)
        with self.assertRaises(ValidationError):
            self.pool.kind = "leads"
