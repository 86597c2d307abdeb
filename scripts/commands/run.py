"""./crm run: serve Gonghai, with demo data when the database is new."""

import argparse
import os

import database
from commands.update import bring_up_to_date, suite_stamp
from odoo_process import RELAXED, install_or_fail
from provision.system import is_port_free, next_free_port
from tell import Problem, say, step
from workspace import ADDONS, DATABASE, LANGUAGE, SUITE, suite_addons

PORT = 8069
LOGINS = ADDONS / SUITE / "demo" / "logins.txt"


def main(arguments):
    parser = argparse.ArgumentParser("crm run", description=__doc__)
    parser.add_argument("-d", "--database", default=DATABASE)
    options, rest = parser.parse_known_args(arguments)
    name = options.database
    if database.get_mark(name).get("unfinished"):
        say("· The last start was interrupted: making the database again ...")
        database.drop(name)
    if database.exists(name):
        _update_if_outdated(name)
    else:
        _create(name)
    _set_language(name)
    port = choose_port()
    _say_who_can_log_in(port)
    workers = os.environ.get("CRM_WORKERS", "0")
    command = ["odoo", "server", "-d", name, f"--http-port={port}"]
    command += [f"--workers={workers}", f"--gevent-port={next_free_port(port + 1)}"]
    os.execvp("odoo", [*command, "--log-level=warn", *rest])


def choose_port():
    """Return the port to serve on; say so when it is not the usual one."""
    text = os.environ.get("CRM_PORT") or str(PORT)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"CRM_PORT={text} is no port: give a number below 65536.")
    wanted = int(text)
    if is_port_free(wanted):
        return wanted
    port = next_free_port(wanted + 1)
    say(f"· Port {wanted} is in use: taking {port} (CRM_PORT names another).")
    return port


def wants_chinese(environ):
    """Say whether the user's environment asks for Chinese."""
    asked = environ.get("CRM_LANG")
    if asked:
        return asked.startswith("zh")
    names = (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((name for name in names if name), "").startswith("zh")


def _create(name):
    # An interrupted installation leaves a database that nobody should meet.
    database.create(name)
    database.query("CREATE EXTENSION IF NOT EXISTS pg_trgm", name=name)
    database.set_mark(name, {"unfinished": True})
    with step("Making the database with demo data (a few minutes, only this once)"):
        install_or_fail(
            name, suite_addons(), fresh=True, demo=True, log="install", env=RELAXED
        )
    database.set_mark(name, {"addons": suite_stamp(), "language": None})


def _update_if_outdated(name):
    """Code and columns that do not fit each other would break every page."""
    known = database.get_mark(name).get("addons")
    if known is not None and known != suite_stamp():
        bring_up_to_date(name)


def _set_language(name):
    """Give everybody the language asked for: once, and whenever CRM_LANG names one."""
    mark = database.get_mark(name)
    if "CRM_LANG" not in os.environ and mark.get("language", "") is not None:
        return
    language = LANGUAGE if wants_chinese(os.environ) else "en_US"
    database.query(
        """
        UPDATE res_partner
           SET lang = %s
          FROM res_users
         WHERE res_users.partner_id = res_partner.id AND NOT res_users.share
        """,
        [language],
        name,
    )
    database.set_mark(name, {**mark, "language": language})


def _say_who_can_log_in(port):
    say(f"\nGonghai: http://127.0.0.1:{port}  (Ctrl-C ends it)\n")
    if LOGINS.exists():
        say(LOGINS.read_text(encoding="utf-8").rstrip())
    else:
        say("Log in as admin / admin.")
    say("")
