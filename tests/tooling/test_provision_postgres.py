"""NF-R: a given PostgreSQL is used; an old or deaf one is refused with the remedy."""

import os
import pwd
from pathlib import Path

import pytest

from provision import postgres
from tell import Problem


@pytest.mark.parametrize("version", ["14.12 (Debian 14.12-1)", "9.6.24", ""])
def test_too_old_a_server_is_refused(monkeypatch, machine, version):
    machine("psql", f"echo '{version}'")
    monkeypatch.setenv("PGHOST", "db.example")
    with pytest.raises(Problem, match="too old: 15 or newer.*PGHOST/PGPORT"):
        postgres.prepare_postgres()


def test_a_given_server_is_used(monkeypatch, machine):
    machine("psql", "echo '16.3 (Debian 16.3-1)'")
    monkeypatch.setenv("PGHOST", "db.example")
    monkeypatch.setenv("PGPORT", "5433")
    monkeypatch.setenv("PGUSER", "odoo")
    environ = postgres.prepare_postgres()
    assert environ["PGHOST"] == "db.example"
    assert environ["PGPORT"] == "5433"
    assert environ["PGUSER"] == "odoo"


def test_a_server_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setenv("PGHOST", "/nowhere")
    with pytest.raises(Problem, match="does not let us in.*PGUSER"):
        postgres.prepare_postgres()


def test_the_role_is_never_postgres():
    assert postgres.ROLE != "postgres"


def test_no_server_and_no_way_to_install_one(monkeypatch, machine):
    machine("id")
    monkeypatch.setattr(postgres, "binaries", lambda _version=None: None)
    with pytest.raises(Problem, match="postgresql needed for the database"):
        postgres.install_server()


def test_an_old_distribution_offers_too_old_a_server(monkeypatch):
    monkeypatch.setattr(postgres, "binaries", lambda _version=None: None)
    monkeypatch.setattr(postgres, "apt_install", lambda _packages, _reason: None)
    with pytest.raises(Problem, match="offers no PostgreSQL 15 or newer.*PGHOST"):
        postgres.install_server()


def test_databases_of_a_version_that_is_gone(monkeypatch, tmp_path):
    cluster = postgres.Cluster()
    cluster.folder = tmp_path
    (tmp_path / "PG_VERSION").write_text("12\n")
    with pytest.raises(Problem, match="of PostgreSQL 12.*Install postgresql-12"):
        cluster._programs()


def test_socket_folder_fits_into_a_socket_address(tmp_path):
    """Design 1: unix socket only; its path has a hundred-odd bytes."""
    near = Path("/var/lib/gonghai/postgres")
    assert postgres.socket_folder(near) == Path("/var/lib/gonghai/run")
    far = tmp_path / ("deep/" * 30) / "postgres"
    folder = postgres.socket_folder(far)
    assert len(os.fsencode(folder / ".s.PGSQL.5432")) < 108
    assert folder != postgres.socket_folder(far / "other" / "postgres")


def test_a_folder_that_postgres_may_not_enter_is_known(tmp_path):
    somebody = pwd.getpwnam("nobody")
    tmp_path.chmod(0o700)
    assert not postgres.is_enterable(tmp_path / "new", somebody)
    assert postgres.is_enterable(Path("/usr/lib/new"), somebody)


def test_a_private_cluster_starts_is_found_and_stops():
    """NF-R: as whoever runs this, root too; reached by its socket alone."""
    cluster = postgres.Cluster()
    try:
        cluster.ensure()
        environ = cluster.environ()
        done = postgres.run(
            ["psql", "-XAt", "-d", "postgres", "-c", "SHOW listen_addresses"],
            "postgres",
            env=environ,
        )
        assert done.stdout.strip() == ""
        cluster.ensure()
        assert cluster.stop()
        assert not cluster.stop()
    finally:
        cluster.stop()
        if cluster.user:
            _remove(cluster)


def _remove(cluster):
    """As root the cluster may be outside the test's folders."""
    postgres.shutil.rmtree(cluster.folder.parent)
