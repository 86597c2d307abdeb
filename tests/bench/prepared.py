"""Odoo in this process, on a benchmark's database."""

from contextlib import contextmanager

import odoo.tools.config
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db


@contextmanager
def environment(name):
    """Give a superuser's environment; committed at the end, if there was no error."""
    odoo.tools.config.parse_config(
        ["--log-level=error", "--no-http"], setup_logging=True
    )
    registry = Registry(name)
    try:
        with registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})
    finally:
        close_db(name)  # a database in use cannot be copied
