from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .share_common import ShareCase


@tagged("post_install", "-at_install")
class TestShareRecords(ShareCase):
    """The table of shares, and what the screens make of it."""

    def test_nobody_writes_the_table(self):
        """PO-12: over no interface, not even in superuser mode."""
        self._share(self.customer, self.ben)
        share = self._open(self.customer)
        values = {
            "customer_id": self.customer.id,
            "user_id": self.outsider.id,
            "access": "work",
            "shared_at": self.now,
        }
        for user in (self.amy, self.ben, self.leader, self.supervisor, self.env.user):
            for su in (False, True):
                record = share.with_user(user).sudo(su)
                with self.subTest(user=user.name, su=su):
                    with self.assertRaises(AccessError):
                        record.create(values)
                    with self.assertRaises(AccessError):
                        record.write({"access": "work"})
                    with self.assertRaises(AccessError):
                        record.write({"ends_at": False})
                    with self.assertRaises(AccessError):
                        record.unlink()
        for user in (self.ben, self.amy):
            for name in ("share_ids", "open_share_ids"):
                for command in (
                    (0, 0, values),
                    (1, share.id, {"access": "work"}),
                    (2, share.id, 0),
                ):
                    customer = self.customer.with_user(user)
                    with self.subTest(user=user.name, name=name, command=command):
                        with self.assertRaises(AccessError):
                            customer.write({name: [command]})
        self.assertEqual(self._open(self.customer).access, "read")

    def test_who_reads_the_table(self):
        """NF-S: who sees the customer, nobody else."""
        self._share(self.customer, self.ben)
        share = self._open(self.customer)
        for user, sees in (
            (self.amy, True),
            (self.ben, True),
            (self.leader, True),
            (self.manager, True),
            (self.supervisor, True),
            (self.outsider, False),
        ):
            with self.subTest(user=user.name):
                rows = self.env["crm.pool.share"].with_user(user)
                found = rows.search([("customer_id.name", "=", self.customer.name)])
                self.assertEqual(share in found, sees)
                self.assertEqual(share.with_user(user).has_access("read"), sees)
                count = rows.search_count([("id", "=", share.id)])
                self.assertEqual(bool(count), sees)
        self.customer.with_user(self.amy).action_pool_unshare(self.ben.ids)
        self.assertFalse(share.with_user(self.ben).has_access("read"))
        self.assertFalse(share.with_user(self.portal).has_access("read"))

    def test_lists_and_badges(self):
        """PO-12: shared ones stand among one's own, with a badge; two filters."""
        other = self._create_customers(1, "held", self.amy)
        self._share(self.customer, self.ben, "work")
        for user, to_me, by_me, badge in (
            (self.amy, False, True, "out"),
            (self.ben, True, False, "work"),
            (self.supervisor, False, False, "out"),
        ):
            with self.subTest(user=user.name):
                partners = self.env["res.partner"].with_user(user)
                ours = [("id", "in", (self.customer + other).ids)]
                for name, found in (
                    ("is_shared_to_me", to_me),
                    ("is_shared_by_me", by_me),
                ):
                    result = partners.search([*ours, (name, "=", True)])
                    self.assertEqual(bool(result), found)
                    self.assertNotIn(other, result)
                    rest = partners.search([*ours, (name, "=", False)])
                    self.assertEqual(self.customer in rest, not found)
                    self.assertEqual(self.customer.with_user(user)[name], found)
                self.assertEqual(self.customer.with_user(user).share_badge, badge)
        self.assertFalse(other.with_user(self.amy).share_badge)
        note = self.customer.with_user(self.ben).share_note
        self.assertIn("Amy", note)
        self.assertIn("Work", note)
        view = self.env["res.partner"].get_view(
            self.env.ref("crm_customer.res_partner_view_search_customer").id, "search"
        )
        self.assertIn("is_shared_to_me", view["arch"])

    def test_dialog(self):
        """PO-12: choose colleagues, access and day, for one or many."""
        form = Form(
            self.env["crm.pool.share.wizard"]
            .with_user(self.amy)
            .with_context(active_model="res.partner", active_ids=self.customer.ids)
        )
        self.assertNotIn(self.portal, form.allowed_user_ids)
        self.assertNotIn(self.amy, form.allowed_user_ids)
        form.user_ids.add(self.ben)
        form.access = "work"
        toast = form.save().action_share()
        self.assertIn("Ben", toast["params"]["done"])
        self.assertEqual(self._open(self.customer).access, "work")

    def test_end_from_the_list(self):
        """PO-12: the row's button, for those who may; a toast says so."""
        self._share(self.customer, self.ben)
        share = self._open(self.customer)
        for user, allowed in (
            (self.amy, True),
            (self.ben, True),
            (self.leader, True),
            (self.supervisor, True),
        ):
            row = share.with_user(user)
            self.assertEqual(row.is_end_allowed, allowed, user.name)
        with self.assertRaises(AccessError):
            share.with_user(self.outsider).action_end()
        toast = share.with_user(self.amy).action_end()
        self.assertTrue(toast["params"]["done"])
        self.assertFalse(self._open(self.customer))

    def test_history_is_seen(self):
        """PO-12: who sees a customer by a share sees where it has been."""
        logs = self._logs(self.customer).with_user(self.ben)
        self.assertFalse(logs.search([("partner_id", "=", self.customer.id)]))
        self._share(self.customer, self.ben)
        self.assertTrue(logs.search([("partner_id", "=", self.customer.id)]))

    def test_signing_in_as_the_customer(self):
        """Security: who works on a customer does not sign in as it."""
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        self._share(self.customer, self.ben, "work")
        for user, may in ((self.amy, True), (self.ben, False)):
            partner = self.contact.with_user(user)
            params = partner.signup_get_auth_param()[partner.id]
            self.assertEqual(bool(params), may, user.name)
