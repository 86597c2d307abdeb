from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import SALESMAN, PoolCase

ADMINISTRATOR = f"{SALESMAN},crm_customer.group_customer_admin"


@tagged("post_install", "-at_install")
class TestMerge(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._create_user("merger", ADMINISTRATOR)

    def _merge(self, away, into, user=None, owner=None):
        away = away.with_user(user or self.supervisor)
        answer = away.action_pool_merge(into.id, owner and owner.id)
        self.env.invalidate_all()
        return answer

    def test_who_may_merge(self):
        """PO-2: supervisor, administrator."""
        for user in (self.amy, self.leader, self.manager, self.outsider):
            into, away = self._create_customers(2)
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._merge(away, into, user)
            self.assertTrue(away.exists())
        for user in (self.supervisor, self.admin):
            into, away = self._create_customers(2)
            with self.subTest(user=user.name):
                ids = away.ids
                self.assertEqual(self._merge(away, into, user)["done"], ids)
                self.assertFalse(away.exists())

    def test_a_row_a_side_and_the_ids_stay(self):
        """CU-5, PO-3: the ledger keeps ids and gets one row a side."""
        into = self._create_customers(1, "held", self.amy)
        away = self._create_customers(4)
        before = self._logs(away)
        codes = away.mapped("customer_code")
        self._merge(away, into)
        logs = self._logs(away)
        self.assertEqual(logs[: len(before)], before)
        new = logs - before
        self.assertEqual(set(new.mapped("move")), {"merge_away"})
        self.assertEqual(set(new.mapped("partner_id.id")), set(away.ids))
        self.assertEqual(set(new.mapped("reason")), {into.customer_code})
        last = self._logs(into)[-1]
        self.assertEqual(last.move, "merge")
        for code in codes:
            self.assertIn(code, last.reason)
        self.assertLedgerTrue(into | away)

    def test_nothing_is_lost(self):
        """CU-5: contacts, documents, messages, keys; what it had not is filled."""
        into = self._create_customers(1, "held", self.amy, phone="13800138071")
        away = self._create_customers(
            1, "held", self.ben, phone="13800138072", website="https://zq.example.com"
        )
        contacts = self.env["res.partner"].create(
            [
                {"name": "Li", "parent_id": away.id},
                {"name": "Old", "parent_id": away.id, "active": False},
            ]
        )
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": away.id,
                "user_id": self.ben.id,
                "company_id": self.company.id,
            }
        )
        message = away.message_post(body="said")
        code, state = into.customer_code, into.customer_state
        self._merge(away, into)
        self.assertEqual(contacts.mapped("parent_id"), into)
        self.assertEqual(contacts.mapped("customer_id"), into)
        self.assertEqual(contacts.mapped("user_id"), self.amy)
        self.assertEqual(contacts.mapped("active"), [True, False])
        self.assertEqual((lead.partner_id, lead.user_id), (into, self.amy))
        self.assertEqual(message.res_id, into.id)
        self.assertEqual(into.phone, "13800138071")
        self.assertEqual(into.website[-14:], "zq.example.com")
        self.assertEqual((into.customer_code, into.customer_state), (code, state))
        keys = self.env["crm.duplicate.key"].search([("customer_id", "=", into.id)])
        self.assertIn("name", keys.mapped("kind"))
        self.assertFalse(self._followed_by(self.ben, into))

    def _followed_by(self, user, customer):
        return user.partner_id in customer.message_partner_ids

    def test_owner_chosen_goes_on_in_his_holding(self):
        """PO-2, PO-9: merging is no way to win time, nor to lose it."""
        into = self._create_customers(1, "held", self.amy)
        away = self._create_customers(1, "held", self.ben)
        self._age(into, claimed_at=10)
        self._age(away, claimed_at=30, last_contact_at=2, protected_until=-4)
        names = ("claimed_at", "last_contact_at", "protected_until")
        claimed, contacted, protected = (away[name] for name in names)
        self._merge(away, into, owner=self.ben)
        self.assertEqual(into.user_id, self.ben)
        self.assertEqual([into[n] for n in names], [claimed, contacted, protected])
        kept = self._create_customers(1, "held", self.amy)
        self._age(kept, claimed_at=10)
        start = kept.claimed_at
        self._merge(self._create_customers(1, "held", self.ben), kept)
        self.assertEqual((kept.user_id, kept.claimed_at), (self.amy, start))
        self.assertLedgerTrue(into | kept)

    def test_capacity_of_the_owner_chosen(self):
        """PO-2: counted when the others are gone; all or nothing."""
        self.ben_member.write({"own_limits": True, "capacity": 1})
        into, public = self._create_customers(2)
        his = self._create_customers(1, "held", self.ben)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._merge(public, into, owner=self.ben)
        self.assertTrue(public.exists())
        self.assertEqual((into.pool_place, public.pool_place), ("public", "public"))
        self._merge(his, into, owner=self.ben)
        self.assertEqual(into.user_id, self.ben)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._merge(public, into, owner=self.outsider)

    def test_a_full_owner_keeps_what_is_his(self):
        self.amy_member.write({"own_limits": True, "capacity": 1})
        into = self._create_customers(1, "held", self.amy)
        self.amy_member.write({"capacity": 0})
        self._merge(self._create_customers(1), into)
        self.assertEqual(into.user_id, self.amy)

    def test_binned_ones(self):
        """CU-5: a binned one may go into another, nothing into a binned one."""
        into, binned = self._create_customers(2)
        contact = self.env["res.partner"].create({"name": "Li", "parent_id": binned.id})
        binned.with_user(self.supervisor).action_pool_bin("Twice")
        with self.assertRaises(UserError):
            self._merge(into, binned)
        self._merge(binned, into, self.admin)
        self.assertTrue(contact.active)
        self.assertEqual((contact.customer_id, into.active), (into, True))
        self.assertLedgerTrue(into)

    def test_best_of_both(self):
        """CU-12: a buyer stays one; the last contact is the later."""
        into, away = self._create_customers(2, "held", self.amy)
        product = self.env["product.product"].create({"name": "Pump"})
        order = (
            self.env["sale.order"]
            .with_company(self.company)
            .create(
                {
                    "partner_id": away.id,
                    "company_id": self.company.id,
                    "order_line": [(0, 0, {"product_id": product.id})],
                }
            )
        )
        order.action_confirm()
        self._age(away, last_contact_at=1)
        contacted = away.last_contact_at
        self._merge(away, into)
        self.assertEqual((into.customer_state, order.partner_id), ("active", into))
        self.assertTrue(into.last_order_at)
        self.assertEqual(into.last_contact_at, contacted)

    def test_bad_input(self):
        """NF-I: at least two customers of one company."""
        into = self._create_customers(1)
        contact = self.env["res.partner"].create({"name": "Li", "parent_id": into.id})
        plain = self.env["res.partner"].create({"name": "Plain"})
        below = self._create_customers(1, parent_id=into.id)
        gone = self._create_customers(1)
        self._merge(gone, into)
        for away in (into, contact, plain, below, gone, into.browse()):
            with self.subTest(away=away), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    self._merge(away, into)
        other = self._create_customers(1)
        for into_id, user_id in ((10**8, None), (contact.id, None), (into.id, 10**8)):
            with self.subTest(into_id, user_id=user_id), self.assertRaises(UserError):
                other.with_user(self.supervisor).action_pool_merge(into_id, user_id)

    def test_core_wizard_is_led_through_the_gate(self):
        """CU-5: core's wizard works below the move."""
        into = self._create_customers(1, "held", self.amy)
        away = self._create_customers(1)
        plain = self.env["res.partner"].create({"name": "Plain", "city": "Wuhan"})
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard = wizard.with_user(self.supervisor)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            wizard._merge((into | plain).ids, plain)
        wizard._merge((into | away | plain).ids, into, extra_checks=False)
        self.env.invalidate_all()
        self.assertFalse((away | plain).exists())
        self.assertEqual((into.city, into.user_id), ("Wuhan", self.amy))
        self.assertEqual(self._logs(away)[-1].move, "merge_away")
        contacts = self.env["res.partner"].create(
            [{"name": "Li", "parent_id": into.id}, {"name": "Li", "parent_id": into.id}]
        )
        wizard._merge(contacts.ids, contacts[0], extra_checks=False)
        self.assertFalse(contacts[1].exists())
        self.assertEqual(contacts[0].pool_place, "held")
        self.assertLedgerTrue(into | away)

    def test_mark_is_not_sent_over_rpc(self):
        """Security 7: no right comes from the caller's context."""
        customer = self._create_customers(1)
        forged = customer.with_user(self.supervisor).with_context(crm_pool_merge=True)
        with self.assertRaises(UserError):
            forged.write({"user_id": self.amy.id})
        with self.assertRaises(UserError):
            forged.with_user(self.admin).unlink()

    def test_dialog(self):
        """NF-U: which, how many, what remains; a toast."""
        into = self._create_customers(1, "held", self.amy)
        away = self._create_customers(1, "held", self.ben)
        wizard = self.env["crm.pool.merge"].with_user(self.supervisor)
        form = Form(
            wizard.with_context(
                active_model="res.partner", active_ids=(into | away).ids
            )
        )
        self.assertEqual(set(form.owner_ids.ids), {self.amy.id, self.ben.id})
        form.into_id = into
        form.user_id = self.ben
        params = form.save().action_merge()["params"]
        self.assertIn(f"Merged into {into.name}", params["done"])
        self.assertFalse(params["undo"])
        self.assertEqual(into.user_id, self.ben)
        self.assertGreater(self.now + timedelta(days=1), into.claimed_at)
