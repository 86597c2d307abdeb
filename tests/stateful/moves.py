"""The moves, as steps of the state machine."""

from hypothesis import strategies as st

from stateful.reference import end_of_days
from stateful.steps import (
    REASON,
    Steps,
    callers,
    deciders,
    members,
    movers,
    one,
    owners,
    places,
    step,
)

INTERVAL = 6  # days of the pool's rule
WARNING = 2


class Moves(Steps):
    """Owners, pool and place change."""

    @step(who=members, numbers=places)
    def claim(self, who, numbers):
        ids = self.pick(numbers)
        self.cast.pool.claim_mode = "free"
        done = self.as_user(who, "crm.pool.customer", ids).action_claim()
        self.agree(done, self.reference.claim(who, ids))

    @step(who=members, numbers=places)
    def request(self, who, numbers):
        ids = self.pick(numbers)
        self.cast.pool.claim_mode = "approval"
        done = self.as_user(who, "crm.pool.customer", ids).action_request(REASON)
        expected = self.reference.request(who, ids) if self.is_here(who) else []
        self.agree(done, expected)

    @step(number=st.integers(0, 20), decider=deciders)
    def grant(self, number, decider):
        asked = sorted(self.reference.requests)
        if not asked:
            return
        record_id, who = asked[number % len(asked)]
        request = self.env["crm.pool.request"].search(
            [
                ("partner_id", "=", record_id),
                ("asked_by_id", "=", self.cast.users[who].id),
                ("state", "=", "asked"),
            ]
        )
        assert len(request) == 1
        done = self.as_user(decider, "crm.pool.request", request.ids).action_approve()
        granted = self.reference.grant(record_id, who, decider)
        self.agree(done, request.ids if granted else [])

    @step(caller=callers, user=members, numbers=places)
    def assign(self, caller, user, numbers):
        ids = self.pick(numbers)
        user_id = self.cast.users[user].id
        done = self.partners(caller, ids).action_pool_assign(user_id)
        self.agree(done, self.reference.assign(caller, user, ids))

    @step(caller=movers, user=members, numbers=places)
    def transfer(self, caller, user, numbers):
        ids = self.pick(numbers)
        caller = self.person(caller, ids)
        user_id = self.cast.users[user].id
        done = self.partners(caller, ids).action_pool_transfer(user_id, REASON)
        self.agree(done, self.reference.transfer(caller, user, ids))

    @step(owner=members, heir=members)
    def hand_over(self, owner, heir):
        if owner == heir:
            return
        users = self.cast.users
        user = users[owner].with_user(users["supervisor"]).sudo()
        parts = user._pool_hand_over(users[heir], REASON, self.now)
        done = [i for _holding, outcome in parts for i in outcome.done]
        expected = self.reference.hand_over(owner, heir, "supervisor")
        assert done == expected, (done, expected)

    @step(who=owners, numbers=places)
    def give_back(self, who, numbers):
        ids = self.pick(numbers)
        who = self.person(who, ids)
        done = self.partners(who, ids).action_pool_return(REASON)
        self.agree(done, self.reference.give_back(who, ids))

    @step(caller=callers, numbers=places)
    def recall(self, caller, numbers):
        ids = self.pick(numbers)
        done = self.partners(caller, ids).action_pool_recall(REASON)
        self.agree(done, self.reference.recall(caller, ids))

    @step(who=owners, numbers=places)
    def protect(self, who, numbers):
        ids = self.pick(numbers)
        who = self.person(who, ids)
        done = self.partners(who, ids).action_pool_protect()
        self.agree(done, self.reference.protect(who, ids))

    @step(who=owners, numbers=places)
    def unprotect(self, who, numbers):
        ids = self.pick(numbers)
        who = self.person(who, ids)
        done = self.partners(who, ids).action_pool_unprotect()
        self.agree(done, self.reference.unprotect(who, ids))

    @step(caller=movers, numbers=places)
    def put_into_bin(self, caller, numbers):
        ids = self.pick(numbers)
        caller = self.person(caller, ids)
        done = self.partners(caller, ids).action_pool_bin(REASON)
        self.agree(done, self.reference.bin(caller, ids))

    @step(numbers=places)
    def restore(self, numbers):
        ids = self.pick(numbers)
        done = self.partners("admin", ids).action_pool_restore(REASON)
        self.agree(done, self.reference.restore("admin", ids))

    @step(number=one)
    def purge(self, number):
        ids = self.pick([number])
        outcome = self.partners("admin", ids)._pool_purge(REASON, self.now)
        self.agree(outcome.as_dict(), self.reference.purge("admin", ids))

    @step(into=one, away=one)
    def merge(self, into, away):
        into_id, away_id = self.ids[into], self.ids[away]
        customers = self.reference.customers
        if into_id == away_id or not {into_id, away_id} <= customers.keys():
            return
        both = customers[into_id], customers[away_id]
        # What shares, rests and requests become is told by tests of their own.
        if any(c.shares or c.rest_until or c.place == "binned" for c in both):
            return
        if any(i in (into_id, away_id) for i, _who in self.reference.requests):
            return
        self.partners("supervisor", [away_id]).action_pool_merge(into_id)
        self.reference.merge(into_id, away_id, "supervisor")

    @step(is_author=st.booleans(), caller=callers, number=one)
    def undo(self, is_author, caller, number):
        record_id = self.ids[number]
        if record_id not in self.reference.customers:
            return
        author = self.reference.customers[record_id].steps[-1].actor
        caller = author if is_author and author else caller
        done = self.partners(caller, [record_id]).action_pool_undo()
        self.agree(done, self.reference.undo(caller, record_id))

    @step()
    def schedule_runs(self):
        """I6: what is taken was neglected, and nothing that must not be is."""
        partners = self.env["res.partner"]
        due = partners._pool_due_ids(self.now, 1000)
        due = [i for i in due if i in self.reference.customers]
        partners.browse(due)._pool_reclaim(self.now)
        for record_id in due:
            assert self.may_be_taken(self.reference.customers[record_id])
        for record_id, customer in self.reference.customers.items():
            assert record_id in due or not self.must_be_taken(customer)
        self.reference.reclaim(due)

    def may_be_taken(self, customer):
        start = max(filter(None, (customer.since, customer.contact_at)))
        spared = (
            customer.protected_until,
            customer.rest_until,
            customer.extended_until,
        )
        return (
            customer.place == "held"
            and end_of_days(start, INTERVAL) <= self.now
            and not any(until and until > self.now for until in spared)
        )

    def must_be_taken(self, customer):
        """Nothing has spared it for the days of the rule and of the warning."""
        if customer.place != "held":
            return False
        facts = (
            customer.since,
            customer.contact_at,
            customer.protected_until,
            customer.rest_until,
            customer.extended_until,
        )
        is_rested = customer.rest_until is not None  # its days are not counted
        last = max(filter(None, facts))
        days = INTERVAL + WARNING + 1
        return not is_rested and end_of_days(last, days) <= self.now
