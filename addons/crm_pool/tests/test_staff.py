from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessDenied, AccessError, RedirectWarning, UserError
from odoo.tests import new_test_user, tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestStaff(PoolCase):
    def _open(self, user=None, caller=None, **values):
        dialog = self.env["crm.pool.staff"].with_user(caller or self.supervisor)
        return dialog.create({"user_id": (user or self.amy).id, **values})

    def test_nobody_goes_who_holds_customers(self):
        """PO-15: archiving is refused with the numbers and the way to the dialog."""
        self._create_customers(2, "held", self.amy)
        for call in (
            lambda: self.amy.action_archive(),
            lambda: self.amy.write({"active": False}),
            lambda: self.amy.unlink(),
        ):
            with self.assertRaisesRegex(RedirectWarning, "2 in Test Pool") as caught:
                call()
            self.assertEqual(
                caught.exception.args[3]["default_user_id"], self.amy.id, "the dialog"
            )
        self.assertTrue(self.amy.active)

    def test_who_holds_nothing_goes_as_ever(self):
        self.outsider.action_archive()
        self.assertFalse(self.outsider.active)

    def test_hand_over_splits_evenly(self):
        """PO-15, PO-2: hand over; equal parts; who is full passes it on."""
        carl = new_test_user(
            self.env,
            "pool_carl",
            groups="sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self._create_member(carl)
        customers = self._create_customers(5, "held", self.amy)
        heirs = self.ben | carl
        dialog = self._open(heir_ids=[(6, 0, heirs.ids)])
        self.assertIn("5 in Test Pool", dialog.holdings)
        dialog.action_apply()
        self.assertEqual(
            sorted(customer.user_id.login for customer in customers),
            ["pool_ben"] * 3 + ["pool_carl"] * 2,
        )
        self.assertEqual(self._logs(customers)[-1].move, "hand_over")
        self.assertEqual(self._logs(customers)[-1].actor_id, self.supervisor)
        self.assertLedgerTrue(customers)

    def test_turns_come_first_and_in_id_order(self):
        """PO-15, NF-F: two who give to the same members wait for each other and never
        for good."""
        self._create_customers(2, "held", self.amy)
        members = self.ben_member | self._create_member(self.outsider)
        taken = []
        take_turn = type(members)._take_turn

        def record(member, day):
            taken.append(member.id)
            return take_turn(member, day)

        dialog = self._open(heir_ids=[(6, 0, (self.outsider | self.ben).ids)])
        with patch.object(type(members), "_take_turn", record):
            dialog.action_apply()
        self.assertEqual(taken[:2], sorted(members.ids))

    def test_all_or_nothing(self):
        """PO-15: if the colleagues have no room nothing is changed, unless the
        supervisor ticks over capacity."""
        customers = self._create_customers(4, "held", self.amy)
        self._create_customers(3, "held", self.ben)
        dialog = self._open(heir_ids=[(6, 0, self.ben.ids)])
        with self.assertRaisesRegex(UserError, "2 cannot go"), self.env.cr.savepoint():
            dialog.action_apply()
        self.env.invalidate_all()
        self.assertEqual(customers.user_id, self.amy)
        dialog.over_capacity = True
        dialog.action_apply()
        self.assertEqual(customers.user_id, self.ben)

    def test_release_all(self):
        """PO-15: all goes into the pool, protected ones too, by the supervisor."""
        customers = self._create_customers(2, "held", self.amy)
        self._age(customers[0], protected_until=-5)
        self._open(disposal="release").action_apply()
        self.assertEqual(set(customers.mapped("pool_place")), {"public"})
        self.assertFalse(customers.user_id)
        self.assertLedgerTrue(customers)

    def test_lock_now(self):
        """PO-15: login, keys and sessions end; holdings go to the leader's activity."""
        customers = self._create_customers(2, "held", self.amy)
        expiry = fields.Datetime.add(self.now, days=1)
        keys = self.env["res.users.apikeys"].with_user(self.amy)
        key = keys._generate("rpc", "phone", expiry)
        token = self.amy._compute_session_token("sid")
        self._open(disposal="lock").action_apply()
        self.env.invalidate_all()
        self.assertFalse(self.amy.active)
        self.assertNotEqual(self.amy._compute_session_token("sid"), token)
        self.assertFalse(keys.sudo()._check_credentials(scope="rpc", key=key))
        with self.assertRaises(AccessDenied):
            self.env["res.users"].authenticate(
                {"login": "pool_amy", "password": "pool_amy", "type": "password"}, {}
            )
        self.assertEqual(customers.user_id, self.amy)
        activity = self.env["mail.activity"].search(
            [("user_id", "=", self.leader.id), ("summary", "like", "Amy is locked")]
        )
        self.assertIn("2 in Test Pool", activity.summary)
        self.assertTrue(customers.with_user(self.leader).read(["name"]))
        answer = self._create_customers(1).with_user(self.manager)
        answer = answer.action_pool_assign(self.amy.id)
        self.assertFalse(answer["done"], "nobody who is locked receives anything")

    def test_administrators_are_not_locked_here(self):
        """NF-S: a supervisor does not lock the administrator out."""
        admin = new_test_user(
            self.env,
            "pool_admin",
            groups="base.group_erp_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        for user in (admin, self.supervisor):
            with self.assertRaises(AccessError):
                self._open(user, disposal="lock").action_apply()
            self.assertTrue(user.active)

    def test_who_may(self):
        """NF-S: supervisors and administrators of users, in their companies."""
        self._create_customers(1, "held", self.amy)
        for caller in (self.amy, self.ben, self.leader, self.manager):
            with self.subTest(caller=caller.name), self.assertRaises(AccessError):
                self._open(caller=caller)
        stranger = new_test_user(
            self.env, "pool_stranger", groups="sales_team.group_sale_manager"
        )
        dialog = self._open(disposal="release")
        with self.assertRaises(AccessError):
            dialog.with_user(stranger).sudo(False).action_apply()
        for name in ("_pool_lock", "_pool_hand_over", "_pool_release_all"):
            self.assertTrue(hasattr(self.amy, name), "private: not over RPC")

    def _create_other_company(self):
        """Amy works in a second company too, holds there, and is in a team there."""
        company = self.env["res.company"].create({"name": "Other Pool Company"})
        self.amy.company_ids += company
        pool = self.env["crm.pool"].create(
            {"name": "Other Pool", "company_id": company.id, "is_default": True}
        )
        self._create_member(self.amy, pool)
        customer = self.records.with_company(company).create(
            {
                **self._prepare_customer("held"),
                "company_id": company.id,
                "pool_id": pool.id,
                "pool_place": "held",
                "user_id": self.amy.id,
            }
        )
        self.assertEqual(customer.pool_place, "held")
        return company, customer

    def test_companies_of_the_supervisor(self):
        """PO-15, NF-S: what somebody holds in companies where the supervisor does not
        work is neither told nor touched."""
        _company, theirs = self._create_other_company()
        for disposal in ("release", "hand_over"):
            with self.subTest(disposal=disposal):
                ours = self._create_customers(1, "held", self.amy)
                dialog = self._open(disposal=disposal, heir_ids=[(6, 0, self.ben.ids)])
                self.assertNotIn("Other Pool", dialog.holdings)
                dialog.action_apply()
                self.assertNotEqual(ours.user_id, self.amy)
                self.assertEqual(theirs.user_id, self.amy)
                self.assertTrue(self.amy.active)
        with self.assertRaisesRegex(AccessError, "companies that are not yours"):
            self._open(disposal="lock").action_apply()
        self.supervisor.company_ids += theirs.company_id
        self.assertIn("Other Pool", self._open().holdings)
        self._open(disposal="lock").action_apply()
        self.assertFalse(self.amy.active)

    def test_teams_of_other_companies_stay(self):
        """PO-15: a change of team is one in the supervisor's companies."""
        company, _customer = self._create_other_company()
        teams = self.env["crm.team"]
        there, new = teams.create(
            [
                {"name": "There", "company_id": company.id},
                {"name": "New", "company_id": self.company.id},
            ]
        )
        multi = {"key": "sales_team.membership_multi", "value": "True"}
        self.env["ir.config_parameter"].create(multi)
        there.member_ids = self.amy
        change = {"occasion": "team", "disposal": "keep"}
        self._open(team_id=new.id, **change).action_apply()
        self.assertEqual(self.amy.crm_team_ids, there | new)
        with self.assertRaises(AccessError):
            self._open(team_id=there.id, **change).action_apply()

    def test_who_is_in_charge_is_locked_by_administrators_of_users(self):
        """PO-15, NF-S: no supervisor locks another one, nor who administers."""
        users = {
            group: new_test_user(
                self.env,
                f"pool_{group}",
                groups=f"{addon}.{group}",
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            for addon, group in (
                ("sales_team", "group_sale_manager"),
                ("crm_customer", "group_customer_admin"),
                ("crm_customer", "group_executive"),
                ("base", "group_erp_manager"),
            )
        }
        administrator = users.pop("group_erp_manager")
        for name, user in users.items():
            with self.subTest(name=name):
                with self.assertRaisesRegex(AccessError, "administrator of users"):
                    self._open(user, disposal="lock").action_apply()
                self.assertTrue(user.active)
                self._open(user, administrator, disposal="lock").action_apply()
                self.assertFalse(user.active)

    def test_leaving_a_team_asks_what_goes_along(self):
        """PO-15: the team brings her into the pool and she holds customers."""
        self.amy_member.unlink()
        self.pool.team_ids = self.team
        self._create_customers(1, "held", self.amy)
        membership = self.amy.crm_team_member_ids
        with self.assertRaisesRegex(RedirectWarning, "what goes along"):
            membership.action_archive()

    def test_changing_the_team(self):
        """PO-15: all goes along, is released, or is handed over."""
        other = self.env["crm.team"].create(
            {"name": "Other Team", "company_id": self.company.id}
        )
        self.amy_member.unlink()
        self.pool.team_ids = self.team
        for disposal, owner in (
            ("keep", self.amy),
            ("release", self.env["res.users"]),
            ("hand_over", self.ben),
        ):
            with self.subTest(disposal=disposal):
                customer = self._create_customers(1, "held", self.amy)
                self._open(
                    occasion="team",
                    team_id=other.id,
                    disposal=disposal,
                    heir_ids=[(6, 0, self.ben.ids)],
                ).action_apply()
                self.assertEqual(customer.user_id, owner)
                self.assertEqual(self.amy.crm_team_ids, other)
                member = self.pool._get_member(self.amy)
                self.assertEqual(bool(member), disposal == "keep")
                self._open(
                    occasion="team", team_id=self.team.id, disposal="keep"
                ).action_apply()
                customer.with_user(self.supervisor).action_pool_recall("Next")
                self.pool._get_member(self.amy).by_team = True
        self.assertFalse(other.crm_team_member_ids.filtered("active"))
