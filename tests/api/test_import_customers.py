"""CU-8 over HTTP: a sales office hands over its sheet, a stock client imports it.

The sheet is ``shared/data/customers.xlsx`` beside the checkout (or below
``GONGHAI_SHARED``) with its list of what is wrong in it; where there is none, one of
the same kind is generated. Only the sheet differs, the tests are the same.
"""

import io
import json
import os
import sys
from pathlib import Path

import openpyxl
import pytest

from rpc import RpcError

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "addons" / "crm_customer" / "tests"))

import import_rows  # noqa: E402

SHARED = Path(os.environ.get("GONGHAI_SHARED", ROOT.parent / "shared")) / "data"
BAD_MARKS = {"dup_of", "bad_phone", "bad_email", "bad_code", "no_name"}
FIELD_OF_MARK = {
    "dup_of": "vat",
    "bad_phone": "child_ids/mobile",
    "bad_email": "child_ids/email",
    "bad_code": "vat",
    "no_name": "name",
}
SELLER = "sales_team.group_sale_salesman"
# asked for where the addon with the operations' rights is installed
MAY_IMPORT = "crm_privacy.group_operation_import"
OPTIONS = {"has_headers": True, "quoting": '"', "limit": 2000, "skip": 0}


def generate_sheet():
    """Return a dirty sheet and its marks, as the shared one has them."""
    rows = import_rows.make_rows(200)
    marks = {
        20: {"dup_of": 5},
        31: {"bad_phone": "1380013"},
        40: {"bad_phone": "０"},
        52: {"bad_email": "张三@"},
        66: {"bad_code": rows[64]["统一社会信用代码"][:-1] + "I"},
        80: {"no_name": True},
        99: {"formula": True},
    }
    rows[18]["统一社会信用代码"] = rows[3]["统一社会信用代码"]
    rows[29]["手机"] = "1380013"
    rows[38]["手机"] = "０"
    rows[50]["邮箱"] = "张三@"
    rows[64]["统一社会信用代码"] = marks[66]["bad_code"]
    rows[78]["客户名称"] = "   "
    rows[97]["法人代表"] = "=1+1"
    return import_rows.make_workbook(rows, import_rows.TITLES), marks


@pytest.fixture(scope="module")
def sheet():
    """Return ``(bytes of the xlsx, {row: marks}, number of rows)``."""
    path = SHARED / "customers.xlsx"
    if path.exists():
        data = path.read_bytes()
        text = (SHARED / "customers.expected.json").read_text(encoding="utf-8")
        marks = {int(row): mark for row, mark in json.loads(text).items()}
    else:
        data, marks = generate_sheet()
    cells = import_rows.read_workbook(data)
    filled = [row for row in cells[1:] if any(value for value, _type in row)]
    return data, marks, len(filled)


@pytest.fixture(scope="module")
def people(prefork_server):
    """Return sessions by login: a supervisor, two account managers, a mere reader."""
    admin = prefork_server.login("admin")
    groups = {
        "import.boss": ["sales_team.group_sale_manager", "base.group_allow_export"],
        "import.li": [SELLER, MAY_IMPORT],
        "import.zhao": [SELLER, MAY_IMPORT],
        "import.reader": ["base.group_user"],
    }
    sessions = {}
    for login, xmlids in groups.items():
        ids = [
            group_id
            for (group_id,) in prefork_server.query(
                "SELECT res_id FROM ir_model_data"
                " WHERE model = 'res.groups' AND module || '.' || name = ANY(%s)",
                [["base.group_user", *xmlids]],
            )
        ]
        values = {
            "name": login,
            "login": login,
            "password": login,
            "lang": "zh_CN",
            "group_ids": [(6, 0, ids)],
        }
        admin.call("res.users", "create", [values])
        sessions[login.split(".")[1]] = prefork_server.login(login)
    return sessions


class Screen:
    """The import screen as the web client drives it."""

    def __init__(self, person, data, file_name="customers.xlsx"):
        self.person = person
        self.context = {"default_customer_state": "potential", "lang": "zh_CN"}
        [self.id] = person.call(
            "base_import.import", "create", [{"res_model": "res.partner"}]
        )
        person.http.post(
            f"{person.url}/base_import/set_file",
            data={"csrf_token": self._csrf(), "id": self.id},
            files={"ufile": (file_name, data, "application/octet-stream")},
            timeout=120,
        ).raise_for_status()
        self.preview = person.call(
            "base_import.import", "parse_preview", [self.id], dict(OPTIONS)
        )

    def _csrf(self):
        page = self.person.get("/odoo").text
        return page.split('csrf_token: "')[1].split('"')[0]

    def run(self, dryrun=False, **options):
        matches = self.preview["matches"]
        titles = self.preview["headers"]
        fields = [
            "/".join(matches[str(index)]) if str(index) in matches else False
            for index in range(len(titles))
        ]
        return self.person.call(
            "base_import.import",
            "execute_import",
            [self.id],
            fields,
            [title.lower() for title in titles],
            {**OPTIONS, **options},
            dryrun=dryrun,
            context=self.context,
        )


