"""A database of many customers for the benchmarks, made once and kept.

It is a copy of the template with every addon, filled by set-based SQL from a seed:
a third of the customers public, the others held by members; contacts, open
activities, opportunities and quotations; a ledger that explains all of it.
"""

from datetime import datetime
from pathlib import Path

from odoo.tools import split_every

import database
from prepared import environment
from tell import say, step
from templates import template
from workspace import suite_addons

CUSTOMERS = 1_000_000  # at scale 1
MEMBERS = 300  # of each pool, at scale 1
FEWEST_MEMBERS = 60
OTHER_POOL = "Other Sea"
SEED = 2026
CAPACITY = 100_000  # nothing stands in the way of what is generated

CITIES = (
    "深圳 广州 上海 北京 杭州 苏州 成都 武汉 南京 东莞 佛山 宁波 青岛 长沙 郑州 西安"
)
SYLLABLES = (
    "华 盛 宏 达 鑫 源 泰 和 瑞 丰 恒 信 锦 航 启 明 云 海 天 成 博 远 中 联 创"
    " 智 东 方 金 龙 佳 兴 安 利 康 德 永 嘉 诚 业"
)
TRADES = "科技 电子 机械 贸易 建材 物流 服饰 食品 化工 医疗器械 塑胶制品 精密五金"
SURNAMES = "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗"

# Tables whose rows are made here; their indexes are built after the rows.
FILLED = ("res_partner", "crm_pool_log")
KEYS_AT_ONCE = 20_000  # customers


def bench_database(scale):
    """Return the name of the database with ``scale`` × 1,000,000 customers."""
    customers = int(CUSTOMERS * scale)
    name = f"gonghai_bench_{customers // 1000}k"
    source = template(suite_addons())
    mark = database.get_mark(name)
    if mark.get("schema") == _schema(source):
        say(f"· Using the database {name} ({customers:,} customers)")
        return name
    database.drop(name)
    with step(f"Making the database {name} ({customers:,} customers)"):
        database.copy(source, name)
        _fill(name, customers, max(int(MEMBERS * scale), FEWEST_MEMBERS))
    database.set_mark(name, {"schema": _schema(source), "customers": customers})
    return name


def _schema(name):
    """Return a digest of the columns and indexes that the rows have to fit."""
    [(digest,)] = database.query(
        """
        SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
            SELECT table_name || '.' || column_name || ' ' || data_type AS line
              FROM information_schema.columns WHERE table_schema = 'public'
             UNION ALL
            SELECT indexdef FROM pg_indexes WHERE schemaname = 'public') lines
        """,
        name=name,
    )
    return digest


def _fill(name, customers, members):
    with environment(name) as env:
        pool = env.ref("crm_pool.crm_pool_default")
        other_pool = pool.copy({"name": OTHER_POOL, "is_default": False})
        for rule in pool.rule_ids:
            rule.copy({"pool_id": other_pool.id})
        parameters = {
            "customers": customers,
            "seed": SEED,
            "pool": pool.id,
            "users": _make_members(env, pool, members).ids,
            "other_pool": other_pool.id,
            "other_users": _make_members(env, other_pool, members).ids,
            "company": env.ref("base.main_company").id,
            "country": env.ref("base.cn").id,
            "cities": CITIES.split(),
            "syllables": SYLLABLES.split(),
            "trades": TRADES.split(),
            "surnames": SURNAMES.split(),
            "now": datetime.now().replace(microsecond=0),
        }
    connection = database.connect(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM res_partner")
        parameters["first_id"] = cursor.fetchone()[0]
        rebuild = _drop_indexes(cursor, FILLED)
        cursor.execute("SET maintenance_work_mem = '512MB'")
        population = Path(__file__).with_name("population.sql")
        cursor.execute(population.read_text(encoding="utf-8"), parameters)
        cursor.execute("ANALYZE")
    with environment(name) as env:
        pools = env["crm.pool"].browse([parameters["pool"], parameters["other_pool"]])
        env["res.partner"]._pool_refresh_deadlines(pools=pools)
    with connection.cursor() as cursor:
        _execute_all(cursor, rebuild)
        # they are of use for finding texts alone
        rebuild = _drop_indexes(cursor, ["crm_search_key"], "USING gin")
    with environment(name) as env:
        _fill_search_keys(env, parameters["first_id"])
    with connection.cursor() as cursor:
        _execute_all(cursor, rebuild)
        cursor.execute("VACUUM ANALYZE")
    connection.close()
    _check(name, customers)


def _fill_search_keys(env, first_id):
    """Make the search keys of what was generated, as for any other customers."""
    customers = env["res.partner"].search(
        [("id", ">", first_id), ("customer_state", "!=", False)], order="id"
    )
    for ids in split_every(KEYS_AT_ONCE, customers.ids):
        env["crm.search.key"]._update_customers(env["res.partner"].browse(ids))
        env.invalidate_all()


def _make_members(env, pool, number):
    """Return new users, each a member of the pool."""
    pool.write({"capacity": CAPACITY, "daily_limit": CAPACITY})
    salesman = env.ref("sales_team.group_sale_salesman")
    users = (
        env["res.users"]
        .with_context(no_reset_password=True, mail_create_nolog=True)
        .create(
            [
                {
                    "name": f"Member {pool.id}/{index}",
                    "login": f"member{pool.id}_{index}",
                    "group_ids": [(6, 0, salesman.ids)],
                }
                for index in range(number)
            ]
        )
    )
    env["crm.pool.member"].create(
        [{"pool_id": pool.id, "user_id": user.id} for user in users]
    )
    return users


def _drop_indexes(cursor, tables, kind=""):
    """Drop what slows the filling; return the statements that make it anew."""
    cursor.execute(
        """
        SELECT indexname, indexdef FROM pg_indexes
         WHERE tablename = ANY(%s) AND indexname NOT LIKE %s AND indexdef LIKE %s
        """,
        [list(tables), "%_pkey", f"%{kind}%"],
    )
    indexes = cursor.fetchall()
    _execute_all(cursor, [f'DROP INDEX "{name}"' for name, _definition in indexes])
    return [definition for _name, definition in indexes]


def _execute_all(cursor, statements):
    for statement in statements:
        cursor.execute(statement)


def _check(name, customers):
    """Refuse a database whose ledger does not explain it."""
    with environment(name) as env:
        problems = env["crm.pool.log"]._verify()
        count = env["res.partner"].search_count([("customer_state", "!=", False)])
    if problems or count != customers:
        raise AssertionError(f"{count} customers, ledger: {problems[:3]}")
