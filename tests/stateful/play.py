"""Play the state machine on a database; nothing of it is kept."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bench.prepared import environment


def play(name, examples, steps, *, derandomize=True):
    """Run so many sequences of so many steps; raise where engine and reference
    part.

    The first sequence that fails is printed as it is: to shorten it would play
    hundreds more.
    """
    with environment(name) as env:
        # With Odoo's registry there, its addons can be imported.
        from stateful.cast import Cast
        from stateful.machine import PoolMachine

        try:
            machine = type("Machine", (PoolMachine,), {"cast": Cast(env)})
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=examples,
                    stateful_step_count=steps,
                    derandomize=derandomize,
                    phases=[Phase.generate],
                    database=None,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            env.cr.rollback()