def refused(result):
    """Return ``{row: [field, …]}`` of the errors."""
    found = {}
    for message in result["messages"]:
        if message["type"] == "error":
            found.setdefault(message["row"], []).append(message["field"])
    return found


def expected(marks):
    return {
        row: FIELD_OF_MARK[kind]
        for row, mark in marks.items()
        for kind in BAD_MARKS & mark.keys()
    }


def count_customers(server):
    return server.query(
        "SELECT count(*) FROM res_partner WHERE customer_state IS NOT NULL"
    )[0][0]


def test_titles_match_and_the_test_run_writes_nothing(prefork_server, people, sheet):
    data, marks, _count = sheet
    before = count_customers(prefork_server)
    screen = Screen(people["boss"], data)
    assert len(screen.preview["matches"]) == len(import_rows.TITLES)
    result = screen.run(dryrun=True)
    assert set(refused(result)) == set(expected(marks))
    assert count_customers(prefork_server) == before


def test_marked_rows_are_refused_and_every_other_row_goes_in(
    prefork_server, people, sheet
):
    data, marks, count = sheet
    before = count_customers(prefork_server)
    result = Screen(people["boss"], data).run()
    bad = expected(marks)
    fields = refused(result)
    assert set(fields) == set(bad)
    assert {row for row, field in bad.items() if field not in fields[row]} == set()
    assert all(m["message"] for m in result["messages"])
    assert len(result["ids"]) == count - len(bad)
    assert count_customers(prefork_server) == before + count - len(bad)
    report = read_report(people["boss"], result)
    assert report["read_count"] == count
    assert report["refused_count"] == len(bad)
    assert len(report["sample_line_ids"]) == 20
    check_formulas(prefork_server, people["boss"], marks, result)
    check_refused_file(people["boss"], report, bad)


def read_report(person, result):
    report_id = result["customer_import"]["report_id"]
    [report] = person.call("crm.import", "read", [report_id])
    return report


def check_formulas(server, person, marks, result):
    """Rows marked formula went in as text, and come out of an export as text."""
    rows = [row for row, mark in marks.items() if "formula" in mark]
    [lines] = [
        person.call(
            "crm.import.line",
            "search_read",
            [
                ("import_id", "=", result["customer_import"]["report_id"]),
                ("row", "in", rows),
            ],
            ["partner_id"],
        )
    ]
    ids = [line["partner_id"][0] for line in lines]
    assert len(ids) == len(rows)
    stored = server.query(
        "SELECT DISTINCT legal_representative FROM res_partner WHERE id = ANY(%s)",
        [ids],
    )
    assert stored == [("=1+1",)]
    cells = export(person, ids)
    assert [row[1] for row in cells[1:]] == [("=1+1", "s")] * len(ids)


def export(person, ids):
    page = person.get("/odoo").text
    request = {
        "model": "res.partner",
        "fields": [
            {"name": name, "label": name, "type": "char"}
            for name in ("name", "legal_representative")
        ],
        "ids": ids,
        "domain": [],
        "groupby": [],
        "import_compat": False,
    }
    answer = person.http.post(
        f"{person.url}/web/export/xlsx",
        data={
            "data": json.dumps(request),
            "csrf_token": page.split('csrf_token: "')[1].split('"')[0],
        },
        timeout=120,
    )
    answer.raise_for_status()
    return import_rows.read_workbook(answer.content)


def check_refused_file(person, report, bad):
    action = person.call("crm.import", "action_download_refused", [report["id"]])
    content = person.get(action["url"]).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = [int(row[0]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert rows == sorted(bad)


def test_the_same_file_again_adds_nothing(prefork_server, people, sheet):
    data, _marks, count = sheet
    before = count_customers(prefork_server)
    result = Screen(people["li"], data).run()
    assert not result["ids"]
    assert len(refused(result)) == count
    assert count_customers(prefork_server) == before


def test_reports_are_read_by_their_owner_and_supervisors(people, sheet):
    data, _marks, _count = sheet
    report = read_report(people["li"], Screen(people["li"], data).run())
    people["boss"].call("crm.import", "read", [report["id"]])
    with pytest.raises(RpcError) as caught:
        people["zhao"].call("crm.import", "read", [report["id"]])
    assert caught.value.name == "odoo.exceptions.AccessError"
    for values in ({"file_name": "x"}, {"user_id": 2}):
        with pytest.raises(RpcError):
            people["li"].call("crm.import", "write", [report["id"]], values)


def test_who_may_not_create_may_not_import(people, sheet):
    data, _marks, _count = sheet
    with pytest.raises(RpcError) as caught:
        Screen(people["reader"], data).run()
    assert caught.value.name == "odoo.exceptions.AccessError"


def test_undo_removes_what_was_imported(prefork_server, people):
    rows = import_rows.make_rows(30, start=5000)
    before = count_customers(prefork_server)
    data = import_rows.make_workbook(rows, import_rows.TITLES)
    report = read_report(people["boss"], Screen(people["boss"], data).run())
    assert count_customers(prefork_server) == before + 30
    people["boss"].call("crm.import", "action_undo", [report["id"]])
    assert count_customers(prefork_server) == before
