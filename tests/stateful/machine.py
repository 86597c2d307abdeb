"""Hypothesis drives the engine and its reference through the same steps.

In this process on one cursor: each sequence begins at a savepoint and is undone. The
clock is the machine's own.
"""

from datetime import timedelta
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from odoo import fields

from stateful.moves import Moves
from stateful.reference import Reference
from stateful.seen import differences
from stateful.steps import CUSTOMERS, MEMBERS, OFTEN, PERSONAS, STEPS
from stateful.terms import Terms

DAY = 24 * 60
pauses = st.sampled_from([1, 0, 0, 2, 11, 700, DAY, 2 * DAY, 4 * DAY])


class PoolMachine(Moves, Terms, RuleBasedStateMachine):
    """Subclasses say on which :class:`stateful.cast.Cast` they play."""

    cast = None

    @initialize()
    def begin(self):
        self.savepoint = self.cast.env.cr.savepoint(flush=False)
        self.env = self.cast.env
        self.now = self.cast.start
        self.clock = patch.object(fields.Datetime, "now", lambda: self.now)
        self.clock.start()
        self.reference = Reference(
            self.now, MEMBERS, "leader", "amy", "manager", "supervisor"
        )
        self.ids = self.cast.create_customers(CUSTOMERS)
        for new_id in self.ids:
            self.reference.enter(new_id)
        self.steps = 0
        self.assign("supervisor", "amy", [0, 1])
        self.assign("supervisor", "ben", [2, 3])

    def teardown(self):
        if not hasattr(self, "savepoint"):
            return
        try:
            self.compare(self.personas())
        finally:
            self.clock.stop()
            self.undo_all()

    def undo_all(self):
        self.env.flush_all()
        self.savepoint.rollback()
        self.savepoint.close(rollback=True)
        self.env.transaction.clear()
        if self.reference.locked:
            self.env.registry.clear_all_caches()

    @rule(data=st.data())
    def somebody_does_something(self, data):
        self.pass_time(minutes=data.draw(pauses, "minutes before"))
        name = data.draw(st.sampled_from([*STEPS, *OFTEN, *OFTEN]), "step")
        strategies = STEPS[name]
        drawn = {key: data.draw(strategies[key], key) for key in strategies}
        getattr(self, name)(**drawn)

    def pass_time(self, minutes):
        self.now += timedelta(minutes=minutes)
        self.reference.now = self.now

    @invariant()
    def engine_and_reference_agree(self):
        """One persona in turn looks at it; all of them do at the end."""
        if hasattr(self, "steps"):
            personas = self.personas()
            self.compare([personas[self.steps % len(personas)]])
            self.steps += 1

    def compare(self, personas):
        found = differences(self.cast, self.reference, self.ids, personas)
        assert found == {}, found

    def personas(self):
        return [who for who in PERSONAS if self.is_here(who)]
