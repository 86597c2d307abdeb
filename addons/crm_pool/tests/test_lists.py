from odoo.tests import tagged, warmup

from .common import LeadCase, PoolCase

PAGE = 80
NAMED = {"fields": {"display_name": {}}}
CUSTOMER_LIST = {
    "name": {},
    "customer_code": {},
    "last_contact_at": {},
    "days_left": {},
    "reclaim_at": {},
    "user_id": NAMED,
    "customer_level_id": NAMED,
    "region_id": NAMED,
}
WINDOW = {"name": {}, "place": {}, "days_in_pool": {}, "phone": {}, "owner_id": NAMED}


class ListCase(PoolCase):
    """Long lists cost a fixed number of statements, however many rows they show."""

    # one more than a page, so that a list is counted too
    number = PAGE + 1

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool.write({"capacity": 2 * PAGE, "daily_limit": 2 * PAGE})

    def _read(self, model, domain, specification):
        """Return a page of what Amy sees, with nothing in memory before."""
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env[model]
            .with_user(self.amy)
            .web_search_read(domain, specification, limit=PAGE, count_limit=10_001)
        )

    def _assert_page(self, most, *arguments):
        self._read(*arguments)  # fills the caches of rules
        with self.assertQueryCount(most):
            answer = self._read(*arguments)
        self.assertEqual(len(answer["records"]), PAGE)
        self.assertEqual(answer["length"], self.number)


@tagged("post_install", "-at_install")
class TestLists(ListCase):
    @warmup
    def test_own_customers(self):
        """NF-P: a page of own customers takes no statement per row."""
        self._create_customers(self.number, "held", self.amy)
        domain = [("user_id", "=", self.amy.id), ("customer_state", "!=", False)]
        self._assert_page(6, "res.partner", domain, CUSTOMER_LIST)

    @warmup
    def test_window(self):
        """PO-11: a page of the window takes no statement per row."""
        self._create_customers(self.number)
        domain = [("pool_id", "=", self.pool.id), ("place", "=", "public")]
        self._assert_page(3, "crm.pool.customer", domain, WINDOW)

    @warmup
    def test_window_with_its_buttons(self):
        """PO-11: who may claim, and what they gave up lately, is asked for each pool,
        not for each row."""
        self._create_customers(self.number)
        domain = [("pool_id", "=", self.pool.id), ("place", "=", "public")]
        buttons = {
            name: {}
            for name in (
                "is_claim_allowed",
                "is_assign_allowed",
                "is_request_allowed",
                "request_label",
            )
        }
        self._assert_page(16, "crm.pool.customer", domain, WINDOW | buttons)


@tagged("post_install", "-at_install")
class TestLeadLists(LeadCase, ListCase):
    @warmup
    def test_window(self):
        """CU-4, PO-11: a page of the window of leads takes no statement per row."""
        self._create_customers(self.number)
        domain = [("pool_id", "=", self.pool.id), ("place", "=", "public")]
        self._assert_page(3, "crm.pool.lead", domain, WINDOW)
