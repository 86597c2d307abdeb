from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.crm_privacy.models.res_users_operations import OPERATIONS

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestDialogAnswers(PoolCase):
    """What dialogs and toasts tell an account manager who names, over RPC, customers
    that they do not see (NF-S)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in OPERATIONS:
            group = cls.env.ref(f"crm_privacy.group_operation_{name}")
            cls.outsider.group_ids += group
        cls.hidden = cls._create_customers(1, "held", cls.amy, name="Hidden Zq Ltd")

    def _dialog(self, model, **values):
        return (
            self.env[model]
            .with_user(self.outsider)
            .create(
                {
                    "res_model": "res.partner",
                    "customer_ids": self.hidden.ids,
                    **values,
                }
            )
        )

    def _reason(self, kind):
        return self.env["crm.dictionary.item"].search([("kind", "=", kind)], limit=1)

    def test_who_may_receive_tells_neither_owner_nor_members(self):
        """PO-8, PO-9"""
        dialog = self._dialog(
            "crm.pool.transfer",
            user_id=self.outsider.id,
            reason_id=self._reason("transfer_reason").id,
        )
        self.assertFalse(dialog.allowed_user_ids & (self.amy | self.ben))
        dialog = self._dialog("crm.pool.share.wizard", user_ids=self.outsider.ids)
        colleagues = dialog.allowed_user_ids & (self.amy | self.ben)
        self.assertIn(len(colleagues), (0, 2), "the owner is the one left out")

    def test_receivers_of_a_distribution_are_members_that_one_sees(self):
        line = self.env["crm.pool.distribute.line"].with_user(self.outsider)
        line = line.create({"member_id": self.amy_member.id})
        for name in ("user_id", "pool_id", "held_count", "capacity", "weight"):
            with self.subTest(name), self.assertRaises(AccessError):
                line.read([name])

    def test_toasts_name_no_foreign_request(self):
        """PO-5, PO-6"""
        self.pool.claim_mode = "approval"
        public = self._create_customers(1, name="Asked Zq Ltd")
        self._window(self.ben, public).action_request("Mine")
        request = self.env["crm.pool.request"].search([("partner_id", "=", public.id)])
        extension = self.env["crm.pool.extension"].create(
            {
                "partner_id": self.hidden.id,
                "pool_id": self.pool.id,
                "until": self.now,
                "held_since": self.now,
                "asked_by_id": self.amy.id,
            }
        )
        for record in (request, extension):
            for name in ("action_approve_button", "action_withdraw_button"):
                with self.subTest(record=record._name, method=name):
                    self.env.flush_all()
                    self.env.invalidate_all()
                    method = getattr(record.with_user(self.outsider), name)
                    self.assertNotIn("Zq", str(method()))

    def test_a_merge_refused_names_nobody(self):
        """PO-13"""
        into = self._create_customers(1, "held", self.amy, name="Group Zq Ltd")
        self.hidden.parent_id = into
        with self.assertRaises(AccessError) as raised:
            self.hidden.with_user(self.outsider).action_pool_merge(into.id)
        self.assertNotIn("Zq", str(raised.exception))

    def test_who_left_the_company_claims_nothing(self):
        """PO-4: a membership does not outlive the right to the company."""
        public = self._create_customers(1)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.amy.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        answer = self._window(self.amy, public).action_claim()
        self.assertFalse(answer["done"])
        self.assertIn("none of your pools", answer["refused"][str(public.id)])
        # Nor is anything given to them.
        self.assertEqual(self.pool._get_all_receivers(), self.ben_member)
        receivers = self.pool._get_receivers(self.supervisor)
        self.assertEqual(receivers, self.ben_member)

    def test_refusals_do_not_tell_places(self):
        """PO-8, PO-10, PO-14: who may not do something is told the same of what is
        held, public, deleted or not there at all."""
        public = self._create_customers(1)
        binned = self._create_customers(1)
        binned.with_user(self.supervisor).action_pool_bin("Wrong")
        nothing = self.records.browse(2**31 - 1)
        records = self.hidden | public | binned | nothing
        today = self.pool._local_day(self.now)
        calls = {
            "rest": lambda asked: asked.action_pool_rest(today),
            "unrest": lambda asked: asked.action_pool_unrest(),
            "share": lambda asked: asked.action_pool_share(self.ben.ids),
            "extend": lambda asked: asked.action_pool_extend(today, "Why"),
        }
        for name, call in calls.items():
            refused = call(records.with_user(self.outsider))["refused"]
            with self.subTest(name):
                self.assertEqual(set(refused), {str(i) for i in records.ids})
                self.assertEqual(len(set(refused.values())), 1, refused)
