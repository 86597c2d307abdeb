"""What people look at all day, in the server: own customers, the window, searches by
whatever one knows of a customer. Each request is compared with the same one without
our rule and guard, with a domain on plain columns that gives the same records.
Whatever takes longer than wanted shows its plan."""

import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import NamedTuple
from unittest.mock import patch

from odoo.api import Environment
from odoo.fields import Domain

import database
from generate import bench_database
from measure import Figures, middle, parse, seconds
from prepared import environment

TURNS = 3
RUNS = 7
MOST_MS = 20
MOST_MS_OF_TWO_CHARACTERS = 60
MOST_RATIO = 1.3
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


class Look(NamedTuple):
    """A request; ``without_rule`` gives the domain that stands for the rule."""

    title: str
    call: Callable
    without_rule: Callable
    most_ms: float = MOST_MS


def main(arguments):
    options = parse(arguments, __doc__)
    name = bench_database(options.scale)
    figures = Figures(
        f"Lists as an account manager, {options.scale:g} million customers"
    )
    with environment(name) as env:
        user = env.ref("crm_pool.crm_pool_default").member_ids[3].user_id
        for look in LOOKS:
            _measure(figures, env.registry, user.id, look)
    return figures.exit_code()


def _customers(*leaves):
    def call(env, domain):
        domain &= Domain("customer_state", "!=", False) & Domain.AND(
            Domain(name, operator, env.uid if value == "me" else value)
            for name, operator, value in leaves
        )
        return env["res.partner"].web_search_read(domain, OWN, **PAGE)

    return call


def _window(*leaves):
    def call(env, domain):
        domain &= Domain("place", "=", "public") & Domain(list(leaves))
        return env["crm.pool.customer"].web_search_read(domain, WINDOW, **PAGE)

    return call


def _name_search(text):
    return lambda env, domain: env["res.partner"].name_search(text, domain, limit=8)


def _own(env):
    return Domain("user_id", "=", env.uid)


def _own_or_plain(env):
    plain = Domain("customer_id", "=", False) | Domain("partner_share", "=", False)
    return _own(env) | plain


def _in_pool(env):
    return Domain("pool_id", "=", env.ref("crm_pool.crm_pool_default").id)


def _quick(title, text, most_ms=MOST_MS):
    call = _customers(("search_text", "ilike", text))
    return Look(f"quick search, {title}", call, _own_or_plain, most_ms)


LOOKS = (
    Look("own customers, first page", _customers(("user_id", "=", "me")), _own),
    Look("all that one may see, first page", _customers(), _own_or_plain),
    Look("window, first page", _window(), _in_pool),
    Look(
        "window, part of a name",
        _window(("search_text", "ilike", "华盛科技")),
        _in_pool,
    ),
    Look("window, pinyin", _window(("search_text", "ilike", "szhskj")), _in_pool),
    Look("name search, four characters", _name_search("华盛科技"), _own_or_plain),
    Look("name search, pinyin", _name_search("hskj"), _own_or_plain),
    _quick("three characters", "华盛科"),
    _quick("four characters of a tenth of all", "科技有限"),
    _quick("pinyin in full", "huashengkeji"),
    _quick("pinyin initials", "hskj"),
    _quick("digits of a phone", "138001"),
    _quick("three digits", "138"),
    _quick("a whole code", "B00012345"),
    _quick("two Chinese characters", "华盛", MOST_MS_OF_TWO_CHARACTERS),
    _quick("two of a tenth of all", "科技", MOST_MS_OF_TWO_CHARACTERS),
)


def _measure(figures, registry, uid, look):
    """Time a request with and without the rule in turn, on a warm connection."""
    ruled, free = [], []
    for _ in range(TURNS):
        ruled += _run(registry, uid, look)
        with _no_rule(registry):
            free += _run(registry, uid, look, look.without_rule)
    if ruled[0][1] != free[0][1]:
        raise AssertionError(f"{look.title}: not the same records without the rule")
    with_ms, without_ms = (
        middle([elapsed for elapsed, _found in runs]) * 1000 for runs in (ruled, free)
    )
    figures.at_most(look.title, with_ms, look.most_ms, " ms")
    figures.at_most(
        f"    beside {without_ms:.3g} ms without rule and guard",
        with_ms / without_ms,
        MOST_RATIO,
        " ×",
    )
    if with_ms > look.most_ms:
        with registry.cursor() as cr:
            print(_slowest_plan(Environment(cr, uid, {}), look))


@contextmanager
def _no_rule(registry):
    """Let the people of this process see as in stock Odoo, whose rules stay."""
    users = registry["res.users"]
    with (
        patch.object(users, "_has_hidden_customers", lambda user: False),
        patch.object(users, "_pool_window_domain", lambda user: Domain.TRUE),
    ):
        registry.clear_cache()  # where the domains of rules are kept
        yield
    registry.clear_cache()


def _run(registry, uid, look, get_domain=lambda env: Domain.TRUE):
    """Return (seconds, the records found) of each run of a turn but the first."""
    runs = []
    for _ in range(RUNS + 1):
        with registry.cursor() as cr:
            env = Environment(cr, uid, {})
            domain = get_domain(env)
            start = time.perf_counter()
            answer = look.call(env, domain)
            runs.append((time.perf_counter() - start, _get_found(answer)))
    return runs[1:]


def _get_found(answer):
    """Return the ids in an answer and how many there are in all."""
    if isinstance(answer, dict):
        return [row["id"] for row in answer["records"]], answer["length"]
    return [id_ for id_, _name in answer], len(answer)


def _slowest_plan(env, look):
    """Return EXPLAIN ANALYZE of the statement that takes longest."""
    statements = []
    execute = env.cr.execute

    def record(query, parameters=None, log_exceptions=True):
        elapsed = seconds(lambda: execute(query, parameters, log_exceptions))
        statements.append((elapsed, env.cr._obj.query))

    env.cr.execute = record
    look.call(env, Domain.TRUE)
    del env.cr.execute
    _elapsed, statement = max(statements)
    with database.connect(env.cr.dbname).cursor() as cursor:
        cursor.execute(b"EXPLAIN (ANALYZE, BUFFERS) " + statement)
        return "\n".join(row[0][:200] for row in cursor.fetchall())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
