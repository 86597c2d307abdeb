"""Import of customers with every entry rule on, against stock Odoo's load.

Two databases side by side in one run: Odoo's own addons alone, and ours. The same
generated rows go into both, each with its contact; stock Odoo gets the columns that
it knows, as lists in memory, and we read the xlsx as well. Rounds alternate, so that
a busy machine slows both; the figures are those of the best round of each.

    ./crm bench import --scale 0.2        1,000 rows instead of 5,000
"""

import argparse
import sys
import time
from multiprocessing import get_context

import database
from prepared import environment
from tell import say
from templates import foreign_dependencies, template
from workspace import ADDONS, suite_addons

sys.path.insert(0, str(ADDONS / "crm_customer" / "tests"))

import import_rows  # noqa: E402

ROWS = 5000
ROUNDS = 3
SHARE = 0.5  # of stock Odoo's rows per second, at least

# title of the sheet: the field that stock Odoo has for it
STOCK_FIELDS = {
    "客户名称": "name",
    "客户类型": "company_type",
    "行业": "industry_id",
    "联系人": "child_ids/name",
    "职位": "child_ids/function",
    "电话": "phone",
    "手机": "child_ids/phone",
    "邮箱": "child_ids/email",
    "邮编": "zip",
    "地址": "street",
    "统一社会信用代码": "vat",
}
TYPES = {"企业": "company", "个人": "person"}


def load_stock(env, rows):
    """Load the rows as stock Odoo does; return how many customers there are."""
    industries = env["res.partner.industry"].search([]).mapped("name")
    data = []
    for number, row in enumerate(rows):
        values = {**row, "行业": industries[number % len(industries)]}
        values["客户类型"] = TYPES[row["客户类型"]]
        data.append([str(values[title]) for title in STOCK_FIELDS])
    partners = env["res.partner"].with_context(import_file=True, tracking_disable=True)

    def run():
        return partners.load(list(STOCK_FIELDS.values()), data)["ids"]

    return run


def import_ours(env, rows):
    """Prepare the import of the rows as a file; return the function that runs it."""
    data = import_rows.make_workbook(rows, import_rows.TITLES)
    screens = env["base_import.import"].with_context(tracking_disable=True)
    screen = screens.create(
        {
            "res_model": "res.partner",
            "file": data,
            "file_name": "customers.xlsx",
            "for_customers": True,
        }
    )
    options = {"has_headers": True, "quoting": '"'}
    preview = screen.parse_preview(options)
    matches = preview["matches"]
    fields = ["/".join(matches[index]) for index in range(len(preview["headers"]))]

    def run():
        result = screen.execute_import(fields, preview["headers"], dict(options))
        return result["ids"]

    return run


def measure(name, prepare, rows):
    """Return the seconds of one run; what it made is rolled back."""
    with environment(name) as env:
        run = prepare(env.user.browse(2).with_user(2).env, rows)
        start = time.perf_counter()
        ids = run()
        env.flush_all()
        seconds = time.perf_counter() - start
        if len(ids or ()) != len(rows):
            raise SystemExit(f"{name}: {len(ids or ())} of {len(rows)} rows went in")
        env.cr.rollback()
    return seconds


def _measure_apart(*arguments):
    """Measure in a process of its own: each has one registry, as a worker has."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, arguments)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    count = max(int(ROWS * parser.parse_args().scale), 50)
    addons = suite_addons()
    sources = {
        "stock": (template(foreign_dependencies(addons)), load_stock),
        "ours": (template(addons), import_ours),
    }
    rows = import_rows.make_rows(count)
    best = {}
    for kind, (source, prepare) in sources.items():
        name = f"gonghai_bench_import_{kind}"
        database.drop(name)
        database.copy(source, name)
        sources[kind] = (name, prepare)
    try:
        for _round in range(ROUNDS):
            for kind, (name, prepare) in sources.items():
                seconds = _measure_apart(name, prepare, rows)
                best[kind] = min(seconds, best.get(kind, seconds))
    finally:
        for name, _prepare in sources.values():
            database.drop(name)
    for kind, seconds in best.items():
        say(f"  {kind:6} {count:,} rows in {seconds:.2f} s: {count / seconds:,.0f}/s")
    ratio = best["stock"] / best["ours"]
    say(f"  import with every rule: {ratio:.2f} x stock load (at least {SHARE})")
    return 0 if ratio >= SHARE else 1


if __name__ == "__main__":
    sys.exit(main())
