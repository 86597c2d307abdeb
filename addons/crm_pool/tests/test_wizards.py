from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestWizards(PoolCase):
    def _wizard(self, model, user, customers, source="res.partner"):
        context = {"active_model": source, "active_ids": customers.ids}
        return Form(self.env[model].with_user(user).with_context(**context))

    def _reason(self, name):
        return self.env.ref(f"crm_pool.dictionary_{name}")

    def test_return_needs_a_reason_of_the_dictionary(self):
        """PO-7: with a reason from the dictionary."""
        customers = self._create_customers(2, "held", self.amy)
        form = self._wizard("crm.pool.return", self.amy, customers)
        self.assertEqual(form.customer_count, 2)
        with self.assertRaises(AssertionError):
            form.save()
        form.reason_id = self._reason("return_no_demand")
        form.note = "Ask again in May"
        action = form.save().action_return()
        self.assertEqual(set(customers.mapped("pool_place")), {"public"})
        self.assertEqual(
            self._logs(customers)[-1].reason, "No demand at present: Ask again in May"
        )
        self.assertEqual(action["params"]["done"], "Returned successfully: 2 customers")
        self.assertEqual(action["params"]["undo_minutes"], 1)
        self.assertEqual(set(action["params"]["lost"]), set(customers.ids))

    def test_return_of_others_is_refused_by_the_engine(self):
        """A wizard is no right: the move asks again."""
        customer = self._create_customers(1, "held", self.ben)
        form = self._wizard("crm.pool.return", self.amy, customer)
        form.reason_id = self._reason("return_other")
        params = form.save().action_return()["params"]
        self.assertEqual(params["done"], "", "the client takes a text")
        self.assertIn("You do not hold it.", params["refused"][0])
        self.assertEqual(customer.user_id, self.ben)

    def test_recall_and_undo(self):
        """PO-2, NF-U: recall with reason, undone from the toast."""
        customer = self._create_customers(1, "held", self.amy)
        form = self._wizard("crm.pool.recall", self.leader, customer)
        form.reason_id = self._reason("recall_neglected")
        params = form.save().action_recall()["params"]
        self.assertEqual(
            (customer.pool_place, params["undo"]), ("public", customer.ids)
        )
        self.assertEqual(params["undo_minutes"], 10)
        undone = customer.with_user(self.leader).action_pool_undo_button()["params"]
        self.assertEqual(customer.user_id, self.amy)
        self.assertIn("Undone successfully: 1 customer", undone["done"])
        self.assertFalse(undone["undo"], "an undo is not undone")

    def test_leader_assigns_from_the_window(self):
        """PO-2: assign, by a leader to own members, of what only the window shows."""
        customers = self._create_customers(2)
        form = self._wizard(
            "crm.pool.assign", self.leader, customers, "crm.pool.customer"
        )
        self.assertEqual(form.allowed_member_ids.ids, self.amy_member.ids)
        form.member_id = self.amy_member
        params = form.save().action_assign()["params"]
        self.assertEqual(customers.user_id, self.amy)
        self.assertEqual(params["done"], "Assigned to Amy: 2 customers")
        self.assertEqual(params["undo"], customers.ids)

    def test_assign_shows_load_and_reports_overflow(self):
        """PO-2, PO-6: each member with holdings of capacity; overflow is reported."""
        self.amy_member.write({"own_limits": True, "capacity": 3})
        self._create_customers(2, "held", self.amy)
        customers = self._create_customers(2)
        form = self._wizard("crm.pool.assign", self.manager, customers)
        self.assertEqual(
            form.allowed_member_ids.ids, (self.amy_member | self.ben_member).ids
        )
        shown = self.amy_member.with_context(pool_show_load=True).display_name
        self.assertEqual(shown, "Amy (2 of 3)")
        form.member_id = self.amy_member
        params = form.save().action_assign()["params"]
        self.assertIn("1 customer", params["done"])
        self.assertIn("as many customers as allowed (3)", params["refused"][0])

    def test_preview_before_the_rule_is_saved(self):
        """PO-10: what a rule would take, from whom, before it is saved."""
        amys = self._create_customers(3, "held", self.amy)
        bens = self._create_customers(1, "held", self.ben)
        self._age(amys | bens, claimed_at=20)
        preview = self.env["crm.pool.preview"].with_user(self.supervisor)
        form = Form(preview.with_context(default_pool_id=self.pool.id))
        self.assertEqual((form.days, form.total), (30, 0))
        form.days = 10
        self.assertEqual(form.total, 4)
        self.assertEqual(set(form.customer_ids.ids), set((amys | bens).ids))
        self.assertLess(form.owner_table.index("Amy"), form.owner_table.index("Ben"))
        form.domain = f"[('id', 'in', {bens.ids})]"
        self.assertEqual(form.total, 1)
        self.assertFalse(self.pool.rule_ids)
        form.save().action_save()
        rule = self.pool.rule_ids
        self.assertEqual((rule.kind, rule.days), ("interval", 10))
        self.assertFalse(amys.mapped("reclaim_rule_id"))
        self.assertEqual(bens.reclaim_rule_id, rule)

    def test_preview_of_a_saved_rule_changes_it_only_on_save(self):
        rule = self._create_rule("interval", 30)
        amys = self._create_customers(1, "held", self.amy)
        self._age(amys, claimed_at=20)
        preview = self.env["crm.pool.preview"].with_user(self.supervisor)
        form = Form(preview.with_context(default_rule_id=rule.id))
        self.assertEqual((form.pool_id, form.days, form.total), (self.pool, 30, 0))
        form.days = 5
        self.assertEqual((form.total, rule.days), (1, 30))
        form.is_rule_active = False
        self.assertEqual(form.total, 0)
        form.is_rule_active = True
        form.save().action_save()
        self.assertEqual(rule.days, 5)
        self.assertGreater(amys.reclaim_at, fields.Datetime.add(self.now, days=3))

    def test_preview_of_all_rules(self):
        self._create_rule("never_contacted", 7)
        self._create_rule("interval", 90)
        amys = self._create_customers(2, "held", self.amy)
        self._age(amys, claimed_at=20)
        preview = self.env["crm.pool.preview"].with_user(self.supervisor)
        form = Form(
            preview.with_context(
                default_pool_id=self.pool.id, default_is_whole_pool=True
            )
        )
        self.assertEqual(form.total, 2)

    def test_preview_tells_what_is_wrong(self):
        """NF-I: field, value and remedy, while typing."""
        preview = self.env["crm.pool.preview"].with_user(self.supervisor)
        form = Form(preview.with_context(default_pool_id=self.pool.id))
        for values, words in (
            ({"days": 0}, "from 1 to 3650"),
            ({"days": 10, "domain": "[('nothing', '=', 1)]"}, "nothing"),
        ):
            with self.subTest(**values):
                for name, value in values.items():
                    form[name] = value
                self.assertIn(words, form.problem)
                self.assertEqual(form.total, 0)

    def test_preview_is_for_supervisors(self):
        for user in (self.amy, self.leader, self.manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.env["crm.pool.preview"].with_user(user).create(
                    {"pool_id": self.pool.id}
                )

    def test_numbers_of_a_pool_open_the_customers_behind_them(self):
        self._create_customers(2)
        self._create_customers(3, "held", self.amy)
        pool = self.pool.with_user(self.supervisor)
        for action, count in (
            (pool.action_open_public(), pool.public_count),
            (pool.action_open_held(), pool.held_count),
            (pool.action_open_due(), pool.due_count),
        ):
            with self.subTest(domain=action["domain"]):
                found = self.env["res.partner"].search_count(action["domain"])
                self.assertEqual(found, count)

    def test_movements_of_a_customer(self):
        customer = self._create_customers(1)
        self._window(self.amy, customer).action_claim()
        mine = customer.with_user(self.amy)
        self.assertEqual(mine.pool_log_count, 2)
        action = mine.action_pool_open_log()
        logs = self.env["crm.pool.log"].with_user(self.amy).search(action["domain"])
        self.assertEqual(logs.mapped("move"), ["claim", "enter_public"])
