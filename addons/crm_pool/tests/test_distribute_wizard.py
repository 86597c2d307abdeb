from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestDistributeWizard(PoolCase):
    def _open(self, rows, domain=None):
        """Open the dialog as the button above a list does."""
        rows = rows.with_context(active_domain=domain)
        if rows._name == "res.partner":
            action = rows.action_pool_open_distribution()
        else:
            action = rows.action_open_distribution()
        wizard = self.env[action["res_model"]].with_user(rows.env.user)
        return Form(wizard.with_context(**action["context"]))

    def _numbers(self, form):
        lines = form.line_ids._records
        return [(line["is_chosen"], line["count"], line["free"]) for line in lines]

    def _limit(self, member, capacity):
        member.write({"own_limits": True, "capacity": capacity})

    def test_selected_rows_with_a_table_of_who_gets_how_many(self):
        """PO-6, NF-U: members and mode are chosen, the table follows; undo."""
        self._limit(self.amy_member, 3)
        self._create_customers(1, "held", self.amy)
        customers = self._create_customers(6)
        form = self._open(self._window(self.manager, customers))
        self.assertEqual(form.customer_words, "6 customers")
        self.assertEqual(form.by, "evenly")
        self.assertEqual(self._numbers(form), [(True, 2, 2), (True, 4, 5)])
        self.assertFalse(form.overflow)
        form.by = "free_capacity"
        self.assertEqual(self._numbers(form), [(True, 2, 2), (True, 4, 5)])
        with form.line_ids.edit(1) as line:
            line.is_chosen = False
        self.assertEqual(self._numbers(form), [(True, 2, 2), (False, 0, 5)])
        self.assertEqual((form.total, form.overflow), (2, 4))
        self.assertEqual(form.overflow_text, "4: The chosen members have no room left.")
        params = form.save().action_distribute()["params"]
        self.assertEqual(params["done"], "Distributed among 1 members: 2 customers")
        self.assertIn("no room left", params["refused"][0])
        self.assertEqual(params["undo_minutes"], 10)
        self.assertEqual(params["undo"], customers[:2].ids)
        self.assertEqual(customers[:2].user_id, self.amy)
        customers[:2].with_user(self.manager).action_pool_undo_button()
        self.assertFalse(customers.user_id)

    def test_all_that_matches_the_filter(self):
        """PO-6: by the filter of the list, not by the ids of its rows."""
        inside = self._create_customers(3, "public", city="Testville")
        held = self._create_customers(1, "held", self.amy, city="Testville")
        outside = self._create_customers(1)
        domain = [("name", "in", (inside | held).mapped("name"))]
        form = self._open(self._window(self.manager, outside.browse()), domain)
        self.assertFalse(form.customer_ids)
        self.assertEqual((form.customer_words, form.total), ("3 customers", 3))
        form.save().action_distribute()
        self.assertTrue(all(inside.mapped("user_id")))
        self.assertFalse(outside.user_id)
        self.assertEqual(held.user_id, self.amy)

    def test_from_the_customer_list(self):
        customers = self._create_customers(2)
        form = self._open(customers.with_user(self.supervisor))
        form.save().action_distribute()
        self.assertEqual(customers.user_id, self.amy | self.ben)

    def test_the_way_of_the_pool_is_proposed(self):
        self.pool.distribute_by = "weight"
        customers = self._create_customers(2)
        form = self._open(self._window(self.manager, customers))
        self.assertEqual(form.by, "weight")

    def test_a_leader_chooses_among_own_members(self):
        """PO-2: leader to own members."""
        customers = self._create_customers(2)
        form = self._open(self._window(self.leader, customers))
        self.assertEqual(len(form.line_ids), 1)
        form.save().action_distribute()
        self.assertEqual(customers.user_id, self.amy)

    def test_all_and_none(self):
        customers = self._create_customers(2)
        form = self._open(self._window(self.manager, customers))
        form.all_members = False
        self.assertEqual(self._numbers(form), [(False, 0, 5), (False, 0, 5)])
        with self.assertRaisesRegex(UserError, "Choose the members"):
            form.save().action_distribute()

    def test_nothing_to_distribute(self):
        """NF-I: says so instead of an empty dialog."""
        held = self._create_customers(1, "held", self.amy)
        window = self._window(self.manager, held)
        domain = [("id", "=", held.id)]
        with self.assertRaisesRegex(UserError, "nobody holds"):
            self._open(window.browse(), domain)

    def test_no_model_but_lists_of_customers_is_searched(self):
        """NF-S: the dialog's own fields can be written over RPC."""
        wizard = self.env["crm.pool.distribute"].with_user(self.leader)
        dialog = wizard.create({"source": "res.users", "domain": []})
        self.assertFalse(dialog._get_customers())

    def test_a_dialog_is_no_right(self):
        """NF-S: a member who makes the dialog by hand moves nothing."""
        customers = self._create_customers(1)
        wizard = self.env["crm.pool.distribute"].with_user(self.amy)
        line = (0, 0, {"member_id": self.amy_member.id})
        dialog = wizard.create({"customer_ids": customers.ids, "line_ids": [line]})
        self.assertEqual(dialog.total, 0)
        params = dialog.action_distribute()["params"]
        self.assertFalse(params["done"])
        self.assertFalse(customers.user_id)
