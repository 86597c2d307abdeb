from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from odoo.addons.crm_pool.models.crm_pool_mixin import GATE_FIELDS

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestGuard(PoolCase):
    def test_no_field_of_the_gate_is_written(self):
        """PO-2: nothing else changes owner, pool, place or deadline."""
        customer = self._create_customers(1, "held", self.amy)
        for user in (self.amy, self.supervisor, self.env.user):
            for name in GATE_FIELDS:
                with self.subTest(user=user.name, field=name):
                    with self.assertRaises(UserError):
                        customer.with_user(user).write({name: False})

    def test_owner_is_not_written(self):
        customer = self._create_customers(1, "held", self.amy)
        for user in (self.amy, self.supervisor, self.env.user):
            for value in (self.ben.id, False):
                with self.assertRaises(UserError):
                    customer.with_user(user).write({"user_id": value})
        customer.with_user(self.amy).write({"user_id": self.amy.id, "name": "Same"})
        self.assertEqual(customer.name, "Same")

    def test_contact_has_no_owner_of_its_own(self):
        customer = self._create_customers(1, "held", self.amy)
        contact = self.env["res.partner"].create(
            {"name": "Li", "parent_id": customer.id, "user_id": self.ben.id}
        )
        self.assertEqual(contact.user_id, self.amy)
        with self.assertRaises(UserError):
            contact.write({"user_id": self.ben.id})

    def test_plain_partners_keep_stock_behaviour(self):
        """Spec: vendors, staff and plain addresses behave as in stock Odoo."""
        partner = self.env["res.partner"].create({"name": "Vendor"})
        partner.write({"user_id": self.ben.id, "active": False})
        self.assertEqual(partner.user_id, self.ben)
        partner.unlink()
        self.assertFalse(partner.exists())

    def test_customer_is_neither_archived_nor_deleted_nor_moved_away(self):
        """Security 36: state of a pool customer changes by moves only."""
        customer = self._create_customers(1, "held", self.amy)
        other = self.env["res.company"].create({"name": "Other"})
        for values in ({"active": False}, {"company_id": other.id}):
            with self.assertRaises(UserError):
                customer.with_user(self.amy).write(values)
        with self.assertRaises(UserError):
            customer.with_user(self.amy).action_archive()
        with self.assertRaises(UserError):
            customer.with_user(self.supervisor).unlink()
        self.assertTrue(customer.active)

    def test_copy_takes_no_owner_along(self):
        """Security 35: a copy is no second customer outside the quota."""
        customer = self._create_customers(1, "held", self.amy)
        copy = customer.with_user(self.amy).copy()
        self.assertFalse(copy.sudo().pool_place and copy.sudo().claimed_at)

    def test_nested_commands_and_load_are_guarded(self):
        """Security 33: web_save, load and one2many commands go the same way."""
        customer = self._create_customers(1, "held", self.amy)
        mine = self._create_customers(1, "held", self.ben)
        as_ben = self.env["res.partner"].with_user(self.ben)
        with self.assertRaises(UserError):
            mine.with_user(self.ben).write(
                {"child_ids": [(1, customer.id, {"user_id": self.ben.id})]}
            )
        with self.assertRaises(UserError):
            mine.with_user(self.ben).web_save({"user_id": self.amy.id}, {"name": {}})
        result = as_ben.load([".id", "user_id/.id"], [[str(mine.id), str(self.amy.id)]])
        self.assertFalse(result["ids"])
        self.assertEqual(mine.user_id, self.ben)

    def test_gate_methods_are_not_callable_over_rpc(self):
        """Security 7: private methods are refused."""
        public = {
            name
            for name in dir(type(self.env["res.partner"]))
            if "pool" in name
            and not name.startswith("_")
            and name != "pool"
            and callable(getattr(type(self.env["res.partner"]), name, None))
        }
        self.assertEqual(
            public,
            {
                "action_pool_return",
                "action_pool_assign",
                "action_pool_recall",
                "action_pool_undo",
                "action_pool_retry",
                "action_pool_distribute",
                "action_pool_distribute_preview",
                "action_pool_open_distribution",
                "action_pool_transfer",
                "action_pool_share",
                "action_pool_unshare",
                "action_pool_undo_share",
                "action_pool_undo_share_button",
                "action_pool_protect",
                "action_pool_unprotect",
                "action_pool_bin",
                "action_pool_restore",
                "action_pool_purge",
                "action_pool_anonymise",
                "action_pool_rest",
                "action_pool_unrest",
                "action_pool_extend",
                "action_pool_move",
                "action_pool_merge",
                # buttons: they call the others, and tell the outcome in a toast
                "action_pool_undo_button",
                "action_pool_retry_button",
                "action_pool_protect_button",
                "action_pool_open_log",
                "action_pool_unrest_button",
            },
        )

    def test_pool_with_customers_stays(self):
        """Spec: every customer is in exactly one pool."""
        self._create_customers(1)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        for values in ({"active": False}, {"company_id": other.id}):
            with self.assertRaises(UserError):
                self.pool.write(values)

    def test_holder_is_not_deleted(self):
        """I8: disabling a user never orphans customers."""
        customer = self._create_customers(1, "held", self.ben)
        with self.assertRaises(RedirectWarning):
            self.ben.unlink()
        self.assertEqual(customer.user_id, self.ben)
