from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestAccess(PoolCase):
    def _sees(self, user, partner):
        partners = self.env["res.partner"].with_user(user)
        found = partners.search([("id", "=", partner.id)])
        by_name = partners.name_search(partner.name)
        self.assertEqual(
            bool(found), partner.id in [line[0] for line in by_name], user.name
        )
        return bool(found)

    def test_who_sees_a_held_customer(self):
        """People table: owner, leader, pool manager, supervisor; nobody else."""
        customer = self._create_customers(1, "held", self.amy, name="Held Zq Ltd")
        contact = self.env["res.partner"].create(
            {"name": "Contact Zq", "parent_id": customer.id}
        )
        plain = new_test_user(
            self.env,
            "pool_plain",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, [self.company.id])],
        )
        for user, sees in (
            (self.amy, True),
            (self.leader, True),
            (self.manager, True),
            (self.supervisor, True),
            (self.ben, False),
            (self.outsider, False),
            (plain, False),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(self._sees(user, customer), sees)
                self.assertEqual(self._sees(user, contact), sees)

    def test_who_sees_a_public_customer(self):
        """Design 4: what is public is seen through the window alone."""
        customer = self._create_customers(1, name="Public Zq Ltd")
        for user, sees in (
            (self.amy, False),
            (self.leader, False),
            (self.manager, True),
            (self.supervisor, True),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(self._sees(user, customer), sees)

    def test_all_documents_changes_nothing(self):
        """People table: "User: All Documents" sees customers as a salesman does."""
        user = new_test_user(
            self.env,
            "pool_all_docs",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=self.company.id,
            company_ids=[(6, 0, [self.company.id])],
        )
        customer = self._create_customers(1, "held", self.amy, name="Other Zq")
        self.assertFalse(self._sees(user, customer))

    def test_only_the_owner_writes(self):
        customer = self._create_customers(1, "held", self.amy)
        for user in (self.leader, self.manager, self.ben):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                customer.with_user(user).write({"comment": "x"})
        customer.with_user(self.amy).write({"comment": "x"})

    def test_claim_and_return_change_what_is_seen_at_once(self):
        """Security 27: no stale rights within one process."""
        customer = self._create_customers(1, name="Moves Zq")
        self.assertFalse(self._sees(self.amy, customer))
        self._window(self.amy, customer).action_claim()
        self.assertTrue(self._sees(self.amy, customer))
        customer.with_user(self.amy).action_pool_return("No demand")
        self.assertFalse(self._sees(self.amy, customer))

    def test_team_change_counts_at_once(self):
        customer = self._create_customers(1, "held", self.ben, name="Team Zq")
        self.assertFalse(self._sees(self.leader, customer))
        self.team.member_ids += self.ben
        self.assertTrue(self._sees(self.leader, customer))
        self.team.member_ids -= self.ben
        self.assertFalse(self._sees(self.leader, customer))

    def test_team_makes_members(self):
        """PO-1: members are users or teams."""
        self.pool.team_ids = self.team
        self.team.member_ids += self.outsider
        member = self.pool.member_ids.filtered(lambda m: m.user_id == self.outsider)
        self.assertTrue(member.by_team)
        self.team.member_ids -= self.outsider
        self.assertFalse(member.active)
        self.assertTrue(self.amy_member.active)

    def test_members_do_not_configure_pools(self):
        for record in (self.pool, self.amy_member, self._create_rule("interval", 9)):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(self.manager).write({"active": False})
