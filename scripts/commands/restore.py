"""./crm restore: put a backup into a new database; nothing is ever overwritten."""

import argparse
import json
import re
import shutil
import subprocess
import time
from pathlib import Path, PurePosixPath

import archive
import database
from tell import Problem, explain, say, step

STORED_FILE = re.compile(r"filestore/[0-9a-f]{2}/[0-9a-f]{40,}")


def main(arguments):
    parser = argparse.ArgumentParser("crm restore", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("database", nargs="?", metavar="DB")
    parser.add_argument(
        "--neutralize",
        action="store_true",
        help="for a copy to try things on: no mail goes out, no scheduled action runs",
    )
    options = parser.parse_args(arguments)
    if not options.file.is_file():
        raise Problem(f"There is no file {options.file}.")
    name, files = restore(options.file, options.database)
    if options.neutralize:
        subprocess.run(["odoo", "neutralize", "-d", name], check=True)
    say(f"Restored {name!r} with {files} attachments' files: ./crm run -d {name}")
    return 0


def restore(path, name=None):
    """Restore a backup into database ``name`` (default: the one it was made of)."""
    with archive.Archive(path, archive.read_key()) as source:
        members = source.members()
        about = _read_about(members, path)
        name = name or about["database"]
        if database.exists(name):
            raise Problem(
                f"There is a database {name!r} already: it stays as it is. Give "
                f"another name:  ./crm restore {path} OTHER"
            )
        with step(f"Restoring {about['database']!r} of {about['made']} into {name!r}"):
            files = _Restoration(name).read(members)
    return name, files


def _read_about(members, path):
    member, file = next(members, ("", None))
    about = json.load(file) if member == "about.json" else {}
    if about.get("format") != archive.FORMAT:
        raise Problem(f"{path} is no backup that this version can read.")
    return about


class _Restoration:
    """A database and its files in the making: there as a whole or not at all."""

    def __init__(self, name):
        self.name = name
        self.target = database.filestore(name)
        self.folder = self.target.with_name(f"{name}.restoring")
        self.end = None

    def read(self, members):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        database.create(self.name)
        try:
            database.set_mark(self.name, {"unfinished": True})
            files = self._read_members(members)
            self._place_files()
        except BaseException:
            database.drop(self.name)
            raise
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
        database.set_mark(self.name, {})
        return files

    def _read_members(self, members):
        process = subprocess.Popen(
            ["pg_restore", "--exit-on-error", "--no-owner", "-d", self.name],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            size, files = self._copy(members, process)
        except BaseException:
            process.kill()
            process.communicate()
            raise
        if not self.end or self.end != {"dump": size, "files": files}:
            raise Problem("The backup is incomplete: nothing was restored.")
        return files

    def _copy(self, members, process):
        size = files = 0
        for member, file in members:
            if member.startswith("dump/"):
                size += self._feed(process, file.read())
            elif STORED_FILE.fullmatch(member):
                self._finish(process)
                self._store(member, file)
                files += 1
            elif member == "end.json":
                self._finish(process)
                self.end = json.load(file)
        return size, files

    def _feed(self, process, chunk):
        try:
            process.stdin.write(chunk)
        except BrokenPipeError:
            self._finish(process)
        return len(chunk)

    def _finish(self, process):
        """Wait for pg_restore to have read everything (once)."""
        if process.returncode is not None:
            return
        _out, complaint = process.communicate()
        if process.returncode:
            text = complaint.decode(errors="replace").strip()
            raise Problem(explain(text) or f"pg_restore failed: {text}")

    def _store(self, member, file):
        path = self.folder.joinpath(*PurePosixPath(member).parts[1:])
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as target:
            shutil.copyfileobj(file, target)

    def _place_files(self):
        if self.target.exists():
            # Of a database of this name that is gone: not ours to delete.
            aside = self.target.with_name(f"{self.name}.old-{int(time.time())}")
            self.target.rename(aside)
            say(f"· Files of a former {self.name!r} are now in {aside}")
        self.folder.rename(self.target)
