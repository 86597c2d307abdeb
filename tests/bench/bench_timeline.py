"""The form of a customer with a thousand messages, opportunities, orders, invoices,
payments and tickets: each number on it, alone and for a list, and its timeline page by
page, as the account manager who holds it. Another customer has ten thousand messages.
"""

import sys
import time
from datetime import datetime
from pathlib import Path

from odoo.api import Environment

import database
from measure import Figures, middle, parse, scratch_database
from prepared import environment

EACH = 1000
RUNS = 9
MOST_MS = 20
MOST_MS_OF_A_LIST = 60
LIST = 80
NUMBERS = (
    "customer_contact_count",
    "customer_lead_count",
    "customer_order_count",
    "customer_history_count",
    "customer_invoice_count",
    "customer_ticket_count",
    "customer_activity_count",
    "customer_file_count",
    "customer_change_count",
)


def main(arguments):
    options = parse(arguments, __doc__)
    title = f"Timeline and numbers, {options.scale:g} million customers"
    with scratch_database(options.scale) as name:
        with environment(name) as env:
            parameters = _get_parameters(env)
        _fill(name, parameters)
        figures = Figures(f"{title}; {EACH} of each kind on one of them")
        with environment(name) as env:
            _measure(figures, env.registry, parameters)
    return figures.exit_code()


def _get_parameters(env):
    pool = env.ref("crm_pool.crm_pool_default")
    user = pool.member_ids[3].user_id
    partners = env["res.partner"]
    held = [("user_id", "=", user.id), ("customer_state", "!=", False)]
    contact = partners.search(
        [
            ("user_id", "=", user.id),
            ("customer_state", "=", False),
            ("parent_id", "!=", False),
        ],
        limit=1,
    )
    customer = contact.customer_id
    journals = env["account.journal"]
    bank = journals.search([("type", "=", "bank")], limit=1)
    return {
        "number": EACH,
        "now": datetime.now().replace(microsecond=0),
        "customer": customer.id,
        "contact": contact.id,
        "talkative": partners.search([*held, ("id", "!=", customer.id)], limit=1).id,
        "user": user.id,
        "author": user.partner_id.id,
        "company": pool.company_id.id,
        "currency": pool.company_id.currency_id.id,
        "journal": journals.search([("type", "=", "sale")], limit=1).id or None,
        "bank": bank.id or None,
        "method": bank.inbound_payment_method_line_ids[:1].id or None,
        "note": env.ref("mail.mt_note").id,
    }


def _fill(name, parameters):
    statements = Path(__file__).with_name("timeline.sql").read_text(encoding="utf-8")
    with database.connect(name) as connection, connection.cursor() as cursor:
        cursor.execute(statements, parameters)


def _measure(figures, registry, parameters):
    customer, talkative = parameters["customer"], parameters["talkative"]

    def page(customer_id, **arguments):
        return lambda env: (
            env["res.partner"].browse(customer_id).get_timeline(**arguments)
        )

    def find(env):
        partner = env["res.partner"].browse(customer)
        partner._find_timeline(partner._get_timeline_sources(), None, 20)

    def number(name):
        return lambda env: env["res.partner"].browse(customer)[name]

    def listed(name):
        own = [("user_id", "=", parameters["user"]), ("customer_state", "!=", False)]

        def call(env):
            env["res.partner"].search(own, limit=LIST, order="id").mapped(name)

        return call

    uid = parameters["user"]
    deep = _go_deep(registry, uid, customer, pages=40)
    for title, call in (
        ("the statement of a page", find),
        ("first page, all kinds", page(customer)),
        ("page 41, all kinds", page(customer, before=deep)),
        ("orders alone", page(customer, kinds=["order"])),
        (f"a customer with {10 * EACH} messages", page(talkative)),
    ):
        figures.at_most(title, _time(registry, uid, call), MOST_MS, " ms")
    for name in NUMBERS:
        figures.at_most(name, _time(registry, uid, number(name)), MOST_MS, " ms")
    for name in NUMBERS:
        title = f"{name}, {LIST} customers"
        figures.at_most(
            title, _time(registry, uid, listed(name)), MOST_MS_OF_A_LIST, " ms"
        )


def _go_deep(registry, uid, customer_id, pages):
    """Return the cursor after so many pages."""
    before = None
    with registry.cursor() as cr:
        partner = Environment(cr, uid, {})["res.partner"].browse(customer_id)
        for _page in range(pages):
            before = partner.get_timeline(before=before)["next"]
    return before


def _time(registry, uid, call):
    """Return the milliseconds of a call on a warm connection."""
    elapsed = []
    for _run in range(RUNS + 1):
        with registry.cursor() as cr:
            env = Environment(cr, uid, {})
            start = time.perf_counter()
            call(env)
            elapsed.append(time.perf_counter() - start)
    return middle(elapsed[1:]) * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
