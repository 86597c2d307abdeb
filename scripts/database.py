"""Databases together with their attachments: exist, copy, drop, marks."""

import json
import os
import shutil
from pathlib import Path

import psycopg2
from psycopg2.extensions import quote_ident

from tell import Problem

MAINTENANCE = "postgres"


def connect(name=MAINTENANCE):
    """Return an autocommit connection to a database."""
    connection = psycopg2.connect(dbname=name, application_name="gonghai")
    connection.autocommit = True
    return connection


def query(statement, parameters=(), name=MAINTENANCE):
    """Return the rows of one statement."""
    connection = connect(name)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def _command(statement, *names):
    connection = connect()
    try:
        with connection.cursor() as cursor:
            quoted = [quote_ident(name, connection) for name in names]
            cursor.execute(statement.format(*quoted))
    finally:
        connection.close()


def exists(name):
    return bool(query("SELECT 1 FROM pg_database WHERE datname = %s", [name]))


def require(name):
    """Refuse a name that is no database here."""
    if not exists(name):
        raise Problem(
            f"There is no database {name!r}. ./crm run makes one with demo data; "
            "-d NAME takes another."
        )


def names_like(prefix):
    rows = query(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]
    )
    return [name for (name,) in rows]


def filestore(name):
    """Return the folder of a database's attachments."""
    return Path(os.environ["ODOO_DATA_DIR"]) / "filestore" / name


def create(name):
    """Create an empty database with the collation Odoo wants."""
    _command(
        "CREATE DATABASE {0} ENCODING 'unicode' LC_COLLATE 'C' TEMPLATE template0",
        name,
    )


def copy(source, target):
    """Make ``target`` a copy of ``source``; files are shared as hard links.

    Odoo never changes a file of the filestore, it only adds and unlinks.
    """
    _command("CREATE DATABASE {0} TEMPLATE {1}", target, source)
    shutil.rmtree(filestore(target), ignore_errors=True)
    if filestore(source).exists():
        shutil.copytree(filestore(source), filestore(target), copy_function=os.link)


def rename(source, target):
    _command("ALTER DATABASE {0} RENAME TO {1}", source, target)
    shutil.rmtree(filestore(target), ignore_errors=True)
    if filestore(source).exists():
        filestore(source).rename(filestore(target))


def drop(name):
    """Drop a database, whoever is connected, and its attachments."""
    _command("DROP DATABASE IF EXISTS {0} WITH (FORCE)", name)
    shutil.rmtree(filestore(name), ignore_errors=True)


def set_mark(name, mark):
    """Keep a small dictionary with the database (as its comment)."""
    connection = connect()
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                f"COMMENT ON DATABASE {quote_ident(name, connection)} IS %s",
                [json.dumps(mark, sort_keys=True)],
            )
    finally:
        connection.close()


def get_mark(name):
    """Return the dictionary kept with the database, {} if there is none."""
    rows = query(
        """
        SELECT shobj_description(oid, 'pg_database')
          FROM pg_database WHERE datname = %s
        """,
        [name],
    )
    try:
        mark = json.loads(rows[0][0]) if rows and rows[0][0] else {}
    except ValueError:
        return {}
    return mark if isinstance(mark, dict) else {}
