from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestMovePool(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_pool("North")
        cls.shared = cls._create_pool("South", cls.manager)
        cls.other.manager_ids = cls.ben

    @classmethod
    def _create_pool(cls, name, managers=(), **values):
        ids = [manager.id for manager in managers]
        company = {"company_id": cls.company.id}
        return cls.env["crm.pool"].create(
            {"name": name, "manager_ids": [(6, 0, ids)], **company, **values}
        )

    def test_who_may_move_where(self):
        """PO-2: public → public, manager of both pools, supervisor."""
        for user, target, allowed in (
            (self.manager, self.shared, True),
            (self.manager, self.other, False),
            (self.ben, self.other, False),
            (self.amy, self.shared, False),
            (self.leader, self.shared, False),
            (self.supervisor, self.other, True),
            (self.supervisor, self.pool, False),
        ):
            with self.subTest(user=user.name, pool=target.name):
                customer = self._create_customers(1)
                answer = customer.with_user(user).action_pool_move(target.id, "Region")
                self.assertEqual(answer["done"], customer.ids if allowed else [])
                expected = target if allowed else self.pool
                self.assertEqual(customer.pool_id, expected)
                self.assertEqual(customer.pool_place, "public")
                self.assertLedgerTrue(customer)

    def test_row_of_the_ledger(self):
        customer = self._create_customers(1)
        contact = self.env["res.partner"].create(
            {"name": "Li", "parent_id": customer.id}
        )
        customer.with_user(self.manager).action_pool_move(self.shared.id)
        log = self._logs(customer)[-1]
        self.assertEqual((log.move, log.actor_id), ("move", self.manager))
        self.assertEqual((log.from_pool_id, log.pool_id), (self.pool, self.shared))
        self.assertEqual(contact.pool_id, self.shared)

    def test_only_what_is_public(self):
        """PO-2: held and binned ones do not change their pool."""
        held = self._create_customers(1, "held", self.amy)
        binned = self._create_customers(1)
        binned.with_user(self.supervisor).action_pool_bin("Twice")
        both = (held | binned).with_user(self.supervisor)
        self.assertFalse(both.action_pool_move(self.shared.id)["done"])
        self.assertEqual((held | binned).pool_id, self.pool)

    def test_same_company_and_kind(self):
        """PO-1: a customer belongs to its pool's company."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        self.supervisor.company_ids += elsewhere
        foreign = self._create_pool("Foreign", company_id=elsewhere.id)
        leads = self._create_pool("Leads", kind="leads")
        customer = self._create_customers(1).with_user(self.supervisor)
        self.assertFalse(customer.action_pool_move(foreign.id)["done"])
        with self.assertRaises(UserError):
            customer.action_pool_move(leads.id)
        self.assertEqual(customer.pool_id, self.pool)

    def test_bad_input(self):
        """NF-I: a pool that is there and in use."""
        gone = self._create_pool("Old", active=False)
        customer = self._create_customers(1).with_user(self.supervisor)
        for pool_id in (0, 10**8, gone.id):
            with self.subTest(pool_id), self.assertRaises(UserError):
                customer.action_pool_move(pool_id)

    def test_dialog_offers_what_is_granted(self):
        customers = self._create_customers(2)
        for user, pools in (
            (self.manager, self.shared),
            (self.supervisor, self.shared | self.other),
            (self.amy, self.pool.browse()),
        ):
            wizard = self.env["crm.pool.move"].with_user(user)
            form = Form(
                wizard.with_context(
                    active_model="crm.pool.customer", active_ids=customers.ids
                )
            )
            with self.subTest(user=user.name):
                self.assertEqual(set(form.allowed_pool_ids.ids), set(pools.ids))
                shown = customers[0].with_user(user).sudo().is_pool_move_allowed
                self.assertEqual(shown, bool(pools))
        form = Form(
            self.env["crm.pool.move"]
            .with_user(self.manager)
            .with_context(active_model="res.partner", active_ids=customers.ids)
        )
        form.pool_id = self.shared
        params = form.save().action_move()["params"]
        self.assertEqual(params["done"], "Moved to South: 2 customers")
