"""What people look at all day, in the server: own customers, the window, a search by
part of a name. Whatever takes longer than wanted shows its plan."""

import sys

import database
from generate import bench_database
from measure import Figures, middle, parse, seconds
from prepared import environment

RUNS = 7
MOST_MS = 20
PAGE = {"limit": 80, "count_limit": 10_001}  # as the web client asks
OWN = {
    name: {}
    for name in ("name", "customer_code", "last_contact_at", "days_left", "reclaim_at")
} | {
    name: {"fields": {"display_name": {}}}
    for name in ("user_id", "customer_level_id", "region_id")
}
WINDOW = {
    name: {}
    for name in ("name", "customer_code", "place", "days_in_pool", "phone", "email")
} | {
    name: {"fields": {"display_name": {}}}
    for name in ("owner_id", "region_id", "industry_id")
}


def main(arguments):
    options = parse(arguments, __doc__)
    name = bench_database(options.scale)
    figures = Figures(
        f"Lists as an account manager, {options.scale:g} million customers"
    )
    for title, call in LOOKS.items():
        times, slowest = _look(name, call)
        figures.at_most(title, middle(times) * 1000, MOST_MS, " ms")
        if middle(times) * 1000 > MOST_MS:
            print(slowest)
    return figures.exit_code()


def _own_customers(env):
    mine = [("user_id", "=", env.uid), ("customer_state", "!=", False)]
    return env["res.partner"].web_search_read(mine, OWN, **PAGE)


def _all_customers(env):
    domain = [("customer_state", "!=", False)]
    return env["res.partner"].web_search_read(domain, OWN, **PAGE)


def _window(env):
    domain = [("place", "=", "public")]
    return env["crm.pool.customer"].web_search_read(domain, WINDOW, **PAGE)


def _window_search(env):
    domain = [("place", "=", "public"), ("name", "ilike", "华盛科技")]
    return env["crm.pool.customer"].web_search_read(domain, WINDOW, **PAGE)


def _name_search(env):
    return env["res.partner"].name_search("华盛科技", limit=8)


LOOKS = {
    "own customers, first page": _own_customers,
    "all that one may see, first page": _all_customers,
    "window, first page": _window,
    "window, part of a name": _window_search,
    "name search by four characters": _name_search,
}


def _look(name, call):
    """Return how long each run took and the plan of the slowest statement of one."""
    times = []
    with environment(name) as env:
        uid = env.ref("crm_pool.crm_pool_default").member_ids[3].user_id.id
    for _ in range(RUNS + 1):
        with environment(name) as env:
            times.append(seconds(lambda: call(env(user=uid))))
    with environment(name) as env:
        return times[1:], _slowest_plan(env(user=uid), call)


def _slowest_plan(env, call):
    """Return EXPLAIN ANALYZE of the statement that takes longest."""
    statements = []
    execute = env.cr.execute

    def record(query, parameters=None, log_exceptions=True):
        elapsed = seconds(lambda: execute(query, parameters, log_exceptions))
        statements.append((elapsed, env.cr._obj.query))

    env.cr.execute = record
    call(env)
    del env.cr.execute
    _elapsed, statement = max(statements)
    with database.connect(env.cr.dbname).cursor() as cursor:
        cursor.execute(b"EXPLAIN (ANALYZE, BUFFERS) " + statement)
        return "\n".join(row[0][:200] for row in cursor.fetchall())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
