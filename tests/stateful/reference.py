"""What a pool is after any sequence of moves, in plain Python: written from the
specification (PO-2 to PO-18) and not from the engine, which is compared with it."""

import copy
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

OFFSET = timedelta(hours=8)  # Shanghai, without summer time
UNDO_MINUTES = {"assign": 10, "transfer": 10, "recall": 10, "bin": 10, "return": 1}
COOLING = {"return", "recall", "reclaim", "unprotect"}


def local_day(moment):
    return (moment + OFFSET).date()


def end_of_day(day):
    """The naive UTC midnight that closes a day."""
    return datetime.combine(day + timedelta(days=1), time.min) - OFFSET


def end_of_days(moment, days):
    return end_of_day(local_day(moment) + timedelta(days=days))


@dataclass
class Step:
    """A row of the ledger, with what an undo brings back."""

    move: str
    actor: str | None
    date: datetime
    former: "Customer"


@dataclass
class Customer:
    place: str = "public"
    owner: str | None = None
    since: datetime | None = None
    protected_until: datetime | None = None
    protections: int = 0
    extended_until: datetime | None = None
    rest_until: datetime | None = None
    contact_at: datetime | None = None
    has_order: bool = False
    shares: dict = field(default_factory=dict)  # {colleague: (access, end or None)}
    given_up: dict = field(default_factory=dict)  # {member: when}
    steps: list = field(default_factory=list)

    def is_protected(self, now):
        return bool(self.protected_until and self.protected_until > now)

    def is_resting(self, now):
        return bool(self.rest_until and self.rest_until > now)

    def is_shared_to(self, who, now, *accesses):
        access, end = self.shares.get(who, (None, None))
        return (
            self.place == "held"
            and access in (accesses or ("read", "work"))
            and (end is None or end > now)
        )


