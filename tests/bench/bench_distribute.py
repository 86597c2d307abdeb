"""Distribution of public customers over members by rules, the whole move to the last
commit, against core's own lead assignment per record, on the same database."""

import sys

from generate import FEWEST_MEMBERS
from measure import Figures, parse, scratch_database, seconds
from prepared import environment

CUSTOMERS = 20_000  # as long as so many are public in the pool
MEMBERS = 50
RULES = 10
LEADS = 500
LEAST_OF_CORE = 100
assert MEMBERS <= FEWEST_MEMBERS


def main(arguments):
    options = parse(arguments, __doc__)
    with scratch_database(options.scale) as name:
        number = min(CUSTOMERS, int(150_000 * options.scale))
        figures = Figures(
            f"Distribution of {number:,} out of"
            f" {int(1_000_000 * options.scale):,} customers over {MEMBERS} members"
        )
        _make_rules(name)
        preview, distributed = _distribute(name, number)
        undone = _undo(name, number)
        core = _assign_leads(name)
    figures.note("preview", f"{preview:,.0f} records/s")
    figures.note("by rules, to the last commit", f"{distributed:,.0f} records/s")
    figures.note("undone", f"{undone:,.0f} records/s")
    figures.note(f"core's lead assignment, {LEADS} leads", f"{core:,.0f} records/s")
    figures.at_least(
        "distribution / core's lead assignment", distributed / core, LEAST_OF_CORE
    )
    return figures.exit_code()


def _receivers(env):
    pool = env.ref("crm_pool.crm_pool_default")
    return pool, pool.member_ids.filtered("user_id.active")[:MEMBERS]


def _make_rules(name):
    """Give each rule some regions and some receivers, with wishes of their own."""
    with environment(name) as env:
        pool, members = _receivers(env)
        regions = env["crm.region"].search([("parent_id", "!=", False)])
        industries = env["res.partner.industry"].search([])
        for index, member in enumerate(members):
            member.region_ids = regions[index::MEMBERS]
            member.industry_ids = industries[index % len(industries)]
        env["crm.pool.distribution.rule"].create(
            [
                {
                    "pool_id": pool.id,
                    "sequence": index,
                    "region_ids": regions[index : index + 3].ids,
                    "domain": "[('customer_state', '!=', 'lost')]",
                    "member_ids": members[index::RULES].ids,
                }
                for index in range(RULES)
            ]
        )


def _public(env, number):
    """Return customers from all over the table, as nobody orders them."""
    pool, members = _receivers(env)
    env.cr.execute(
        "SELECT id FROM res_partner WHERE pool_place = 'public' AND pool_id = %s"
        " AND customer_state IS NOT NULL ORDER BY hashint4(id) LIMIT %s",
        (pool.id, number),
    )
    ids = [row[0] for row in env.cr.fetchall()]
    admin = env(user=env.ref("base.user_admin").id)
    return admin["res.partner"].browse(ids), members.user_id


def _distribute(name, number):
    """Return records per second of preview and distribution."""
    with environment(name) as env:
        customers, users = _public(env, number)
        previewed = []
        looking = seconds(
            lambda: previewed.append(
                customers.action_pool_distribute_preview(users.ids, "rules")
            )
        )
        answers = []

        def distribute():
            answers.append(customers.action_pool_distribute(users.ids, "rules"))
            env.cr.commit()

        elapsed = seconds(distribute)
        problems = env["crm.pool.log"]._verify()
        numbers = {m["user_id"]: m["count"] for m in previewed[0]["members"]}
    given = {int(key): count for key, count in answers[0]["members"].items()}
    if len(answers[0]["done"]) != number or numbers != given or problems:
        raise AssertionError(f"{len(answers[0]['done'])} done, ledger: {problems[:3]}")
    return number / looking, number / elapsed


def _undo(name, number):
    """Return records per second of taking it back."""
    with environment(name) as env:
        admin = env.ref("base.user_admin")
        env.cr.execute(
            "SELECT partner_id FROM crm_pool_log WHERE move = 'distribute'"
            " AND actor_id = %s",
            (admin.id,),
        )
        ids = [row[0] for row in env.cr.fetchall()]
        customers = env(user=admin.id)["res.partner"].browse(ids)
        answers = []

        def undo():
            answers.append(customers.action_pool_undo())
            env.cr.commit()

        elapsed = seconds(undo)
    if len(answers[0]["done"]) != number:
        raise AssertionError(f"{len(answers[0]['done'])} of {number} undone")
    return number / elapsed


def _assign_leads(name):
    """Return leads per second of core's own assignment to the same members."""
    with environment(name) as env:
        _pool, members = _receivers(env)
        env["crm.team"].search([]).write({"assignment_optout": True})
        team = env["crm.team"].create({"name": "Assigned by core", "use_leads": True})
        env["crm.team.member"].create(
            [
                {
                    "crm_team_id": team.id,
                    "user_id": user.id,
                    "assignment_max": 30 * (LEADS // MEMBERS + 1),
                }
                for user in members.user_id
            ]
        )
        leads = env["crm.lead"].create(
            [
                {
                    "name": f"Lead {index}",
                    "type": "lead",
                    "contact_name": f"Caller {index}",
                    "email_from": f"caller{index}@lead{index}.example",
                    "user_id": False,
                    "team_id": False,
                }
                for index in range(LEADS)
            ]
        )
        env.cr.commit()

        def assign():
            team._action_assign_leads(force_quota=True)
            env.cr.commit()

        elapsed = seconds(assign)
        assigned = len(leads.exists().filtered("user_id"))
    if assigned < LEADS * 0.9:
        raise AssertionError(f"core assigned {assigned} of {LEADS} leads")
    return assigned / elapsed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
