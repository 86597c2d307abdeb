"""A scheduler's process, forked as Odoo forks its own, that a test may disturb."""

import multiprocessing
import os
import signal

from odoo.sql_db import db_connect

from bench.prepared import environment

FORK = multiprocessing.get_context("fork")


class Scheduler:
    """Runs one scheduled action once, if it is its time, in a process of its own.

    :param str job: the action's external id
    :param prepare: function ``env`` that changes code in that process alone, before
        the action runs
    """

    def __init__(self, database, job, prepare=None):
        self.process = FORK.Process(target=_run, args=(database, job, prepare))

    def start(self):
        self.process.start()
        return self

    def join(self):
        """Wait for the end of the process; return its exit code."""
        self.process.join()
        return self.process.exitcode


def _run(database, job, prepare):
    with environment(database) as env:
        job_id = env.ref(job).id
        cron = env.registry["ir.cron"]
        if prepare:
            prepare(env)
    with db_connect(database).cursor() as cr:
        cron._process_jobs_loop(cr, job_ids=[job_id])


def at_call(env, model, method, number, act, *, before=False):
    """Let ``act(records)`` happen at the ``number``-th call of a method.

    :param bool before: before the call, not after it
    """
    owner = env.registry[model]
    original = getattr(owner, method)
    calls = []

    def disturbed(records, *args, **options):
        calls.append(method)
        if before and len(calls) == number:
            act(records)
        result = original(records, *args, **options)
        if not before and len(calls) == number:
            act(records)
        return result

    setattr(owner, method, disturbed)


def die(_records):
    """End this process as ``kill -9`` does."""
    os.kill(os.getpid(), signal.SIGKILL)