class Reference:
    """One pool; ``who`` is always a persona's name, ``ids`` are in the order asked.

    Methods answer with the ids of what is done and do it.
    """

    capacity_of_pool = 3
    daily_limit = 4
    cooldown = 2
    protection_limit = 2
    protection_days = 5
    renewals = 1

    def __init__(self, now, members, leader, led, manager, supervisor):
        self.now = now
        self.capacity = dict.fromkeys(members, self.capacity_of_pool)
        self.leader, self.led = leader, led
        self.manager, self.supervisor = manager, supervisor
        self.locked = set()
        self.claims = {}  # {(member, day): number}
        self.requests = {}  # {(customer, member): lapses on}
        self.customers = {}
        self.gone = {}  # what was purged or merged away, with its steps

    # Who may what

    def is_member(self, who):
        return who in self.capacity and who not in self.locked

    def may_assign(self, who, user):
        return who in (self.manager, self.supervisor) or (
            who == self.leader and user == self.led
        )

    def visible(self, who):
        """Ids that a persona reads through ``res.partner``."""
        return {i for i, c in self.customers.items() if self._sees(who, c)}

    def _sees(self, who, customer):
        if customer.place == "binned":
            return False
        return (
            who in (self.supervisor, self.manager)
            or customer.owner == who
            or (who == self.leader and customer.owner == self.led)
            or customer.is_shared_to(who, self.now)
        )

    def in_window(self, who):
        """Ids that a persona finds in the pool's window."""
        seers = {self.leader, self.manager, self.supervisor}
        if not self.is_member(who) and who not in seers:
            return set()
        return {i for i, c in self.customers.items() if c.place != "binned"}

    def held(self, who):
        return [i for i, c in sorted(self.customers.items()) if c.owner == who]

    # The moves

    def enter(self, new_id):
        self.customers[new_id] = Customer()
        self._move(new_id, "enter_public", "public", None, None)

    def claim(self, who, ids, name="claim", actor=None):
        if not self.is_member(who):
            return []
        fit = [i for i in self._at(ids, "public") if not self._is_cooling(i, who)]
        fit = self._fit_capacity(fit, who)
        day = (who, local_day(self.now))
        fit = fit[: max(self.daily_limit - self.claims.get(day, 0), 0)]
        self.claims[day] = self.claims.get(day, 0) + len(fit)
        return self._move_all(fit, name, "held", who, actor or who)

    def request(self, who, ids):
        asked = [i for i, user in self.requests if user == who]
        fit = [
            i
            for i in self._at(ids, "public")
            if i not in asked and not self._is_cooling(i, who)
        ]
        fit = fit[: max(self.daily_limit - len(asked), 0)]
        self.requests |= {(i, who): end_of_days(self.now, 7) for i in fit}
        return fit

    def grant(self, customer_id, who, decider):
        """Answer whether the request is granted."""
        is_late = self.requests[customer_id, who] <= self.now
        if is_late or not self.may_assign(decider, who):
            return False
        return bool(self.claim(who, [customer_id], "grant", decider))

    def assign(self, caller, user, ids, name="assign"):
        if not self.is_member(user) or not self.may_assign(caller, user):
            return []
        fit = self._fit_capacity(self._at(ids, "public"), user)
        return self._move_all(fit, name, "held", user, caller)

    def transfer(self, caller, user, ids):
        def may(customer):
            owner = customer.owner
            if caller == self.supervisor:
                return owner != user
            return caller == owner != user

        if not self.is_member(user):
            return []
        fit = [i for i in self._at(ids, "held") if may(self.customers[i])]
        return self._move_all(
            self._fit_capacity(fit, user), "transfer", "held", user, caller
        )

    def hand_over(self, owner, heir, caller):
        fit = self._fit_capacity(self.held(owner), heir) if self.is_member(heir) else []
        return self._move_all(fit, "hand_over", "held", heir, caller)

    def give_back(self, who, ids):
        fit = [i for i in self._at(ids, "held") if self.customers[i].owner == who]
        return self._move_all(fit, "return", "public", None, who)

    def recall(self, caller, ids):
        fit = [
            i
            for i in self._at(ids, "held")
            if self.may_assign(caller, self.customers[i].owner)
            and (
                caller == self.supervisor
                or not self.customers[i].is_protected(self.now)
            )
        ]
        return self._move_all(fit, "recall", "public", None, caller)

    def protect(self, who, ids):
        if not self.is_member(who):
            return []
        protected = sum(
            self.customers[i].is_protected(self.now) for i in self.held(who)
        )
        done = []
        for record_id in self._at(ids, "held"):
            customer = self.customers[record_id]
            if customer.owner != who or customer.protections > self.renewals:
                continue
            renews = customer.is_protected(self.now)
            if not renews and protected >= self.protection_limit:
                continue
            protected += not renews
            self._log(record_id, "protect", who)
            start = (
                customer.protected_until - timedelta(hours=1) if renews else self.now
            )
            customer.protected_until = end_of_days(start, self.protection_days)
            customer.protections += 1
            done.append(record_id)
        return done

    def unprotect(self, who, ids):
        fit = [
            i
            for i in self._at(ids, "held")
            if self.customers[i].owner == who
            and self.customers[i].is_protected(self.now)
        ]
        return self._move_all(fit, "unprotect", "public", None, who)

    def reclaim(self, ids):
        """The schedule took these."""
        return self._move_all(ids, "reclaim", "public", None, None)

    def bin(self, caller, ids):
        fit = [
            i
            for i in self._at(ids, "public", "held")
            if caller == self.supervisor or self.customers[i].owner == caller
        ]
        return self._move_all(fit, "bin", "binned", None, caller)

    def restore(self, caller, ids):
        return self._move_all(
            self._at(ids, "binned"), "restore", "public", None, caller
        )

    def purge(self, caller, ids):
        fit = [i for i in self._at(ids, "binned") if not self.customers[i].has_order]
        for record_id in fit:
            self._log(record_id, "purge", caller)
            self.gone[record_id] = self.customers.pop(record_id).steps
        return fit

    def merge(self, into_id, away_id, caller):
        self._move(away_id, "merge_away", "binned", None, caller)
        self._log(into_id, "merge", caller)
        away = self.customers.pop(away_id)
        self.gone[away_id] = away.steps
        into = self.customers[into_id]
        dates = [c.contact_at for c in (into, away) if c.contact_at]
        into.contact_at = max(dates, default=None)
        into.has_order |= away.has_order

    def undo(self, who, record_id):
        customer = self.customers[record_id]
        step = customer.steps[-1]
        minutes = UNDO_MINUTES.get(step.move)
        touched = customer.contact_at and customer.contact_at > step.date
        if step.actor != who or minutes is None or touched:
            return []
        if self.now - step.date > timedelta(minutes=minutes):
            return []
        former = step.former
        if former.owner and (
            not self.is_member(former.owner)
            or not self._fit_capacity([record_id], former.owner)
        ):
            return []
        self._move(record_id, f"undo_{step.move}", former.place, former.owner, who)
        for name in ("since", "protected_until", "protections", "extended_until"):
            setattr(customer, name, getattr(former, name))
        if former.owner:
            self._reopen_shares(customer, former)
        return [record_id]

    # What changes no owner

    def share(self, caller, users, ids, access, end):
        fit = [
            i
            for i in self._at(ids, "held")
            if (
                self.customers[i].owner == caller
                or self.may_assign(caller, self.customers[i].owner)
            )
            and users != [self.customers[i].owner]
            and (end is None or end > self.now)
        ]
        for record_id in fit:
            customer = self.customers[record_id]
            for user in users:
                if user != customer.owner:
                    customer.shares[user] = (access, end)
        return fit

    def unshare(self, caller, user, ids):
        fit = [
            i
            for i in ids
            if i in self.customers
            and user in self.customers[i].shares
            and (
                caller in (user, self.customers[i].owner)
                or self.may_assign(caller, self.customers[i].owner)
            )
        ]
        for record_id in fit:
            del self.customers[record_id].shares[user]
        return fit

    def contact(self, who, ids):
        for record_id in self._at(ids, "held"):
            customer = self.customers[record_id]
            if customer.owner == who or customer.is_shared_to(who, self.now, "work"):
                customer.contact_at = self.now

    def rest(self, ids, day):
        fit = self._at(ids, "public", "held")
        for record_id in fit:
            self.customers[record_id].rest_until = end_of_day(day)
        return fit

    def unrest(self, ids):
        fit = [
            i
            for i in self._at(ids, "public", "held")
            if self.customers[i].is_resting(self.now)
        ]
        for record_id in fit:
            self.customers[record_id].rest_until = self.now
        return fit

    # How

    def _at(self, ids, *places):
        return [
            i for i in ids if i in self.customers and self.customers[i].place in places
        ]

    def _is_cooling(self, record_id, who):
        customer = self.customers[record_id]
        lost = customer.given_up.get(who)
        return customer.is_resting(self.now) or (
            lost is not None and end_of_days(lost, self.cooldown) > self.now
        )

    def _fit_capacity(self, ids, who):
        return ids[: max(self.capacity[who] - len(self.held(who)), 0)]

    def _move_all(self, ids, name, place, owner, actor):
        for record_id in ids:
            self._move(record_id, name, place, owner, actor)
        return ids

    def _log(self, record_id, name, actor):
        customer = self.customers[record_id]
        former = copy.copy(customer)
        former.shares = dict(customer.shares)
        customer.steps.append(Step(name, actor, self.now, former))

    def _move(self, record_id, name, place, owner, actor):
        self._log(record_id, name, actor)
        customer = self.customers[record_id]
        if name in COOLING and customer.owner:
            customer.given_up[customer.owner] = self.now
        customer.place, customer.owner = place, owner
        customer.since = self.now if owner else None
        customer.protected_until, customer.protections = None, 0
        customer.extended_until = None
        customer.shares = {
            user: terms
            for user, terms in customer.shares.items()
            if owner and user != owner
        }
        if place != "public":
            for request in [r for r in self.requests if r[0] == record_id]:
                del self.requests[request]

    def _reopen_shares(self, customer, former):
        for user, (access, end) in former.shares.items():
            if user != customer.owner and (end is None or end > self.now):
                customer.shares.setdefault(user, (access, end))
