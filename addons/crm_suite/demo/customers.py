"""Partners of the demo company, read from the CSV files beside this module."""

import csv
from functools import cache

from odoo.tools import file_open

FOLDER = "crm_suite/demo"
# Columns that are fields of the same name and type.
PLAIN = (
    "name",
    "city",
    "zip",
    "street",
    "vat",
    "phone",
    "mobile",
    "email",
    "website",
    "wechat",
    "qq",
    "gender",
    "birthday",
    "department",
    "function",
    "native_place",
)
RENAMED = {
    "credit": "credit_rating",
    "representative": "legal_representative",
    "needs": "customer_needs",
    "pains": "customer_pains",
    "preferences": "customer_preferences",
    "role": "decision_role",
}
REFERENCES = {"state": "state_id", "region": "region_id", "industry": "industry_id"}
DICTIONARY = ("size", "level", "value")
CAPITAL_UNIT = 10_000  # the files count registered capital in 万元


def read_rows(name):
    """Return the rows of a CSV file as dicts without empty values."""
    with file_open(f"{FOLDER}/{name}.csv", "r") as stream:
        return [
            {column: value for column, value in row.items() if value}
            for row in csv.DictReader(stream)
        ]


def create_partners(env, company):
    """Create firms, individuals and contacts that are no customers yet.

    :returns: list of ``(row, partner)`` of firms and individuals
    """
    rows = read_rows("customers")
    get_id = cache(lambda xmlid: env.ref(xmlid).id)
    partners = env["res.partner"].create(
        [_prepare_customer(get_id, company, row) for row in rows]
    )
    by_key = {row["key"]: partner for row, partner in zip(rows, partners, strict=True)}
    env["res.partner"].create(
        [
            {
                **_prepare_plain(row),
                "parent_id": by_key[row["firm"]].id,
                "company_id": company.id,
                "lang": "zh_CN",
                "type": "contact",
            }
            for row in read_rows("contacts")
        ]
    )
    return list(zip(rows, partners, strict=True))


def _prepare_plain(row):
    vals = {name: row[name] for name in PLAIN if name in row}
    return vals | {RENAMED[name]: row[name] for name in RENAMED if name in row}


def _prepare_customer(get_id, company, row):
    vals = _prepare_plain(row)
    for column, field in REFERENCES.items():
        if column in row:
            vals[field] = get_id(row[column])
    for column in DICTIONARY:
        if column in row:
            xmlid = f"crm_customer.dictionary_{column}_{row[column]}"
            vals[f"customer_{column}_id"] = get_id(xmlid)
    if "capital" in row:
        vals["registered_capital"] = int(row["capital"]) * CAPITAL_UNIT
    return vals | {
        "source_id": get_id(f"crm_suite.demo_source_{row['source']}"),
        "customer_category_id": get_id("crm_customer.dictionary_category_potential"),
        "is_company": row["kind"] == "company",
        "country_id": get_id("base.cn"),
        "company_id": company.id,
        "lang": "zh_CN",
        "tz": "Asia/Shanghai",
    }
