"""The backup file: a tar stream of dump and attachments, encrypted with age.

Everything streams: the dump is cut into members of CHUNK bytes, since a tar member's
size must be known before its content. ``end.json`` is the last member, so that an
archive without it is no backup.
"""

import io
import json
import os
import re
import subprocess
import tarfile
from contextlib import contextmanager, suppress
from pathlib import Path

from tell import Problem, explain, say

FORMAT = 1
CHUNK = 8 * 1024**2
KEY_TEXT = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+")
SUFFIX = ".tar.age"
RELEVANT = 500  # characters of a program's complaint


def default_key_path():
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "gonghai" / "backup.key"


def read_key(*, create=False):
    """Return the secret key's text, from CRM_BACKUP_KEY or the default file.

    CRM_BACKUP_KEY is a file's path or the key itself.
    """
    given = os.environ.get("CRM_BACKUP_KEY", "")
    if KEY_TEXT.fullmatch(given.strip()):
        return given.strip()
    path = Path(given).expanduser() if given else default_key_path()
    if not path.exists() and create and not given:
        _create_key(path)
    if not path.exists():
        raise Problem(
            f"There is no backup key in {path}. CRM_BACKUP_KEY names another file, or "
            "holds the key itself (AGE-SECRET-KEY-1...)."
        )
    match = KEY_TEXT.search(path.read_text(encoding="utf-8"))
    if not match:
        raise Problem(f"{path} holds no age key (a line AGE-SECRET-KEY-1...).")
    return match[0]


def recipient():
    """Return the public key to encrypt for.

    CRM_BACKUP_RECIPIENT (age1...) lets a machine write backups it cannot read.
    """
    given = os.environ.get("CRM_BACKUP_RECIPIENT")
    if given:
        return given
    key = read_key(create=True)
    done = subprocess.run(
        ["age-keygen", "-y"], input=key, capture_output=True, text=True
    )
    if done.returncode:
        raise Problem(f"The backup key is not valid: {done.stderr.strip()}")
    return done.stdout.strip()


def _create_key(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["age-keygen", "-o", path], check=True, capture_output=True, umask=0o077
    )
    say(
        f"· Made a backup key: {path}\n"
        "  Keep a copy of it elsewhere: without it no backup can be restored."
    )


@contextmanager
def _writing(path, public_key):
    """Give a file object; what is written to it ends up encrypted in ``path``."""
    process = subprocess.Popen(
        ["age", "-r", public_key, "-o", path],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        with suppress(BrokenPipeError):  # what age says of it comes below
            yield process.stdin
            process.stdin.close()
    except BaseException:
        process.kill()
        process.communicate()
        raise
    complaint = process.stderr.read().decode(errors="replace").strip()
    process.wait()
    if process.returncode:
        raise Problem(explain(complaint) or f"age cannot write {path}: {complaint}")


def write_archive(path, database_name, files_folder, about):
    """Write the dump and the attachments of a database to ``path``.

    The file is complete or absent.
    """
    part = path.with_name(path.name + ".part")
    try:
        with (
            _writing(part, recipient()) as stream,
            tarfile.open(fileobj=stream, mode="w|") as tar,
        ):
            _add_text(tar, "about.json", {**about, "format": FORMAT})
            size = _add_dump(tar, database_name)
            files = _add_files(tar, files_folder)
            _add_text(tar, "end.json", {"dump": size, "files": files})
        part.chmod(0o600)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return files


def _add_member(tar, name, content):
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def _add_text(tar, name, values):
    _add_member(tar, name, json.dumps(values, sort_keys=True).encode())


def _add_dump(tar, database_name):
    command = ["pg_dump", "--format=custom", "--no-owner", database_name]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    size = number = 0
    while chunk := process.stdout.read(CHUNK):
        _add_member(tar, f"dump/{number:08}", chunk)
        size += len(chunk)
        number += 1
    complaint = process.stderr.read().decode(errors="replace").strip()
    if process.wait():
        raise Problem(f"pg_dump failed: {complaint}")
    return size


def _add_files(tar, folder):
    count = 0
    for path in sorted(folder.glob("??/*")):
        tar.add(path, arcname=f"filestore/{path.relative_to(folder)}")
        count += 1
    return count


class Archive:
    """An archive being read, member after member, once."""

    def __init__(self, path, key):
        self.path = path
        self.key = key
        self.process = None
        self.tar = None

    def __enter__(self):
        # The key goes to age through a pipe, not through the disk.
        read_end, write_end = os.pipe()
        os.write(write_end, self.key.encode())
        os.close(write_end)
        self.process = subprocess.Popen(
            ["age", "-d", "-i", f"/dev/fd/{read_end}", self.path],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[read_end],
        )
        os.close(read_end)
        try:
            self.tar = tarfile.open(fileobj=self.process.stdout, mode="r|")
        except tarfile.TarError:
            self.fail()
        return self

    def __exit__(self, _kind, error, _trace):
        if isinstance(error, tarfile.TarError):
            self.fail()
        self.process.kill()
        self.process.communicate()

    def fail(self):
        """Raise the Problem that made reading stop."""
        self.process.stdout.close()
        complaint = self.process.stderr.read().decode(errors="replace")[:RELEVANT]
        self.process.wait()
        if "no identity matched" in complaint:
            raise Problem(f"The backup key does not open {self.path}: it is another's.")
        raise Problem(
            f"{self.path} is damaged, cut short, or no backup: nothing was restored."
            f"\n{complaint.strip()}"
        )

    def members(self):
        """Yield ``(name, file object)``; a damaged archive is a Problem in the end."""
        for member in self.tar:
            if member.isfile():
                yield member.name, self.tar.extractfile(member)
