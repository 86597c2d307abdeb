"""The year, day by day: who entered, claimed, contacted, sold and gave back."""

import random
from collections import defaultdict

from odoo.addons.crm_pool.models.res_partner_entry import ENTERING

from .followups import Followups
from .orders import Orders
from .plan import FIRST_DAY
from .words import FOLLOWUPS, RECALL_REASONS, RETURN_REASONS

SEED = 20260102
CLAIM_CHANCE = 0.4  # a day and member who has room
ORDER_CHANCE = 0.08  # a contact
NEGLECT_CHANCE = 0.1  # a contact after which nothing more happens
NEVER_CHANCE = 0.12  # a holding in which nothing happens at all
GAPS = (8, 25)  # days between contacts
CONTACT_EVERY = 3  # days; people call their customers in one go
# How much of their capacity members like to use, in the end.
FILL = {"leader1": 0.4, "leader2": 0.4, "leader3": 0.6, "sales1": 0.55, "sales2": 0.85}
USUAL_FILL = 0.65
FULL_MEMBER = "sales2"  # fills up in the last days
LAST_DAYS = -3
CLAIMS_TODAY = {"sales1": 1, "sales3": 2, FULL_MEMBER: 5}


class History:
    """Plays the cards; asks the pool's engine for every move."""

    def __init__(self, env, days, users, cards):
        self.env = env
        self.days = days
        self.users = users
        self.random = random.Random(SEED)
        self.cards = {card.partner.id: card for card in cards}
        self.owners = {}
        self.next_contact = {}
        self.followups = Followups(env, days)
        self.sales = Orders(env, days, self.random)
        self.partners = env["res.partner"]
        pools = env["crm.pool"].union(*(card.pool for card in cards))
        self.members = pools.member_ids

    @property
    def orders(self):
        return self.sales.orders

    def run(self):
        by_entry = defaultdict(list)
        for card in self.cards.values():
            by_entry[card.entry].append(card)
        for day in range(FIRST_DAY, 1):
            self.reclaim(day)
            self.enter(day, by_entry[day])
            self.claim_cast(day)
            if self.days.is_workday(day) or day > LAST_DAYS:
                self.claim_free(day)
            self.contact(day)
            # Today the full member stays full.
            if self.days.is_workday(day) and day:
                self.give_back(day)

    def reclaim(self, day):
        """The schedule of the night."""
        now = self.days.at(day, 0, 5)
        if not day:
            self.skip_summaries()
        ids = self.partners._pool_due_ids(now, 1000)
        if not ids:
            return
        due = self.partners.browse(ids)
        due._pool_reclaim(now)
        for partner in due.filtered(lambda p: p.pool_place == "public"):
            self.owners.pop(partner.id, None)

    def skip_summaries(self):
        """Let the pools tell of the last night only, not of the whole year."""
        last = self.env["crm.pool.log"].search([], order="id desc", limit=1)
        self.members.pool_id.summary_log_id = last.id

    def enter(self, day, cards):
        now = self.days.at(day, 9)
        groups = defaultdict(self.partners.browse)
        for card in cards:
            groups[card.pool, card.holder] |= card.partner
        for (pool, login), partners in groups.items():
            user = self.users[login or "poolmanager"]
            # sudo: the story is told in everybody's name, whatever they may
            entering = partners.with_user(user).sudo()
            entering.with_context(pool_entering=ENTERING)._become_customer(
                {"customer_since": self.days.date(day)}
            )
            if not login:
                entering._pool_move("enter_public", now, pool=pool)
                continue
            outcome = entering._pool_move(
                "enter", now, member=pool._get_member(user), pool=pool
            )
            self.take(outcome.done, user, day)
            rest = entering.browse(outcome.refused)
            rest._pool_move("enter_public", now, pool=pool)

    def take(self, ids, user, day):
        """Note that a member holds customers, and when they mean to contact them."""
        for partner_id in ids:
            self.owners[partner_id] = user
            days = self.cards[partner_id].contacts
            if days is None and self.random.random() >= NEVER_CHANCE:
                self.next_contact[partner_id] = day + self.random.randint(1, 3)
            else:
                self.next_contact.pop(partner_id, None)

    def claim(self, partners, user, day, hour):
        now = self.days.at(day, hour)
        outcome = partners.with_user(user)._pool_claim(now)
        self.take(outcome.done, user, day)

    def claim_cast(self, day):
        for card in self.cards.values():
            if login := card.claims.get(day):
                self.claim(card.partner, self.users[login], day, 9)

    def claim_free(self, day):
        for member in self.members:
            login = member.user_id.login
            number = self.count_claims(member, login, day)
            free = [
                partner_id
                for partner_id, card in self.cards.items()
                if card.is_free
                and card.entry < day
                and card.pool == member.pool_id
                and partner_id not in self.owners
            ]
            chosen = self.random.sample(free, min(number, len(free)))
            if chosen:
                self.claim(self.partners.browse(chosen), member.user_id, day, 10)
            if login == FULL_MEMBER and member.pool_id.is_default and not day:
                self.fill(member, free, day)

    def fill(self, member, free, day):
        """Claim until the member is full: some claims are refused for cooldown."""
        for partner_id in free:
            if member.held_count >= member.capacity:
                return
            if partner_id not in self.owners:
                partner = self.partners.browse(partner_id)
                self.claim(partner, member.user_id, day, 10)

    def count_claims(self, member, login, day):
        """Return how many customers a member wants to claim on a day."""
        held = sum(
            owner == member.user_id and self.cards[partner_id].pool == member.pool_id
            for partner_id, owner in self.owners.items()
        )
        fill = FILL.get(login, USUAL_FILL)
        number = self.random.randint(1, 3)
        wants = self.random.random() < CLAIM_CHANCE
        if member.pool_id.is_default and day > LAST_DAYS:
            if login == FULL_MEMBER:
                return max(member.capacity - held - (0 if not day else 2), 0)
            if not day:
                return CLAIMS_TODAY.get(login, 0)
        # The stock grows over the year.
        room = round(fill * member.capacity * (1 + (day / FIRST_DAY) * -0.4)) - held
        return min(number, room) if wants and room > 0 else 0

    def contact(self, day):
        """Contact what is to be contacted today; sometimes an order comes of it."""
        called = defaultdict(self.partners.browse)
        for partner_id, user in self.owners.items():
            days = self.cards[partner_id].contacts
            if self.is_contact_day(partner_id, days, day, user):
                called[user] |= self.partners.browse(partner_id)
        for user, partners in called.items():
            now = self.days.at(day, self.random.choice((10, 11, 14, 15, 16)))
            said = []
            for partner in partners:
                words = self.random.choice(FOLLOWUPS)
                self.plan_next(partner, day)
                next_day = self.next_contact.get(partner.id)
                said.append((partner, words, next_day))
            self.followups.record(user, now, said)
            for partner in partners:
                if self.is_free_to_buy(partner) and (
                    self.random.random() < ORDER_CHANCE
                ):
                    self.sales.sell(partner, user, day)

    def is_contact_day(self, partner_id, days, day, user):
        if days is not None:
            return day in days
        due = self.next_contact.get(partner_id)
        if due is None or due > day or not self.days.is_workday(day):
            return False
        return (day + user.id) % CONTACT_EVERY == 0

    def is_free_to_buy(self, partner):
        return self.cards[partner.id].contacts is None

    def plan_next(self, partner, day):
        if self.cards[partner.id].contacts is not None:
            return
        if self.random.random() < NEGLECT_CHANCE:
            self.next_contact.pop(partner.id)
        else:
            self.next_contact[partner.id] = day + self.random.randint(*GAPS)

    def give_back(self, day):
        """Returns, recalls and assignments of a working day: one at most of each."""
        free = [
            partner_id for partner_id in self.owners if self.cards[partner_id].is_free
        ]
        if free and self.random.random() < 0.15:
            partner = self.partners.browse(self.random.choice(free))
            user = self.owners[partner.id]
            reason = self.random.choice(RETURN_REASONS)
            now = self.days.at(day, 17)
            self.drop(partner.with_user(user)._pool_return(reason, now))
            return
        if free and self.random.random() < 0.06:
            partner = self.partners.browse(self.random.choice(free))
            reason = self.random.choice(RECALL_REASONS)
            now = self.days.at(day, 17, 30)
            boss = self.users["supervisor"]
            self.drop(partner.with_user(boss)._pool_recall(reason, now))
            return
        if self.random.random() < 0.12:
            self.assign(day)

    def drop(self, outcome):
        for partner_id in outcome.done:
            del self.owners[partner_id]
            self.next_contact.pop(partner_id, None)

    def assign(self, day):
        """The pool's manager gives a public customer to somebody who has room."""
        member = self.random.choice(self.members)
        free = [
            partner_id
            for partner_id, card in self.cards.items()
            if card.is_free
            and card.entry < day
            and card.pool == member.pool_id
            and partner_id not in self.owners
        ]
        if not free or member.user_id.login == FULL_MEMBER:
            return
        partner = self.partners.browse(self.random.choice(free))
        boss = member.pool_id.manager_ids[0]
        now = self.days.at(day, 16, 30)
        outcome = partner.with_user(boss)._pool_assign(member.user_id, now)
        self.take(outcome.done, member.user_id, day)
