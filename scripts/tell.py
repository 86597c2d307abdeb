"""What is said to the person at the keyboard, and how commands are run."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager

from workspace import log_folder

NO_SPACE_HINTS = ("No space left on device", "ENOSPC", "Disk quota exceeded")
NOT_TRUSTED_HINTS = ("CERTIFICATE_VERIFY_FAILED", "certificate verification failed")
NO_NETWORK_HINTS = (
    "Temporary failure in name resolution",
    "Temporary failure resolving",
    "Could not resolve",
    "Name or service not known",
    "Network is unreachable",
    "No route to host",
    "Connection refused",
    "Connection timed out",
    "NewConnectionError",
    "ConnectTimeoutError",
    "Failed to establish a new connection",
    "Failed to fetch",
    "(from versions: none)",
)
TAIL_LINES = 15


class Problem(Exception):
    """Something the person at the keyboard can mend; the text says how."""


def say(text):
    print(text, flush=True)


@contextmanager
def step(text):
    """Say what is being done and, when it took a while, how long it took."""
    say(f"· {text} ...")
    start = time.monotonic()
    yield
    elapsed = time.monotonic() - start
    if elapsed >= 10:
        say(f"  done in {elapsed:.0f} s")


def explain(output):
    """Return the remedy for what a failed command printed, or None."""
    if any(hint in output for hint in NO_SPACE_HINTS):
        return (
            "The disk is full. Free some space, or put the folders elsewhere with "
            "XDG_CACHE_HOME (fetched things) and XDG_STATE_HOME (databases)."
        )
    if any(hint in output for hint in NOT_TRUSTED_HINTS):
        return (
            "The network answers with a certificate that is not trusted here. Name its "
            "authority in PIP_CERT (pip), or in Acquire::https::CaInfo (apt)."
        )
    if any(hint in output for hint in NO_NETWORK_HINTS):
        return (
            "No network, or the mirror does not answer. Connect, or give the parts "
            "yourself: ODOO_HOME (Odoo 19.0), PGHOST/PGPORT (PostgreSQL), pip's own "
            "settings (an index of yours)."
        )
    return None


def run(command, log, *, env=None, cwd=None, check=True):
    """Run ``command`` with its output kept in the log file named ``log``.

    Return the finished process with ``stdout`` as text. When it fails and ``check``
    is on, raise a Problem with the remedy where one is known, else with the output.
    """
    path = log_folder() / f"{log}.log"
    environ = {**os.environ, "LC_ALL": "C.UTF-8", **(env or {})}
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=environ,
            cwd=cwd,
        )
    except FileNotFoundError as error:
        raise Problem(f"{command[0]} is not installed here.") from error
    with path.open("a", encoding="utf-8") as file:
        file.write(f"$ {' '.join(str(part) for part in command)}\n{done.stdout}\n")
    if check and done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-TAIL_LINES:])
        remedy = explain(done.stdout)
        raise Problem(
            f"{remedy or f'{command[0]} failed.'}\n{tail}\n(everything is in {path})"
        )
    return done


def main_guard(function, *arguments):
    """Call ``function``; a Problem ends the process with its text, not a traceback."""
    try:
        sys.exit(function(*arguments))
    except Problem as problem:
        say(f"\n✗ {problem}")
        sys.exit(1)
    except KeyboardInterrupt:
        say("")
        sys.exit(130)
