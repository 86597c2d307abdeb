"""What waits for somebody today, so that no screen of the demo company is empty."""

# login, how many customers of the key accounts' pool, why
REQUESTS = (
    ("sales5", 2, "去年展会上认识其采购总监，已约下周拜访"),
    ("sales1", 1, "老客户介绍，对我们的网关方案感兴趣"),
)


class Today:
    """Asks the pool's engine for what its members left open this morning."""

    def __init__(self, env, days, users):
        self.env = env
        self.now = days.at(0, 9)
        self.users = users

    def make(self):
        self.ask_for_key_accounts()

    def ask_for_key_accounts(self):
        """The pool of key accounts grants on request."""
        pool = self.env.ref("crm_suite.demo_pool_key")
        pool.claim_mode = "approval"
        partners = self.env["res.partner"]
        public = partners.search(
            [
                ("pool_id", "=", pool.id),
                ("pool_place", "=", "public"),
                ("customer_state", "!=", False),
            ],
            order="id",
        )
        for login, number, reason in REQUESTS:
            member = partners.with_user(self.users[login])
            member._pool_request(public[:number].ids, reason, self.now)
