from collections import Counter, defaultdict
from datetime import timedelta

from odoo.addons.crm_pool.models.local_days import end_of_days, local_day


class DemoHistoryMixin:
    def test_ledger_explains_the_present(self):
        """PO-3: replayed from empty it gives today's owners."""
        ours = set(self.customers.ids)
        problems = self.env["crm.pool.log"]._verify()
        self.assertEqual([p for p in problems if p["partner_id"] in ours], [])

    def test_year_is_full_of_moves(self):
        """PO-2: every move that the engine has for users is in it, in each month."""
        moves = Counter(self.ledger.mapped("move"))
        for move in ("enter", "enter_public", "claim", "assign", "return", "recall"):
            self.assertGreater(moves[move], 5, move)
        self.assertGreater(moves["reclaim"], 50)
        months = {(log.date.year, log.date.month) for log in self.ledger}
        self.assertGreaterEqual(len(months), 12)
        dates = self.ledger.mapped("date")
        self.assertEqual(dates, sorted(dates), "the ledger is in order of time")

    def test_limits_were_never_broken(self):
        """PO-2, PO-4: replayed, nobody ever held or claimed more than allowed."""
        members = {(m.pool_id.id, m.user_id.id): m for m in self.pools.member_ids}
        held = Counter()
        most = Counter()
        claims = Counter()
        tz = self.company.business_tz
        for log in self.ledger:
            if log.from_user_id:
                held[log.pool_id.id, log.from_user_id.id] -= 1
            if log.to_user_id:
                key = log.pool_id.id, log.to_user_id.id
                held[key] += 1
                most[key] = max(most[key], held[key])
            if log.move == "claim":
                claims[key, local_day(log.date, tz)] += 1
        for key, number in most.items():
            self.assertLessEqual(number, members[key].capacity)
        for (key, day), number in claims.items():
            self.assertLessEqual(number, members[key].daily_limit, day)

    def test_cooldown_was_never_broken(self):
        """PO-1: nobody claimed again what they had given up lately."""
        given_up = {}
        claims = 0
        tz = self.company.business_tz
        for log in self.ledger:
            key = log.partner_id.id, log.from_user_id.id
            if log.move in ("return", "recall", "reclaim"):
                given_up[key] = log.date
            key = log.partner_id.id, log.to_user_id.id
            if log.move == "claim" and key in given_up:
                claims += 1
                days = log.pool_id.cooldown_days
                self.assertGreaterEqual(
                    log.date, end_of_days(given_up[key], days, tz), log.partner_id.name
                )
        self.assertTrue(claims, "some were claimed again later")

    def test_some_are_due_soon(self):
        """PO-9: due in 1, 3 and 6 days, for several reasons; none is overdue."""
        held = self.customers.filtered(lambda c: c.pool_place == "held")
        overdue = held.filtered(lambda c: c.reclaim_at and c.reclaim_at <= self.now)
        self.assertFalse(overdue)
        for login in ("sales1", "sales3", "sales4"):
            days = defaultdict(int)
            for customer in held.filtered(lambda c, u=login: c.user_id.login == u):
                if customer.reclaim_at:
                    days[(customer.reclaim_at - self.now).days] += 1
            for number in (1, 3, 6):
                self.assertTrue(days[number], f"{login}: {number} days")
        week = self.now + timedelta(days=8)
        soon = held.filtered(lambda c: c.reclaim_at and c.reclaim_at < week)
        self.assertGreaterEqual(
            set(soon.reclaim_rule_id.mapped("kind")),
            {"interval", "never_contacted", "not_won"},
        )

    def test_today_has_something_to_show(self):
        """NF-R: last night's reclaim, claims today, a full member, old and new."""
        today = self.ledger.filtered(lambda log: not self._days_ago(log.date))
        moves = Counter(today.mapped("move"))
        self.assertGreaterEqual(moves["reclaim"], 3)
        self.assertGreaterEqual(moves["claim"], 2)
        full = self.pools.member_ids.filtered(
            lambda member: member.held_count == member.capacity
        )
        self.assertEqual(full.user_id, self._user("sales2"))
        public = self.customers.filtered(lambda c: c.pool_place == "public")
        ages = [self._days_ago(customer.pool_since) for customer in public]
        self.assertGreaterEqual(sum(age > 100 for age in ages), 10, "for long")
        self.assertGreaterEqual(sum(age < 7 for age in ages), 5, "new this week")

    def test_something_waits_in_every_list(self):
        """PO-5, PO-8, PO-12, PO-13, PO-16, PO-18: nobody meets an empty screen."""
        self.assertEqual(len(self.customers.filtered("protected_until")), 4)
        self.assertEqual(len(self.customers.share_ids), 3)
        for name in ("crm.pool.request", "crm.pool.extension"):
            self.assertTrue(self.env[name].search([("state", "=", "asked")]), name)
        self.assertTrue(self.customers.filtered("rest_until"))
        binned = self.customers.with_context(active_test=False).search(
            [("pool_place", "=", "binned"), ("company_id", "=", self.company.id)]
        )
        counts = [bool(partner.sale_order_ids) for partner in binned]
        self.assertEqual(sorted(counts), [False, True], "one may be purged")

    def test_summaries_tell_of_the_last_night_only(self):
        """PO-9: the first summary is not about a whole year."""
        for pool in self.pools:
            news = self.ledger.filtered(
                lambda log, p=pool: log.pool_id == p and log.id > p.summary_log_id
            )
            self.assertFalse(news.filtered(lambda log: self._days_ago(log.date)))
