"""Run Odoo: once to install and test, or as a server until it is stopped."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from provision.system import any_free_port
from tell import TAIL_LINES, Problem
from workspace import LANGUAGE, log_folder

LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")
EXCEPTION = re.compile(r"[\w.]*(Error|Exception)\b")
START_SECONDS = 120
# Connections that may wait for a worker. Odoo's own queue holds 8 a worker; beyond
# that the system drops them, and clients try again a second later or give up.
BACKLOG = 512
LISTENING = Path(__file__).with_name("listening.py")
STOP_SECONDS = 30
# For databases that are simply made again when a crash loses them.
RELAXED = {"PGOPTIONS": "-c synchronous_commit=off"}


def install(database, addons, *, log, fresh=False, demo=False, arguments=(), env=None):
    """Install ``addons``; return the log's path and the exit code.

    A ``fresh`` database gets Chinese too, and ``demo`` data when asked for; addons
    installed later follow it in both. Tests, when ``arguments`` ask for them, make the
    exit code 1 when one fails. Progress is shown where somebody looks.
    """
    command = ["odoo", "server", "-d", database, "--stop-after-init"]
    command.append("--max-cron-threads=0")
    if addons:
        command += ["-i", ",".join(addons)]
    if fresh:
        command.append(f"--load-language={LANGUAGE}")
    if fresh and demo:
        command.append("--with-demo")
    path = log_folder() / f"{log}.log"
    with path.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [*command, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={**os.environ, **(env or {})},
        )
        try:
            for line in process.stdout:
                file.write(line)
                _show_progress(line)
        finally:
            _erase_progress()
            if process.poll() is None:
                process.terminate()
            process.wait()
    return path, process.returncode


def install_or_fail(database, addons, **options):
    """Like ``install`` without tests: any failure is a Problem showing the log."""
    path, code = install(database, addons, **options)
    text = path.read_text(encoding="utf-8")
    if code or " CRITICAL " in text:
        raise Problem(
            f"Installing {', '.join(addons)} failed.\n{_find_error(text)}\n"
            f"(everything is in {path})"
        )
    return path


def _find_error(text):
    """Return the last exception in a log, or else its last lines."""
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if EXCEPTION.match(line)]
    start = starts[-1] if starts else -TAIL_LINES
    return "\n".join(lines[start:][:TAIL_LINES])


def _show_progress(line):
    if not sys.stdout.isatty():
        return
    match = LOADING.search(line)
    if match:
        name, number, total = match.groups()
        sys.stdout.write(f"\r\033[K  {number}/{total} {name}")
        sys.stdout.flush()


def _erase_progress():
    if sys.stdout.isatty():
        sys.stdout.write("\r\033[K")
        sys.stdout.flush()


class OdooServer:
    """A server process on a database, on a free port of this machine."""

    def __init__(self, database, *, workers=0, crons=0, log=None, arguments=()):
        self.database = database
        self.workers = workers
        self.port = any_free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = log_folder() / f"{log or database}.log"
        self.command = [
            *("odoo", "server", "-d", database, f"--workers={workers}"),
            f"--max-cron-threads={crons}",
            f"--http-port={self.port}",
            f"--gevent-port={any_free_port()}",
            *arguments,
        ]
        self.process = None

    def start(self):
        """Start the process and wait until it answers."""
        address = ("127.0.0.1", self.port)
        with (
            self.log_path.open("w", encoding="utf-8") as file,
            socket.create_server(address, backlog=BACKLOG) as listener,
        ):
            listener.setblocking(False)
            fd = listener.fileno()
            self.process = subprocess.Popen(
                [sys.executable, str(LISTENING), str(fd), *self.command],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, **RELAXED},
                start_new_session=True,
                pass_fds=[fd],
            )
        end = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                tail = self.log().splitlines()[-TAIL_LINES:]
                raise Problem("Odoo does not start:\n" + "\n".join(tail))
            time.sleep(0.1)
        return self

    def _answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/web/health", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def log(self):
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self):
        """End the process and its workers at once, as a crash would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
