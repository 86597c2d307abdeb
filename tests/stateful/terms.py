"""What changes no owner, as steps of the state machine."""

from datetime import timedelta

from hypothesis import strategies as st

from odoo.exceptions import RedirectWarning

from stateful.reference import end_of_day, end_of_days, local_day
from stateful.steps import (
    REASON,
    Steps,
    callers,
    members,
    one,
    owners_and_others,
    places,
    step,
)


class Terms(Steps):
    """Shares, contacts, orders, rest, extensions, limits and staff."""

    @step(
        caller=owners_and_others,
        users=st.lists(callers, min_size=1, max_size=2, unique=True),
        numbers=places,
        access=st.sampled_from(["read", "work"]),
        days=st.sampled_from([None, None, 0, 1, 5]),
    )
    def share(self, caller, users, numbers, access, days):
        ids = self.pick(numbers)
        caller = self.person(caller, ids)
        users = [user for user in users if user not in self.reference.locked]
        if not users or caller in users or not self.cast.may_share(caller):
            return
        day = None if days is None else local_day(self.now) + timedelta(days=days)
        done = self.partners(caller, ids).action_pool_share(
            [self.cast.users[user].id for user in users], access, day or False
        )
        end = day and end_of_day(day)
        self.agree(done, self.reference.share(caller, users, ids, access, end))
        self.compare(users)

    @step(caller=owners_and_others, user=callers, numbers=places)
    def unshare(self, caller, user, numbers):
        ids = self.pick(numbers)
        caller = self.person(caller, ids)
        if user in self.reference.locked:
            return
        user_id = self.cast.users[user].id
        done = self.partners(caller, ids).action_pool_unshare([user_id])
        self.agree(done, self.reference.unshare(caller, user, ids))
        self.compare([user])

    @step()
    def shares_expire(self):
        self.env["crm.pool.share"]._end_expired(self.now, 1000)
        for customer in self.reference.customers.values():
            customer.shares = {
                user: (access, end)
                for user, (access, end) in customer.shares.items()
                if end is None or end > self.now
            }

    @step(who=owners_and_others, numbers=places)
    def contact(self, who, numbers):
        ids = [i for i in self.pick(numbers) if i in self.reference.customers]
        who = self.person(who, ids)
        user = self.cast.users[who]
        self.env["res.partner"].browse(ids)._pool_contacted(self.now, user)
        self.reference.contact(who, ids)

    @step(number=one)
    def order(self, number):
        customer = self.reference.customers.get(self.ids[number])
        if not customer or customer.place == "binned" or customer.has_order:
            return
        order = self.env["sale.order"].create(
            {"partner_id": self.ids[number], "company_id": self.cast.company.id}
        )
        order.action_confirm()
        customer.has_order = True

    @step(numbers=places, days=st.integers(0, 5))
    def rest(self, numbers, days):
        ids = self.pick(numbers)
        day = local_day(self.now) + timedelta(days=days)
        done = self.partners("supervisor", ids).action_pool_rest(day, REASON)
        self.agree(done, self.reference.rest(ids, day))

    @step(numbers=places)
    def unrest(self, numbers):
        ids = self.pick(numbers)
        done = self.partners("supervisor", ids).action_pool_unrest()
        self.agree(done, self.reference.unrest(ids))

    @step(number=one, days=st.integers(1, 20))
    def extend(self, number, days):
        record_id = self.ids[number]
        customer = self.reference.customers.get(record_id)
        if not customer or customer.place != "held":
            return
        end = end_of_days(self.now, days)
        partner = self.env["res.partner"].browse(record_id)
        assert partner._pool_extend_until([(record_id, customer.since, end)])
        customer.extended_until = end

    @step(who=members, capacity=st.integers(0, 5))
    def capacity_changes(self, who, capacity):
        self.cast.members[who].write({"own_limits": True, "capacity": capacity})
        self.reference.capacity[who] = capacity

    @step(who=members)
    def archiving_is_refused_while_something_is_held(self, who):
        if not self.reference.held(who) or not self.is_here(who):
            return
        try:
            self.cast.users[who].action_archive()
        except RedirectWarning:
            return
        raise AssertionError(f"{who} was archived and holds customers")

    @step(is_time=st.sampled_from([False, False, True]))
    def cat_is_locked(self, is_time):
        """What cat holds stays with cat, who gets nothing more."""
        if self.reference.locked or not is_time:
            return
        supervisor = self.cast.users["supervisor"]
        self.cast.users["cat"].with_user(supervisor)._pool_lock()
        self.reference.locked.add("cat")
