"""Gonghai's commands: get the machine ready, then hand over to the command."""

import importlib
import os
import sys

from provision import provision
from provision.python import check_version
from tell import Problem, main_guard, say

HELP = """\
./crm COMMAND ...

  run               serve Gonghai with demo data on http://127.0.0.1:8069
  test [ADDON|PATH] run every test, or those of an addon, a folder or a file
  bench [NAME]      run the benchmarks, or one (--scale 0.1 for less data)
  update            bring the database's addons up to date with this checkout
  shell             a Python prompt inside the database
  lint              check style (ruff, pylint-odoo); --fix mends what it can
  i18n [ADDON]      export the terms to be translated; --check only looks
  backup [DIR]      write an encrypted backup (--keep N drops older ones)
  restore FILE [DB] restore a backup into a new database
  stop              stop the private PostgreSQL server

run, shell, update and backup take another database with -d NAME. Missing parts (Odoo,
Python packages, PostgreSQL, ...) are fetched by themselves. Given ones are used:
  ODOO_HOME         an Odoo 19.0 source checkout or installed tree
  PGHOST, PGPORT    a PostgreSQL server (15 or newer); PGUSER, PGPASSWORD
  CRM_PYTHON        a Python 3.11 to 3.13
Also heard: CRM_LANG=zh_CN, CRM_PORT, CRM_WORKERS, XDG_CACHE_HOME, XDG_STATE_HOME."""

# What each command needs besides Odoo and its Python packages.
NEEDS = {
    "run": {},
    "test": {"development": True, "tests": True, "backup": True},
    "bench": {"development": True},
    "update": {},
    "shell": {},
    "lint": {"development": True, "database": False},
    "i18n": {"development": True},
    "backup": {"backup": True},
    "restore": {"backup": True},
    "stop": None,
}


def main(arguments):
    name, *rest = arguments or ["help"]
    if name in ("help", "-h", "--help"):
        say(HELP)
        return 0
    if name not in NEEDS:
        raise Problem(f"There is no command {name!r}.\n\n{HELP}")
    check_version()
    if NEEDS[name] is not None:
        environ = provision(**NEEDS[name])
        python = os.path.join(environ["VIRTUAL_ENV"], "bin/python")
        os.execve(python, [python, __file__, "--ready", name, *rest], environ)
    return _call(name, rest)


def _call(name, arguments):
    """Run the command ``scripts/commands/<name>.py``; the machine is ready."""
    return importlib.import_module(f"commands.{name}").main(arguments)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ready"]:
        main_guard(_call, sys.argv[2], sys.argv[3:])
    main_guard(main, sys.argv[1:])
