"""The calls that docs/pool.md shows are run as they stand there."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
KEY = re.compile(r'"key of (\w+)"')
PLACE = re.compile(r"^URL, DATABASE = .*$", re.MULTILINE)


def blocks(name):
    return BLOCK.findall((DOCS / name).read_text(encoding="utf-8"))


def test_documented_calls(server):
    """NF-A: claim, protect, share, return, distribute, transfer, recall, bin and
    restore over JSON-2, as documented; each does what it says."""
    keys = {}

    def key(match):
        login = match[1]
        if login not in keys:
            keys[login] = server.json2(login).http.headers["Authorization"].split()[1]
        return repr(keys[login])

    source = KEY.sub(key, "\n".join(blocks("pool.md")))
    place = f"URL, DATABASE = {server.url!r}, {server.database!r}"
    assert PLACE.search(source)
    [[before]] = server.query("SELECT max(id) FROM crm_pool_log")
    seen = {}
    exec(compile(PLACE.sub(place, source), "docs/pool.md", "exec"), seen)

    assert len(seen["mine"]) >= 3, seen["answer"]
    assert seen["given"]["done"], seen["given"]
    assert seen["plan"]["total"] + seen["plan"]["overflow"] == len(seen["public"])
    assert seen["overview"]
    assert seen["binned"]["done"], seen["binned"]
    [[moves]] = server.query(
        "SELECT array_agg(DISTINCT move) FROM crm_pool_log WHERE id > %s", [before]
    )
    assert set(moves) >= {
        *("claim", "protect", "return", "distribute"),
        *("transfer", "recall", "bin", "restore"),
    }


def test_both_languages_show_the_same_calls():
    """NF-D: the Chinese page is not older than the English one."""
    assert blocks("pool.md") == blocks("pool.zh_CN.md")
