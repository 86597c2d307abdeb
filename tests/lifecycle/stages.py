"""What happens inside the databases: called by ``shell.run``, in ``odoo shell``.

Each function takes the superuser's environment and returns what JSON can say.
"""

from lxml import etree

from odoo import fields
from odoo.tests import new_test_user

OPENED = ("res.partner", "crm.lead", "sale.order")
MOVED = ("customer_state", "pool_place", "reclaim_at")
SALESMAN = "base.group_user,sales_team.group_sale_salesman"
PEOPLE = {
    "wang": SALESMAN,
    "zhao": SALESMAN,
    "plain": "base.group_user",
    "boss": "base.group_user,sales_team.group_sale_manager",
}


def fill(env):
    """Give a company that used stock Odoo until today its partners and orders."""
    users = {
        name: new_test_user(env, f"life_{name}", groups=groups)
        for name, groups in PEOPLE.items()
    }
    owners = (False, users["wang"].id, users["zhao"].id)
    partners = env["res.partner"].create(
        [
            {
                "name": f"Firm {number}",
                "is_company": True,
                "phone": f"0755 8888 {number:04}",
                "email": f"firm{number}@example.cn",
                "user_id": owners[number % len(owners)],
                "child_ids": [(0, 0, {"name": f"Contact {number}"})],
            }
            for number in range(30)
        ]
    )
    product = env["product.product"].create({"name": "Pump", "list_price": 10})
    orders = env["sale.order"].create(
        [
            {
                "partner_id": partner.id,
                "user_id": partner.user_id.id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
            for partner in partners[:12]
        ]
    )
    orders[:6].action_confirm()
    env["crm.lead"].create(
        [
            {"name": "Chance", "type": "opportunity", "partner_id": partner.id}
            for partner in partners[:5]
        ]
    )
    env.cr.commit()
    return {"partners": partners.ids, "users": {n: u.id for n, u in users.items()}}


def become(env, partner_ids):
    """Make customers of partners, before there is a pool; return their owners."""
    partners = env["res.partner"].browse(partner_ids)
    partners._become_customer()
    env.cr.commit()
    return {partner.id: partner.user_id.id for partner in partners}


def add_fields(env, partner_ids):
    """Add fields as an administrator does; return how the registry knows them."""
    closed = env.ref("sales_team.group_sale_manager").ids
    added = env["crm.custom.field"].create(
        [
            {"name": "Budget", "field_type": "monetary", "read_group_ids": closed},
            {
                "name": "Terms",
                "field_type": "choice",
                "choice_ids": [(0, 0, {"name": "Cash"})],
            },
        ]
    )
    budget, terms = added.mapped("technical_name")
    env["res.partner"].browse(partner_ids).write(
        {budget: 7.5, terms: added[1].choice_ids.id}
    )
    env.cr.commit()
    return read_fields(env)


def read_fields(env):
    """Return how custom fields are known to the registry."""
    names = env["crm.custom.field"].search([]).mapped("technical_name")
    found = env["res.partner"]._fields
    return {name: [found[name].type, found[name].groups] for name in names}


def uninstall(env, addon):
    """Uninstall an addon as the button does; return whether it was there."""
    module = env["ir.module.module"].search([("name", "=", addon)])
    if module.state != "installed":
        return False
    module.button_immediate_uninstall()
    return True


def look(env, logins, partner_ids=None):
    """Let people open what they work with; return what they saw, and who owns whom."""
    partners = env["res.partner"].with_context(active_test=False)
    domain = [("id", "in", partner_ids)] if partner_ids else [("user_id", "!=", False)]
    rows = partners.search(domain, order="id")
    users = env["res.users"].search([("login", "in", logins)])
    product = env["product.product"].create({"name": "Valve", "list_price": 1})
    found = {
        "users": {u.login: _work(env(user=u.id), rows.ids, product.id) for u in users},
        "now": fields.Datetime.now(),
        "all": partners.search_count([]),
        "owners": {partner.id: partner.user_id.id for partner in rows},
    }
    for name in MOVED:
        if name in partners._fields:
            found[name] = {partner.id: partner[name] for partner in rows}
    if "crm.pool.log" in env:
        found["verify"] = [str(problem) for problem in env["crm.pool.log"]._verify()]
    env.cr.rollback()
    return found


def _work(env, partner_ids, product_id):
    """Open lists and forms, make an order; return how many of the partners show."""
    env = env(context={"allowed_company_ids": env.user.company_ids.ids})
    seen = env["res.partner"].search([("id", "in", partner_ids)])
    for name in OPENED:
        model = env[name]
        if not model.has_access("read"):
            continue
        model.get_views([(False, kind) for kind in ("form", "list", "search")])
        form = etree.fromstring(model.get_view(False, "form")["arch"])
        columns = form.xpath("//field[not(ancestor::field)]/@name")
        model.search([], limit=5).web_read({column: {} for column in columns})
    mine = seen.filtered_domain([("company_id", "in", [False, env.company.id])])
    if mine and env["sale.order"].has_access("create"):
        env["sale.order"].create(
            {
                "partner_id": mine[0].id,
                "user_id": env.uid,
                "order_line": [(0, 0, {"product_id": product_id})],
            }
        )
    return len(seen)
