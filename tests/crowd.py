"""Many people at once: calls that start at the same instant, each on a thread."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """What one call came to: its result or what it raised, and how long it took."""

    result: Any
    error: Exception | None
    seconds: float


def together(calls):
    """Start all ``calls`` (functions without arguments) at the same instant.

    :returns: an Answer for each, in their order
    """
    barrier = threading.Barrier(len(calls))

    def run(call):
        barrier.wait()
        return timed(call)

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def timed(call):
    """Return the Answer of one call."""
    start = time.perf_counter()
    try:
        result, error = call(), None
    except Exception as raised:  # whatever it is, the caller will judge it
        result, error = None, raised
    return Answer(result, error, time.perf_counter() - start)


def results(answers):
    """Return the results of ``answers``; raise the first error there is."""
    for answer in answers:
        if answer.error is not None:
            raise answer.error
    return [answer.result for answer in answers]


def percentile(seconds, share):
    """Return the smallest of ``seconds`` that ``share`` of them do not exceed."""
    ordered = sorted(seconds)
    return ordered[max(-(-len(ordered) * share // 100), 1) - 1]


def describe(answers):
    """Say in one line how long the answers took."""
    seconds = [answer.seconds for answer in answers]
    p50, p95 = (percentile(seconds, share) * 1000 for share in (50, 95))
    worst = max(seconds) * 1000
    times = f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, worst {worst:.0f} ms"
    return f"{len(seconds)} calls: {times}"
