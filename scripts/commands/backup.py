"""./crm backup: an encrypted archive of a database and its attachments."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

import archive
import database
from tell import say, step
from workspace import DATABASE, state_folder


def main(arguments):
    parser = argparse.ArgumentParser("crm backup", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    parser.add_argument("-d", "--database", default=DATABASE)
    parser.add_argument(
        "--keep", type=int, metavar="N", help="drop all but the newest N"
    )
    options = parser.parse_args(arguments)
    if options.keep is not None and options.keep < 1:
        parser.error("--keep needs a number from 1")
    database.require(options.database)
    folder = (options.folder or state_folder() / "backup").expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    path = make_backup(options.database, folder)
    say(f"{path}  ({path.stat().st_size / 1024**2:.1f} MB)")
    if options.keep:
        for old in backups(folder, options.database)[options.keep :]:
            old.unlink()
            say(f"· Dropped {old.name}")
    return 0


def backups(folder, name):
    """Return the backups of a database in a folder, newest first."""
    pattern = f"{name}-{'[0-9]' * 8}-{'[0-9]' * 6}{archive.SUFFIX}"
    return sorted(folder.glob(pattern), reverse=True)


def make_backup(name, folder):
    """Write a backup of database ``name`` into ``folder``; return its path."""
    now = datetime.now(UTC)
    path = folder / f"{name}-{now:%Y%m%d-%H%M%S}{archive.SUFFIX}"
    about = {"database": name, "made": now.isoformat(timespec="seconds")}
    connection = database.connect(name)
    connection.autocommit = False
    try:
        with connection.cursor() as cursor:
            # Odoo's collection of unused attachments takes a lock that this one makes
            # wait (it gives up after ten seconds, until its next run): no file that
            # the dump knows goes before it is copied. Everybody else goes on.
            cursor.execute("LOCK TABLE ir_attachment IN ROW EXCLUSIVE MODE")
            with step(f"Backing up {name!r}"):
                archive.write_archive(path, name, database.filestore(name), about)
    finally:
        connection.close()
    return path
