"""What the guard of crm_privacy costs: orders and leads made and changed, and a page of
orders read, with and without it, in turns on the same database in one transaction."""

import gc
import importlib
import sys
import time
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo.fields import Domain

from generate import bench_database
from measure import Figures, middle, parse
from prepared import environment

PAIRS = 25  # times with and times without, by turns
BATCH = 10  # records a time
PAGE = 80
MOST_WRITING = 1.05
MOST_READING = 1.3
MODELS = "odoo.addons.crm_privacy.models."
# What stands in the way of an ordinary create, write or read: (module, class, methods).
GUARD = (
    ("base_links", "Base", "create write onchange default_get"),
    ("contact_masked", "CrmContactMasked", "create write _fetch_query"),
    ("contact_masked", "Base", "_read_group_groupby _read_group_select"),
    ("contact_masked", "Base", "_order_field_to_sql"),
    ("contact_field", "ContactChar", "convert_to_cache convert_to_record to_sql"),
    ("contact_field", "ContactChar", "convert_to_read convert_to_write"),
    ("crm_privacy_quota_read", "Base", "_read_format"),
    ("crm_privacy_quota_group", "Base", "_read_group _read_grouping_sets"),
    ("mail_thread", "MailThread", "message_subscribe message_post message_notify"),
    ("mail_thread", "MailThread", "_compute_message_partner_ids"),
    ("mail_thread", "Base", "_message_get_suggested_recipients_batch"),
    ("res_partner_names", "ResPartner", "create _compute_display_name"),
    ("res_partner_names", "ResPartner", "_compute_same_vat_partner_id"),
    ("web_read", "Base", "web_search_read web_read"),
    ("web_read", "ResPartner", "web_search_read web_read filtered"),
)
LIST = {
    name: {}
    for name in ("name", "date_order", "state", "amount_total", "invoice_status")
} | {
    "user_id": {"fields": {"display_name": {}}},
    "partner_id": {"fields": {"display_name": {}, "phone": {}, "email": {}}},
}


def main(arguments):
    options = parse(arguments, __doc__)
    figures = Figures(f"Guard, {options.scale:g} million customers")
    with environment(bench_database(options.scale)) as env:
        uid = env.ref("crm_pool.crm_pool_default").member_ids[3].user_id.id
        bench = Bench(env(user=uid, context={"lang": "en_US"}))
        for title, call in bench.writing():
            ratio, usual = bench.compare(call, time.process_time, no_guard)
            figures.note(title, f"{usual * 1e3:,.1f} ms without (CPU)")
            figures.at_most(f"{title}, with / without", ratio, MOST_WRITING)
        for title, call in bench.reading():
            ratio, usual = bench.compare(call, time.perf_counter, no_guard_nor_rule)
            figures.note(title, f"{usual * 1e3:,.1f} ms without guard and rule")
            figures.at_most(f"{title}, with / without", ratio, MOST_READING)
        env.cr.rollback()  # the database stays as it was
    return figures.exit_code()


class Bench:
    """An account manager's calls, each of which leaves nothing behind."""

    def __init__(self, env):
        self.env = env
        domain = [("user_id", "=", env.uid), ("is_company", "=", True)]
        self.customers = env["res.partner"].search(domain, limit=PAGE, order="id")
        # sudo: account managers enter no products
        self.product = env["product.product"].sudo().create({"name": "Pump"})
        self.orders = env["sale.order"].create(self._order_values(self.customers))
        self.leads = env["crm.lead"].create(self._lead_values(self.customers))
        env.flush_all()

    def _order_values(self, customers):
        line = {"product_id": self.product.id, "product_uom_qty": 2}
        return [
            {"partner_id": customer.id, "order_line": [(0, 0, line), (0, 0, line)]}
            for customer in customers
        ]

    def _lead_values(self, customers):
        return [
            {"name": f"Lead {c.id}", "partner_id": c.id, "type": "opportunity"}
            for c in customers
        ]

    def writing(self):
        customers, env = self.customers[:BATCH], self.env
        other = self.customers[-1]
        orders, leads = self.orders[:BATCH], self.leads[:BATCH]
        note = {"client_order_ref": "changed", "note": "<p>changed</p>"}
        yield (
            "create orders",
            lambda: env["sale.order"].create(self._order_values(customers)),
        )
        yield "write orders", lambda: [order.write(note) for order in orders]
        yield (
            "change an order's customer",
            lambda: [order.write({"partner_id": other.id}) for order in orders],
        )
        yield (
            "create leads",
            lambda: env["crm.lead"].create(self._lead_values(customers)),
        )
        yield (
            "write leads",
            lambda: [
                lead.write({"name": "changed", "expected_revenue": 7}) for lead in leads
            ],
        )

    def reading(self):
        orders = self.env["sale.order"]
        mine = [("user_id", "=", self.env.uid)]
        yield (
            "read a page of 80 orders",
            lambda: orders.web_search_read(mine, LIST, limit=PAGE, count_limit=10_001),
        )

    def compare(self, call, clock, left_out):
        """Return with / without, and the seconds without: middles of many turns."""
        kept, left = [], []
        for turn in range(PAIRS + 1):
            with_guard = self._undone(call, clock)
            with left_out(self.env):
                if left_out is no_guard_nor_rule:
                    self._undone(call, clock)  # fills the caches that it emptied
                without_guard = self._undone(call, clock)
            if left_out is no_guard_nor_rule:
                self._undone(call, clock)
            if turn:  # the first one fills caches
                kept.append(with_guard)
                left.append(without_guard)
        return middle(kept) / middle(left), middle(left)

    def _undone(self, call, clock):
        with self.env.cr.savepoint() as point:
            self.env.invalidate_all()
            gc.collect()
            start = clock()
            call()
            self.env.flush_all()
            elapsed = clock() - start
            point.rollback()
        return elapsed


@contextmanager
def no_guard(_env):
    """Take the guard's methods out; the rules of visibility stay."""
    with ExitStack() as stack:
        for module, name, methods in GUARD:
            owner = getattr(importlib.import_module(MODELS + module), name)
            for method in methods.split():
                stack.enter_context(without(owner, method))
        yield


@contextmanager
def no_guard_nor_rule(env):
    """Take the rules out besides: all that is left is stock Odoo's."""
    users = importlib.import_module(MODELS + "res_users").ResUsers
    nothing_hidden = {
        "_has_hidden_customers": lambda user: False,
        "_customer_write_domain": lambda user: Domain.TRUE,
    }
    with no_guard(env), patch.multiple(users, **nothing_hidden):
        env.registry.clear_cache()
        yield
    env.registry.clear_cache()


@contextmanager
def without(owner, method):
    """Take a method out of a class, so that the next one in line is called."""
    function = owner.__dict__[method]
    delattr(owner, method)
    try:
        yield
    finally:
        setattr(owner, method, function)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
