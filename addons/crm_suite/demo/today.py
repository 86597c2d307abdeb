"""What waits for somebody today, so that no screen of the demo company is empty."""

from datetime import timedelta

from odoo.addons.crm_pool.models.local_days import local_day

# login, how many customers of the key accounts' pool, why
REQUESTS = (
    ("sales5", 1, "去年展会上认识其采购总监，已约下周拜访"),
    ("sales1", 1, "老客户介绍，对我们的网关方案感兴趣"),
)
PROTECTED = (("sales1", 2), ("sales3", 1), ("leader1", 1))  # login, how many
PROTECTION_REASON = "正在投标，月底前定标"
# owner, colleague, access, for how many days
SHARES = (
    ("sales1", "sales3", "work", None),
    ("sales1", "sales5", "read", 30),
    ("sales4", "sales1", "work", 14),
)
EXTENSION = ("sales1", 10, "客户正在走内部审批，预计下周签合同")  # login, days, why
REST = ("sales3", 10, "客户工厂停产检修，请勿打扰")  # login, days, why
BIN_REASON = "号码已停用，联系不上"


class Today:
    """Asks the pool's engine for what its members left open today.

    Everybody takes what is due last: what is due soon has its part already.
    """

    def __init__(self, env, days, users):
        self.env = env
        self.days = days
        self.now = days.at(0, 18)  # after all that history did
        self.users = users
        self.partners = env["res.partner"]

    def make(self):
        self.ask_for_key_accounts()
        self.protect()
        self.share()
        self.ask_for_more_time()
        self.let_rest()
        self.bin()

    def ask_for_key_accounts(self):
        """The pool of key accounts grants on request."""
        pool = self.env.ref("crm_suite.demo_pool_key")
        pool.claim_mode = "approval"
        public = self.find_public(pool)
        for login, number, reason in REQUESTS:
            public -= self.ask(login, number, reason, public)

    def ask(self, login, number, reason, public):
        """Ask for the first that the member has not given up lately.

        :returns: what was asked for
        """
        member = self.partners.with_user(self.users[login])
        asked = self.partners
        for customer in public:
            if len(asked) == number:
                break
            outcome = member._pool_request(customer.ids, reason, self.days.at(0, 9))
            asked += asked.browse(outcome.done)
        return asked

    def protect(self):
        for login, number in PROTECTED:
            self.find_held(login)[:number]._pool_protect(PROTECTION_REASON, self.now)

    def share(self):
        for owner, colleague, access, days in SHARES:
            until = days and self.days.date(days)
            unshared = self.find_held(owner, [("share_ids", "=", False)])
            unshared[:1]._pool_share_until(
                self.users[colleague], access, until, self.now
            )

    def ask_for_more_time(self):
        login, days, reason = EXTENSION
        customer = self.find_held(login)[-2:-1]  # not the very next
        due = customer.reclaim_at - timedelta(seconds=1)
        until = local_day(due, self.days.tz) + timedelta(days=days)
        customer._pool_extend(until, reason, self.now)

    def let_rest(self):
        login, days, reason = REST
        self.find_held(login)[:1]._pool_rest(self.days.date(days), reason, self.now)

    def bin(self):
        """One that can be purged, and one that has orders and cannot."""
        public = self.find_public(self.env.ref("crm_suite.demo_pool_east"))
        numbers = public.mapped("sale_order_ids").grouped("partner_id")
        sold = public.filtered(lambda partner: partner in numbers)
        manager = self.users["poolmanager"]
        for partner in sold[-1:] + (public - sold)[-1:]:
            partner.with_user(manager)._pool_bin(BIN_REASON, self.now)

    def find_public(self, pool):
        return self.partners.search(
            [
                ("pool_id", "=", pool.id),
                ("pool_place", "=", "public"),
                ("customer_state", "!=", False),
                ("user_ids", "=", False),
            ],
            order="id",
        )

    def find_held(self, login, domain=()):
        """Return what somebody holds and nobody protects, what is due last first."""
        user = self.users[login]
        return self.partners.with_user(user).search(
            [
                ("user_id", "=", user.id),
                ("pool_place", "=", "held"),
                ("customer_state", "!=", False),
                ("protected_until", "=", False),
                ("reclaim_at", "!=", False),
                *domain,
            ],
            order="reclaim_at desc, id",
        )
