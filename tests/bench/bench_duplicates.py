"""Duplicates of one new customer looked up among a million, all fields together; the
suspected pairs of the whole stock; and entry of 1,000 customers with every rule on
against plain partners of the same rows."""

import sys
import time

from measure import Figures, middle, parse, scratch_database, seconds
from prepared import environment

MOST_MS = 20
MOST_SECONDS = 15  # for any function (NF-P)
TWIN_EVERY = 100  # customers: each hundredth has the phone number of its neighbour
LEAST_SHARE = 0.5  # of the rows per second of plain partners
LIST_MS = 5000  # a list of any size (NF-P)
ROWS = 1000
ROUNDS = 3
LOOKUPS = 51
COMPARED = (
    "name vat mobile phone email qq wechat fax website zip street customer_code"
    " legal_representative"
).split()

# The keys that the addon would keep of these rows, made by one statement a kind.
KEYS = {
    "name": "replace(p.name, '有限公司', '')",
    "vat": "lower(p.vat)",
    "phone": "'+86' || p.mobile",
    "email": "p.email",
    "qq": "(10000000 + p.id)::text",
    "wechat": "'wx_' || p.id",
    "fax": "'+86755' || (30000000 + p.id)",
    "website": "replace(p.website, 'https://www.', '')",
    "zip": "p.zip",
    "street": "p.street",
    "customer_code": "lower(p.customer_code)",
    "legal_representative": "'王' || p.id %% 20000",
}
FILL = """
    INSERT INTO crm_duplicate_key
           (company_id, kind, key, customer_id, exclusive)
    SELECT p.company_id, %(kind)s, {key}, p.id, FALSE
      FROM res_partner p
     WHERE p.customer_id = p.id AND {key} IS NOT NULL
"""


def main(arguments):
    options = parse(arguments, __doc__)
    figures = Figures("duplicates")
    with scratch_database(options.scale) as name, environment(name) as env:
        env = env(context={"tracking_disable": False})
        compare_everything(env)
        fill_keys(env)
        measure_lookup(env, figures)
        measure_pairs(env, figures)
        measure_entry(env, figures)
    return figures.exit_code()


def compare_everything(env):
    """Turn the duplicate check on for all fields."""
    rules = env["crm.entry.rule"].search([("field_name", "in", COMPARED)])
    rules.filtered("for_company").write({"duplicates": "warn"})


def fill_keys(env):
    env.flush_all()
    env.cr.execute("DELETE FROM crm_duplicate_key")
    for kind, key in KEYS.items():
        env.cr.execute(FILL.format(key=key), {"kind": kind})
    env.cr.execute("ANALYZE crm_duplicate_key")


def measure_lookup(env, figures):
    keys = env["crm.duplicate.key"]
    env.cr.execute(
        "SELECT count(*), count(DISTINCT customer_id) FROM crm_duplicate_key"
    )
    figures.note(
        "keys, customers", "{:,} keys of {:,} customers".format(*env.cr.fetchone())
    )
    env.cr.execute(
        "SELECT id FROM res_partner WHERE customer_id = id"
        " ORDER BY hashint4(id) LIMIT %s",
        [LOOKUPS],
    )
    customers = env["res.partner"].browse(row[0] for row in env.cr.fetchall())
    values = [prepare_equal(customer) for customer in customers]
    env["res.partner"]._find_entry_problems(values[:1])
    checks, statements = [], []
    for vals in values:
        checks.append(
            seconds(lambda v=vals: env["res.partner"]._find_entry_problems([v]))
        )
        entries = env["res.partner"]._prepare_entries([vals])
        wanted = [
            (e.company_id, kind, key, None, None)
            for e, _name, _spec, kind, key in env["res.partner"]._get_entry_keys(
                entries
            )
        ]
        statements.append(seconds(lambda w=wanted: keys._find(w)))
    figures.note("fields compared", str(len(wanted)))
    figures.at_most(
        "one statement over the keys", middle(statements) * 1e3, MOST_MS, " ms"
    )
    figures.at_most("whole check of one customer", middle(checks) * 1e3, MOST_MS, " ms")


# The neighbour by number, in the same company.
TWIN = """
    UPDATE crm_duplicate_key k SET key = twin.key
      FROM crm_duplicate_key twin
     WHERE k.kind = 'phone' AND twin.kind = 'phone' AND k.customer_id %% %(every)s = 0
       AND twin.customer_id = k.customer_id + 1 AND twin.company_id = k.company_id
"""


def measure_pairs(env, figures):
    env.cr.execute(TWIN, {"every": TWIN_EVERY})
    env.cr.execute("ANALYZE crm_duplicate_key")
    pairs = env["crm.duplicate.pair"]
    first = seconds(pairs._refresh)
    figures.note("suspected pairs", f"{pairs.search_count([]):,}")
    figures.at_most("whole stock, all pairs new", first, MOST_SECONDS, " s")
    again = seconds(pairs._refresh)
    figures.at_most("whole stock, no pair new", again, MOST_SECONDS, " s")
    env.cr.execute("ANALYZE crm_duplicate_pair")
    boss = pairs.with_user(env.ref("base.user_admin"))
    fields = {"first_id": {"fields": {"display_name": {}}}, "reasons": {}}
    domain = [("state", "=", "suspected")]
    boss.web_search_read(domain, fields, limit=80)
    pages = [
        seconds(lambda: boss.web_search_read(domain, fields, limit=80))
        for _round in range(ROUNDS)
    ]
    figures.at_most("first page of the list", middle(pages) * 1e3, LIST_MS, " ms")


def prepare_equal(customer):
    """Return a new customer's values, equal to those of one that is there."""
    vals = {name: customer[name] for name in COMPARED if name != "customer_code"}
    vals.update(
        customer_state="potential",
        is_company=True,
        qq=str(10000000 + customer.id),
        wechat=f"wx_{customer.id}",
        fax=f"0755-{30000000 + customer.id}",
        legal_representative=f"王{customer.id % 20000}",
    )
    return vals


def measure_entry(env, figures):
    ours, plain = [], []
    for round_number in range(ROUNDS):
        rows = prepare_rows(round_number)
        plain.append(create_seconds(env, [stock_values(row) for row in rows]))
        customers = [{**row, "customer_state": "potential"} for row in rows]
        ours.append(create_seconds(env, customers))
    figures.note("plain partners", f"{ROWS / min(plain):,.0f} rows/s")
    figures.note("customers, every rule on", f"{ROWS / min(ours):,.0f} rows/s")
    figures.at_least("share", min(plain) / min(ours), LEAST_SHARE, "")


def prepare_rows(round_number):
    start = 10_000_000 + round_number * ROWS
    return [
        {
            "name": f"新客户{number}有限公司",
            "is_company": True,
            "phone": f"0755-3{number % 10_000_000:07d}",
            "mobile": f"139{number:08d}",
            "email": f"new{number}@new{number}.example",
            "zip": "518000",
            "street": f"新路{number}号",
            "website": f"www.new{number}.example",
            "qq": f"8{number}",
        }
        for number in range(start, start + ROWS)
    ]


def stock_values(row):
    """Return the part of a row that stock Odoo has fields for, named otherwise."""
    values = {k: v for k, v in row.items() if k not in ("mobile", "qq")}
    return {**values, "name": f"stock {row['name']}"}


def create_seconds(env, rows):
    env.flush_all()
    start = time.perf_counter()
    env["res.partner"].with_context(ignore_duplicates=True).create(rows)
    env.flush_all()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
