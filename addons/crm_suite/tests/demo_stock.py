from odoo.addons.crm_customer.tools.credit_code import clean_credit_code
from odoo.addons.crm_customer.tools.phones import parse_phone


class DemoStockMixin:
    def test_company_is_chinese(self):
        """NF-R: the demo company and its orders count in yuan."""
        self.assertEqual(self.company.country_id.code, "CN")
        self.assertEqual(self.company.currency_id.name, "CNY")
        orders = self._orders()
        self.assertEqual(orders.currency_id.name, "CNY")
        self.assertGreater(len(orders), 50)
        self.assertTrue(orders.filtered(lambda order: order.state == "cancel"))

    def _orders(self):
        return self.env["sale.order"].search([("company_id", "=", self.company.id)])

    def test_departments_teams_and_pools(self):
        """NF-R: three departments, three teams with leaders, two pools."""
        company = [("company_id", "=", self.company.id)]
        self.assertEqual(self.env["hr.department"].search_count(company), 3)
        teams = self.env["crm.team"].search(company)
        self.assertEqual(len(teams), 3)
        self.assertEqual(len(teams.user_id), 3)
        self.assertEqual(len(self.pools), 2)
        self.assertEqual(self.pools.mapped("is_default").count(True), 1)
        for name in ("capacity", "daily_limit", "cooldown_days", "warning_days"):
            self.assertEqual(len(set(self.pools.mapped(name))), 2, name)
        self.assertTrue(all(pool.manager_ids for pool in self.pools))
        self.assertEqual(set(self.pools.member_ids.mapped("by_team")), {True, False})

    def test_customers_are_complete(self):
        """CU-1: some 200 customers with what lists and searches need."""
        binned = self.customers.with_context(active_test=False).search(
            [("pool_place", "=", "binned"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(binned), 2)
        self.assertEqual(len(self.customers + binned), 200)
        firms = self.customers.filtered("is_company")
        self.assertLess(len(firms), 200)
        for name in ("customer_code", "region_id", "source_id", "customer_level_id"):
            self.assertTrue(all(self.customers.mapped(name)), name)
        self.assertEqual(len(set(self.customers.mapped("customer_code"))), 198)
        self.assertEqual(len(set(self.customers.mapped("name"))), 198)
        self.assertTrue(all(firms.mapped("industry_id")))
        self.assertTrue(all(firms.mapped("child_ids")))
        self.assertEqual(
            set(self.customers.mapped("customer_state")), {"potential", "active"}
        )

    def test_values_obey_the_entry_rules(self):
        """CU-4, CU-5: codes and phones are valid, nothing is a duplicate."""
        firms = self.customers.filtered("is_company")
        for firm in firms:
            self.assertEqual(clean_credit_code(firm.vat), firm.vat, firm.name)
        people = self.customers + self.customers.child_ids
        for person in people.filtered("mobile"):
            self.assertEqual(parse_phone(person.mobile).kind, "mobile", person.name)
        for firm in firms:
            self.assertEqual(parse_phone(firm.phone).kind, "landline", firm.name)

    def test_nothing_is_entered_twice(self):
        """CU-4, CU-5: entered again, every value is refused for being there and for
        nothing else; so no rule was broken and no two are alike."""
        names = ("name", "vat", "phone", "mobile", "email", "zip", "website", "qq")
        for customer in self.customers:
            vals = {name: customer[name] for name in names if customer[name]}
            vals |= {
                "customer_state": "potential",
                "is_company": customer.is_company,
                "company_id": self.company.id,
                "country_id": customer.country_id.id,
            }
            [problems] = self.env["res.partner"]._find_entry_problems([vals])
            self.assertTrue(problems, customer.name)
            for problem in problems:
                self.assertEqual(problem.kind, "duplicate", problem.message)
                self.assertEqual(problem.match, customer, problem.message)

    def test_odoo_demo_data_stays_apart(self):
        """Stock demo partners are no customers, its leads are of another company."""
        stock = self.env["crm.lead"].search([("company_id", "!=", self.company.id)])
        self.assertTrue(stock)
        seen = self.env["crm.lead"].with_user(self._user("supervisor")).search([])
        self.assertFalse(seen & stock)
        others = self.env["res.partner"].search(
            [("customer_state", "!=", False), ("company_id", "!=", self.company.id)]
        )
        self.assertFalse(others)
