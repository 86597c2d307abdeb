"""Everything that a command needs, fetched or made when it is missing."""

import fcntl
import os
from contextlib import contextmanager

from provision.key import prepare_key
from provision.odoo import find_odoo
from provision.postgres import prepare_postgres
from provision.programs import (
    prepare_backup_programs,
    prepare_pdf_programs,
    prepare_test_programs,
)
from provision.python import prepare_python
from workspace import ADDONS, ROOT, cache_folder, state_folder


@contextmanager
def _one_at_a_time():
    """Let a second ./crm wait until the first has everything."""
    cache_folder().mkdir(parents=True, exist_ok=True)
    with (cache_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def provision(*, development=False, database=True, tests=False, backup=False):
    """Return the environment variables of a machine that is ready."""
    environ = dict(os.environ)
    with _one_at_a_time():
        venv = prepare_python(find_odoo(), development=development)
        if database:
            prepare_pdf_programs(required=tests)
        if tests:
            prepare_test_programs()
        if backup:
            prepare_backup_programs()
        if database:
            environ.update(prepare_postgres())
        environ.update(prepare_key())
    environ.update(odoo_environ())
    environ["VIRTUAL_ENV"] = str(venv)
    environ["PATH"] = f"{venv / 'bin'}:{environ.get('PATH', os.defpath)}"
    environ.pop("PYTHONHOME", None)
    return environ


def odoo_environ():
    """Return the settings that Odoo takes from its environment."""
    return {
        "ODOO_RC": str(ROOT / "odoo.conf"),
        "ODOO_ADDONS_PATH": str(ADDONS),
        "ODOO_DATA_DIR": os.environ.get("ODOO_DATA_DIR")
        or str(state_folder() / "odoo"),
    }
