from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LeadCase, PoolCase


class LedgerTests:
    def test_ledger_is_append_only_for_everyone(self):
        """PO-3: append-only over every interface, for administrators too."""
        customer = self._create_customers(1)
        log = self._logs(customer)
        for user in (self.amy, self.supervisor, self.env.user):
            as_user = log.with_user(user)
            for call in (
                lambda log=as_user: log.write({"reason": "x"}),
                lambda log=as_user: log.unlink(),
                lambda log=as_user: log.create({customer._pool_log_field: customer.id}),
            ):
                with self.subTest(user=user.name), self.assertRaises(AccessError):
                    call()
        with self.assertRaises(AccessError):
            log.sudo().unlink()

    def test_replay_equals_present_after_many_moves(self):
        """PO-3: replaying the ledger gives the present owners exactly."""
        customers = self._create_customers(3)
        self._window(self.amy, customers).action_claim()
        customers[0].with_user(self.amy).action_pool_return("No demand")
        customers[1].with_user(self.manager).action_pool_recall("Neglected")
        customers[1].with_user(self.manager).action_pool_assign(self.ben.id)
        self.assertLedgerTrue(customers)
        moves = self._logs(customers[1])
        self.assertEqual(
            moves.mapped("move"), ["enter_public", "claim", "recall", "assign"]
        )
        self.assertEqual(moves.mapped("sequence"), [1, 2, 3, 4])

    def test_verify_finds_what_does_not_agree(self):
        customers = self._create_customers(3)
        self._window(self.amy, customers).action_claim()
        field = customers._pool_log_field
        self.env.cr.execute(
            f"UPDATE {customers._table} SET user_id = %s WHERE id = %s",
            (self.ben.id, customers[0].id),
        )
        self.env.cr.execute(
            f"DELETE FROM crm_pool_log WHERE {field} = %s AND sequence = 1",
            (customers[1].id,),
        )
        self.env.cr.execute(
            f"DELETE FROM crm_pool_log WHERE {field} = %s", (customers[2].id,)
        )
        self.env.invalidate_all()
        found = {row.get(field) for row in self.env["crm.pool.log"]._verify()}
        self.assertLessEqual(set(customers.ids), found)

    def test_history_belongs_to_those_who_may_see_the_customer(self):
        """NF-S: the ledger tells nothing of hidden customers."""
        customer = self._create_customers(1, "held", self.amy)
        for user, count in (
            (self.amy, 1),
            (self.leader, 1),
            (self.manager, 1),
            (self.supervisor, 1),
            (self.ben, 0),
            (self.outsider, 0),
        ):
            with self.subTest(user=user.name):
                logs = self.env["crm.pool.log"].with_user(user)
                self.assertEqual(
                    logs.search_count([(customer._pool_log_field, "=", customer.id)]),
                    count,
                )

    def test_ledger_stays_readable_when_records_are_gone(self):
        """PO-3: purge and import undo take the customer, not its history."""
        rule = self._create_rule("interval", 30)
        customer = self._create_customers(1, "held", self.amy)
        self._age(customer, claimed_at=100)
        customer._pool_reclaim(self.now)
        log = self._logs(customer)[-1]
        table, field = customer._table, customer._pool_log_field
        self.env.cr.execute(f"DELETE FROM {table} WHERE id = %s", (customer.id,))
        rule.unlink()
        self.env.invalidate_all()
        name = {"fields": {"display_name": {}}}
        [row] = log.with_user(self.supervisor).web_read(
            {field: name, "rule_id": name, "from_user_id": name}
        )
        self.assertIn(str(customer.id), row[field]["display_name"])
        self.assertIn("Removed", row["rule_id"]["display_name"])
        self.assertEqual(row["from_user_id"]["display_name"], "Amy")


@tagged("post_install", "-at_install")
class TestLedger(LedgerTests, PoolCase):
    """Customers."""


@tagged("post_install", "-at_install")
class TestLedgerLeads(LedgerTests, LeadCase):
    """PO-14: leads."""
