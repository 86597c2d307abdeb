"""The leads pool of the last weeks: who asked, who claimed, what became of it."""

import random

from odoo.tools import SQL

from odoo.addons.crm_pool.models.res_partner_entry import ENTERING

from .words import (
    INQUIRIES,
    LEAD_CONTACTS,
    LEAD_FIRMS,
    LEAD_FOLLOWUP,
    RETURN_REASONS,
)

SEED = 20260104
LEADS = 40
FIRST_DAY = -30
FULL_MEMBER = "sales2"  # fills up today
CLAIMERS = ("sales1", "sales3", "sales4")
CLAIM_CHANCE = 0.35  # a day and member who has room
KEEP_FREE = 2  # room that members leave
SOURCES = ("website", "exhibition", "wechat", "tender", "call")


class Leads:
    """Plays day by day; asks the pool's engine for every move."""

    def __init__(self, env, days, users, followups):
        self.env = env
        self.days = days
        self.users = users
        self.followups = followups
        self.random = random.Random(SEED)
        self.pool = env.ref("crm_suite.demo_pool_leads")
        self.leads = env["crm.lead"]

    def run(self):
        entries = self.make()
        for day in range(FIRST_DAY, 1):
            self.reclaim(day)
            new = [lead for lead, entry in entries if entry == day]
            if new:
                self.enter(self.leads.union(*new), day)
            for login in CLAIMERS:
                self.claim(login, day)
            self.call(day)
            if day in (-12, -5):
                self.give_back(day)
        self.fill()
        self.end_some()

    def make(self):
        """Return ``[(lead, day on which it comes in)]``."""
        leads = self.leads.with_context(pool_entering=ENTERING).create(
            [self.prepare(number) for number in range(LEADS)]
        )
        leads = leads.with_env(self.env)
        entries = sorted(self.random.randint(FIRST_DAY, 0) for _lead in leads)
        for lead, day in zip(leads, entries, strict=True):
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_lead SET create_date = %s WHERE id = %s",
                    self.days.at(day, 8),
                    lead.id,
                )
            )
        return list(zip(leads, entries, strict=True))

    def prepare(self, number):
        city, firm = LEAD_FIRMS[number % len(LEAD_FIRMS)]
        name = INQUIRIES[number % len(INQUIRIES)]
        source = self.random.choice(SOURCES)
        return {
            "type": "lead",
            "name": f"{firm}：{name.split('：')[-1]}",
            # The number keeps the firms apart.
            "partner_name": f"{city}{firm}{number // len(LEAD_FIRMS) + 1}厂",
            "contact_name": LEAD_CONTACTS[number % len(LEAD_CONTACTS)],
            "mobile": f"1990000{2000 + number:04d}",
            "email_from": f"visitor{number + 1:02d}@example.com",
            "city": city,
            "country_id": self.env.ref("base.cn").id,
            "source_id": self.env.ref(f"crm_suite.demo_source_{source}").id,
            "user_id": False,
            "company_id": self.pool.company_id.id,
        }

    def enter(self, leads, day):
        now = self.days.at(day, 8)
        leads._pool_move("enter_public", now, pool=self.pool)

    def reclaim(self, day):
        now = self.days.at(day, 0, 5)
        if not day:
            # The first summary tells of the last night only.
            last = self.env["crm.pool.log"].search([], order="id desc", limit=1)
            self.pool.summary_log_id = last.id
        self.leads.browse(self.leads._pool_due_ids(now, 100))._pool_reclaim(now)

    def claim(self, login, day):
        member = self.pool._get_member(self.users[login])
        room = member.capacity - KEEP_FREE - member.held_count
        if room <= 0 or self.random.random() >= CLAIM_CHANCE:
            return
        self.take(login, day, self.random.randint(1, min(room, 2)))

    def take(self, login, day, number):
        free = self.leads.search(
            [("pool_id", "=", self.pool.id), ("pool_place", "=", "public")],
            order="id desc",
            limit=number,
        )
        if free:
            free.with_user(self.users[login])._pool_claim(self.days.at(day, 9))

    def call(self, day):
        for login in CLAIMERS:
            user = self.users[login]
            held = self.leads.search(
                [("pool_place", "=", "held"), ("user_id", "=", user.id)]
            )
            # One in four is called by nobody.
            due = held.filtered(lambda lead: lead.id % 4 and (day - lead.id) % 6 == 0)
            if due:
                said = [(lead, LEAD_FOLLOWUP, None) for lead in due]
                self.followups.record(user, self.days.at(day, 14), said)

    def give_back(self, day):
        held = self.leads.search([("pool_place", "=", "held")], limit=1)
        if held:
            reason = self.random.choice(RETURN_REASONS)
            as_owner = held.with_user(held.user_id)
            as_owner._pool_return(reason, self.days.at(day, 16))

    def fill(self):
        """One member is full, so that a claim shows why not."""
        member = self.pool._get_member(self.users[FULL_MEMBER])
        for day in (-1, 0):
            number = min(member.capacity - member.held_count, member.daily_limit)
            self.take(FULL_MEMBER, day, number)

    def end_some(self):
        """Two became opportunities, one was lost."""
        user = self.users["sales1"]
        held = self.leads.search(
            [("pool_place", "=", "held"), ("user_id", "=", user.id)], limit=3
        )
        for lead in held[:2]:
            lead.with_user(user).convert_opportunity(False)
        held[2:].with_user(user).action_set_lost()
