"""NF-B: a backup restores every customer, attachment and ledger row, or says why not.

The commands are run as a person runs them; each test ends with the databases it found.
"""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import database

MAIN = Path(__file__).parents[2] / "scripts" / "main.py"
CUSTOMERS = 12
COMPARED = {
    "customers": """
        SELECT to_jsonb(res_partner) FROM res_partner
         WHERE customer_state IS NOT NULL ORDER BY id
    """,
    "attachments": "SELECT to_jsonb(ir_attachment) FROM ir_attachment ORDER BY id",
    "ledger rows": "SELECT to_jsonb(crm_pool_log) FROM crm_pool_log ORDER BY id",
}


def scan(number):
    """Return the content of an attachment, as RPC wants it."""
    return base64.b64encode(f"合同扫描件，第 {number} 份\n".encode() * 500).decode()


def crm(*arguments, **environ):
    """Run ./crm on the machine that ./crm test made ready."""
    return subprocess.run(
        [sys.executable, MAIN, "--ready", *map(str, arguments)],
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def backup(name, folder, key, *options):
    """Make a backup that has to succeed; return the file."""
    done = crm("backup", folder, "-d", name, *options, CRM_BACKUP_KEY=key)
    assert done.returncode == 0, done.stdout
    return sorted(folder.glob("*.tar.age"))[-1]


def content(name):
    """Return what the test compares: rows, and the bytes of every attachment."""
    rows = {
        what: database.query(statement, (), name)
        for what, statement in COMPARED.items()
    }
    store = database.filestore(name)
    rows["files"] = {
        str(path.relative_to(store)): path.read_bytes() for path in store.glob("??/*")
    }
    return rows


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("key") / "backup.key"
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
    return str(path)


@pytest.fixture(scope="module")
def filled(start_server):
    """A database with customers that were moved, and an attachment on each."""
    server = start_server(demo=True)
    admin = server.login("admin")
    ids = admin.call(
        "res.partner",
        "create",
        [
            {
                "name": f"华信科技{number}有限公司",
                "is_company": True,
                "customer_state": "potential",
            }
            for number in range(CUSTOMERS)
        ],
        context={"ignore_duplicates": True},
    )
    admin.call(
        "ir.attachment",
        "create",
        [
            {
                "name": f"合同{number}.txt",
                "res_model": "res.partner",
                "res_id": customer,
                "datas": scan(number),
            }
            for number, customer in enumerate(ids)
        ],
    )
    server.stop()
    return server.database


@pytest.fixture(scope="module")
def archive(filled, key, tmp_path_factory):
    return backup(filled, tmp_path_factory.mktemp("backup"), key)


@pytest.fixture
def target():
    """A name for a restored database, which is gone at the end."""
    name = "gonghai_test_restored"
    database.drop(name)
    yield name
    database.drop(name)


def test_everything_is_found_again_after_the_database_is_destroyed(
    filled, key, tmp_path
):
    """NF-B: customers, attachments with their content, and the whole ledger."""
    name = "gonghai_test_destroyed"
    database.drop(name)
    database.copy(filled, name)
    before = content(name)
    assert len(before["customers"]) >= CUSTOMERS
    assert len(before["ledger rows"]) >= CUSTOMERS
    assert len(before["files"]) >= CUSTOMERS
    file = backup(name, tmp_path, key)
    database.drop(name)
    assert not database.exists(name) and not database.filestore(name).exists()
    try:
        done = crm("restore", file, CRM_BACKUP_KEY=key)
        assert done.returncode == 0, done.stdout
        assert content(name) == before
        assert not database.get_mark(name).get("unfinished")
    finally:
        database.drop(name)


def test_an_existing_database_stays_as_it_is(archive, filled, key):
    """NF-B: nothing is overwritten."""
    before = content(filled)
    done = crm("restore", archive, filled, CRM_BACKUP_KEY=key)
    assert done.returncode == 1
    assert f"There is a database '{filled}' already" in done.stdout
    assert content(filled) == before


def test_another_key_restores_nothing(archive, target, tmp_path):
    other = tmp_path / "other.key"
    subprocess.run(["age-keygen", "-o", other], check=True, capture_output=True)
    done = crm("restore", archive, target, CRM_BACKUP_KEY=str(other))
    assert done.returncode == 1
    assert "key does not open" in done.stdout
    assert not database.exists(target)


def test_a_key_that_is_not_there_is_asked_for(archive, target, tmp_path):
    done = crm("restore", archive, target, CRM_BACKUP_KEY=str(tmp_path / "none"))
    assert done.returncode == 1
    assert "There is no backup key in" in done.stdout


def test_the_key_may_stand_in_the_environment(archive, target, key):
    text = re.search("AGE-SECRET-KEY-1[0-9A-Z]+", Path(key).read_text())[0]
    done = crm("restore", archive, target, CRM_BACKUP_KEY=text)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
def test_a_truncated_file_restores_nothing(archive, target, key, tmp_path, share):
    whole = archive.read_bytes()
    short = tmp_path / "short.tar.age"
    short.write_bytes(whole[: int(len(whole) * share)])
    done = crm("restore", short, target, CRM_BACKUP_KEY=key)
    assert done.returncode == 1
    assert "damaged, cut short" in done.stdout
    assert not database.exists(target)
    assert not list(database.filestore(target).parent.glob(f"{target}*"))


def test_a_changed_byte_restores_nothing(archive, target, key, tmp_path):
    changed = bytearray(archive.read_bytes())
    changed[len(changed) // 2] ^= 1
    path = tmp_path / "changed.tar.age"
    path.write_bytes(changed)
    done = crm("restore", path, target, CRM_BACKUP_KEY=key)
    assert done.returncode == 1
    assert "damaged, cut short" in done.stdout
    assert not database.exists(target)


def test_the_file_tells_nothing_to_who_has_no_key(archive, key):
    """NF-B: encrypted, and the key is not in it."""
    secret = re.search(rb"AGE-SECRET-KEY-1[0-9A-Z]+", Path(key).read_bytes())[0]
    raw = archive.read_bytes()
    assert raw.startswith(b"age-encryption.org/v1")
    for telling in (
        secret,
        "华信科技".encode(),
        b"PGDMP",
        b"filestore/",
        b"about.json",
    ):
        assert telling not in raw


def test_only_the_newest_are_kept(filled, key, tmp_path):
    """NF-B: a daily schedule does not fill the disk; other files are left alone."""
    stranger = tmp_path / "notes.txt"
    stranger.write_text("mine")
    olds = [tmp_path / f"{filled}-2026010{day}-020000.tar.age" for day in (1, 2, 3)]
    for old in olds:
        old.write_bytes(b"old")
    new = backup(filled, tmp_path, key, "--keep", "2")
    assert sorted(tmp_path.iterdir()) == sorted([olds[2], new, stranger])
