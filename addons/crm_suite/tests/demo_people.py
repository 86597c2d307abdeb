from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError

SALES = ("sales1", "sales2", "sales3", "sales4", "sales5")
LEADERS = ("leader1", "leader2", "leader3")
GROUPS = {
    **dict.fromkeys((*SALES, *LEADERS), "sales_team.group_sale_salesman"),
    "poolmanager": "sales_team.group_sale_salesman",
    "supervisor": "sales_team.group_sale_manager",
    "executive": "crm_customer.group_executive",
    "custadmin": "crm_customer.group_customer_admin",
    "backoffice": "crm_privacy.group_back_office",
    "agent1": "helpdesk_mgmt.group_helpdesk_user_team",
    "servicemanager": "helpdesk_mgmt.group_helpdesk_manager",
    "staff": "base.group_user",
    "customer": "base.group_portal",
}
SEE_ALL = ("supervisor", "executive", "custadmin", "backoffice", "servicemanager")
POOL_USERS = (*SALES, *LEADERS, "poolmanager", "supervisor", "executive", "custadmin")
CUSTOMERS = [("customer_state", "!=", False)]


class DemoPeopleMixin:
    def test_every_role_is_there(self):
        """The people table: each role that exists so far has a login."""
        users = self.env["res.users"].browse()
        for login, group in GROUPS.items():
            user = self._user(login)
            users |= user
            self.assertEqual(user.login, login)
            self.assertTrue(user.has_group(group), login)
            self.assertFalse(user.has_group("base.group_system"), login)
            self.assertEqual(user.tz, "Asia/Shanghai")
        self.assertGreaterEqual(len(users), 12)
        for login in ("staff", "executive", "backoffice", "custadmin"):
            self.assertFalse(self._user(login).has_group(GROUPS["sales1"]), login)

    def test_password_is_the_login(self):
        """NF-R: as logins.txt says."""
        for login in ("sales1", "customer"):
            user = self._user(login)
            auth = user.with_user(user)._check_credentials(
                {"type": "password", "login": login, "password": login},
                {"interactive": True},
            )
            self.assertEqual(auth["uid"], user.id)

    def test_everybody_opens_the_list_of_customers(self):
        """NF-S: no role meets an error, and each sees what the table grants."""
        for login in GROUPS:
            if login == "customer":
                continue
            with self.subTest(login=login):
                partners = self.env["res.partner"].with_user(self._user(login))
                rows = partners.search_read(
                    CUSTOMERS, ["name", "user_id", "customer_level_id", "reclaim_at"]
                )
                self.assertEqual(
                    {row["id"] for row in rows}, set(self._granted(login).ids)
                )

    def _granted(self, login):
        user = self._user(login)
        if login in SEE_ALL:
            return self.customers
        if login == "agent1":
            return self._served()
        owners = user
        if login in LEADERS:
            teams = self.env["crm.team"].search([("user_id", "=", user.id)])
            owners |= teams.member_ids
        managed = self.pools.filtered(lambda pool: user in pool.manager_ids)
        shares = self.env["crm.pool.share"].search(
            [("user_id", "=", user.id), ("ended_at", "=", False)]
        )
        return self.customers.filtered(
            lambda c: (
                c.user_id in owners or c.pool_id in managed or c in shares.customer_id
            )
        )

    def _served(self):
        """Customers with a ticket that is open or was closed within thirty days."""
        since = fields.Datetime.now() - timedelta(days=30)
        tickets = self.env["helpdesk.ticket"].search(
            [("team_id", "=", self.env.ref("crm_suite.demo_service_team").id)]
        )
        return tickets.filtered(
            lambda t: not t.closed or t.closed_date >= since
        ).commercial_partner_id

    def test_the_service_team_has_tickets(self):
        """NF-R: open ones, with the agent and with nobody, and closed ones of which
        some show their customer no more."""
        tickets = self.env["helpdesk.ticket"].with_user(self._user("agent1")).search([])
        self.assertGreaterEqual(len(tickets), 12)
        self.assertTrue(tickets.filtered(lambda t: not t.user_id and not t.closed))
        self.assertTrue(tickets.filtered(lambda t: t.user_id and not t.closed))
        closed = tickets.filtered("closed").commercial_partner_id
        self.assertTrue(closed - self._served())
        self.assertGreater(len(self._served()), 4)

    def test_everybody_has_something_to_do(self):
        """NF-R: account managers, leaders and managers have customers."""
        for login in (*SALES, *LEADERS, "poolmanager"):
            self.assertGreater(len(self._granted(login)), 4, login)
        self.assertFalse(self._granted("staff"))

    def test_pool_users_open_the_window(self):
        """PO-4: the window opens, masked, on one's own pools."""
        for login in POOL_USERS:
            with self.subTest(login=login):
                window = self.env["crm.pool.customer"].with_user(self._user(login))
                rows = window.search_read(
                    [("place", "=", "public")], ["name", "phone", "pool_id"]
                )
                self.assertTrue(rows)
        east = self.env.ref("crm_suite.demo_pool_east")
        window = self.env["crm.pool.customer"].with_user(self._user("sales3"))
        self.assertEqual(window.search([]).pool_id.ids, east.ids)
        phones = [p for p in window.search([]).mapped("phone") if p]
        self.assertTrue(phones and all("****" in phone for phone in phones))

    def test_sales_people_open_their_opportunities(self):
        """FU-6: own ones; the supervisor sees all of the company."""
        leads = self.env["crm.lead"].search([("company_id", "=", self.company.id)])
        for login in (*SALES, *LEADERS, "poolmanager", "supervisor"):
            with self.subTest(login=login):
                user = self._user(login)
                seen = self.env["crm.lead"].with_user(user).search_read([], ["name"])
                own = leads.filtered(lambda lead, u=user: lead.user_id == u)
                self.assertLessEqual(set(own.ids), {row["id"] for row in seen})

    def test_customer_sees_own_orders_only(self):
        """The people table: portal users see their documents and none of our fields."""
        user = self._user("customer")
        orders = self.env["sale.order"].with_user(user).search([])
        self.assertTrue(orders)
        self.assertEqual(
            orders.partner_id.commercial_partner_id, user.commercial_partner_id
        )
        with self.assertRaises(AccessError):
            user.partner_id.with_user(user).read(["customer_state"])
