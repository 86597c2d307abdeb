"""PostgreSQL: the server that is named, or a private cluster on a unix socket."""

import hashlib
import os
import pwd
import re
import shutil
import tempfile
from pathlib import Path

from provision.system import apt_install, check_space, has
from tell import Problem, run, say, step
from workspace import state_folder

OLDEST = 15
ROLE = "gonghai"  # Odoo refuses the role postgres
SYSTEM_USER = "postgres"  # who runs the cluster when we are root
SYSTEM_FOLDER = Path("/var/lib/gonghai")
# A unix socket's path has 108 bytes; the file's own name takes 15 of them.
LONGEST_SOCKET_FOLDER = 90


def prepare_postgres():
    """Return the PG* variables of a running server."""
    if os.environ.get("PGHOST") or os.environ.get("PGPORT"):
        return _given_server()
    cluster = Cluster()
    cluster.ensure()
    return cluster.environ()


def check_server_version(text):
    """Refuse a server older than we build on; ``text`` is '15.13 (Debian …)'."""
    match = re.match(r"(\d+)", text)
    if not match or int(match[1]) < OLDEST:
        raise Problem(
            f"PostgreSQL {text.strip() or '(unknown)'} is too old: {OLDEST} or newer "
            "is needed. Name another server in PGHOST/PGPORT, or unset them to get a "
            "private one."
        )


def _given_server():
    if not has("psql"):
        apt_install(["postgresql-client"], "PGHOST's database server")
    environ = {
        name: os.environ[name]
        for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
        if os.environ.get(name)
    }
    asked = run(
        ["psql", "-XAt", "-d", "postgres", "-c", "SHOW server_version"],
        "postgres",
        check=False,
    )
    if asked.returncode:
        raise Problem(
            "The PostgreSQL server named by PGHOST/PGPORT does not let us in. Check "
            "PGHOST, PGPORT, PGUSER, PGPASSWORD, or unset PGHOST and PGPORT to get a "
            f"private one.\n{asked.stdout.strip()}"
        )
    check_server_version(asked.stdout)
    return environ


def binaries(version=None):
    """Return the folder of the newest server programs here (of ``version``)."""
    found = {}
    for path in Path("/usr/lib/postgresql").glob("*/bin/initdb"):
        if path.parts[-3].isdigit():
            found[int(path.parts[-3])] = path.parent
    if shutil.which("initdb"):
        folder = Path(shutil.which("initdb")).parent
        told = run([folder / "initdb", "--version"], "postgres").stdout
        match = re.search(r"(\d+)", told)
        found.setdefault(int(match[1]) if match else 0, folder)
    if version is not None:
        return found.get(version)
    newest = max(found, default=0)
    return found[newest] if newest >= OLDEST else None


def install_server():
    """Return the server programs, installed by apt when missing."""
    folder = binaries()
    if folder is None:
        apt_install(["postgresql"], "the database")
        folder = binaries()
    if folder is None:
        raise Problem(
            f"This system offers no PostgreSQL {OLDEST} or newer. Install one, or name "
            "a server in PGHOST/PGPORT."
        )
    return folder


def is_enterable(folder, user):
    """Say whether ``user`` can go through all that exists of ``folder``'s path."""
    return all(
        parent.stat().st_mode & 0o001 or parent.stat().st_uid == user.pw_uid
        for parent in (folder, *folder.parents)
        if parent.exists()
    )


def socket_folder(cluster_folder):
    """Return a folder short enough for a unix socket, one per cluster."""
    folder = cluster_folder.parent / "run"
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    return Path(tempfile.gettempdir()) / f"gonghai-{digest(cluster_folder)}"


def digest(path):
    """Return a short name that only this path has."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


class Cluster:
    """The private cluster: reached through its socket only, by its owner and root."""

    def __init__(self):
        self.user = None
        base = state_folder()
        if os.geteuid() == 0:
            self.user = self._system_user()
            if not is_enterable(base, self.user):
                base = SYSTEM_FOLDER / digest(base)
        self.folder = base / "postgres"
        self.socket = socket_folder(self.folder)

    def environ(self):
        return {"PGHOST": str(self.socket), "PGUSER": ROLE}

    def ensure(self):
        """Make the cluster if there is none; start it if it does not run."""
        if not (self.folder / "PG_VERSION").exists():
            self._create()
        if not self._runs():
            self._start()

    def stop(self):
        if (self.folder / "PG_VERSION").exists() and self._runs():
            self._control("stop", "-m", "fast")
            return True
        return False

    def _system_user(self):
        """PostgreSQL does not run as root: somebody else has to."""
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            install_server()
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            run(["useradd", "--system", "--no-create-home", SYSTEM_USER], "postgres")
            return pwd.getpwnam(SYSTEM_USER)

    def _programs(self):
        version = int((self.folder / "PG_VERSION").read_text(encoding="utf-8"))
        folder = binaries(version)
        if folder is None:
            raise Problem(
                f"The databases in {self.folder} are of PostgreSQL {version}, which is "
                f"no longer installed. Install postgresql-{version}, or move that "
                "folder away to start afresh."
            )
        return folder

    def _run(self, command, **options):
        prefix = []
        if self.user:
            prefix = ["setpriv", f"--reuid={self.user.pw_uid}"]
            prefix += [f"--regid={self.user.pw_gid}", "--init-groups"]
        return run([*prefix, *command], "postgres", cwd="/", **options)

    def _control(self, action, *options, **run_options):
        program = self._programs() / "pg_ctl"
        return self._run(
            [program, "-D", self.folder, *options, "-w", "-t", "60", action],
            **run_options,
        )

    def _runs(self):
        return not self._control("status", check=False).returncode

    def _own(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        if self.user:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        folder.chmod(0o700)

    def _create(self):
        programs = install_server()
        base = self.folder.parent
        check_space(base, 1024**3)
        if self.folder.exists():
            # What an interrupted initdb left.
            shutil.rmtree(self.folder)
        with step("Making a private PostgreSQL cluster"):
            self._own(self.folder)
            self._run(
                [
                    *(programs / "initdb", "-D", self.folder, "-U", ROLE),
                    *("--encoding=UTF8", "--locale=C.UTF-8"),
                    # Nobody but the owner and root can reach the socket.
                    *("--auth=trust", "--no-instructions"),
                ]
            )
            settings = self.folder / "postgresql.auto.conf"
            with settings.open("a", encoding="utf-8") as file:
                file.writelines(f"{name} = {value}\n" for name, value in _settings())

    def _start(self):
        self._programs()
        self._own(self.socket)
        options = f"-c unix_socket_directories={self.socket}"
        say("· Starting PostgreSQL ...")
        # Its log is no pipe of ours: pg_ctl would wait for the server to close it.
        self._control("start", "-s", "-l", self.folder / "server.log", "-o", options)


def _settings():
    """Return server settings for a machine that does other things as well."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    return (
        ("listen_addresses", "''"),
        ("unix_socket_permissions", "0700"),
        ("max_connections", "200"),
        ("shared_buffers", f"{min(max(memory // 8, 128), 2048)}MB"),
        ("effective_cache_size", f"{max(memory // 2, 512)}MB"),
        ("work_mem", "16MB"),
        ("maintenance_work_mem", "256MB"),
        ("max_wal_size", "4GB"),
        ("random_page_cost", "1.1"),
    )
