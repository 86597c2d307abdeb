from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from odoo.addons.crm_pool.models.crm_pool_mixin import GATE_FIELDS

from .common import LeadCase


@tagged("post_install", "-at_install")
class TestLeadGuard(LeadCase):
    """PO-14: in a pool, owner, pool, place and deadline change by moves alone."""

    def test_no_field_of_the_gate_is_written(self):
        lead = self._create_customers(1, "held", self.amy)
        for user in (self.amy, self.supervisor, self.env.user):
            for name in GATE_FIELDS:
                with self.subTest(user=user.name, field=name):
                    with self.assertRaises(UserError):
                        lead.with_user(user).write({name: False})

    def test_owner_and_company_are_not_written(self):
        lead = self._create_customers(1, "held", self.amy)
        other = self.env["res.company"].create({"name": "Other"})
        for user in (self.amy, self.leader, self.supervisor, self.env.user):
            for values in (
                {"user_id": self.ben.id},
                {"user_id": False},
                {"company_id": other.id},
            ):
                with self.subTest(user=user.name, values=values):
                    with self.assertRaises(UserError):
                        lead.with_user(user).write(values)
        lead.with_user(self.amy).write({"user_id": self.amy.id, "name": "Same"})
        self.assertEqual(lead.name, "Same")

    def test_company_stays_that_of_the_pool(self):
        """Core would take it from a lead without team and salesperson."""
        lead = self._create_customers(1)
        lead.write({"team_id": False, "partner_id": False})
        self.assertEqual(lead.company_id, self.company)

    def test_load_web_save_and_commands_are_guarded(self):
        """Security 33: every way of writing goes through the same door."""
        lead = self._create_customers(1, "held", self.amy)
        as_amy = lead.with_user(self.amy)
        with self.assertRaises(UserError):
            as_amy.web_save({"user_id": self.ben.id}, {"name": {}})
        result = as_amy.with_user(self.supervisor).load(
            [".id", "user_id/.id"], [[str(lead.id), str(self.ben.id)]]
        )
        self.assertFalse(result["ids"])
        self.assertEqual(lead.user_id, self.amy)

    def test_copy_counts_against_the_capacity(self):
        """Security 35: a copy is no second lead outside the quota."""
        self.pool.capacity = 1
        lead = self._create_customers(1, "held", self.amy)
        with self.assertRaises(UserError):
            lead.with_user(self.amy).copy()

    def test_nobody_deletes_what_lies_in_a_pool(self):
        """Spec: deleting bins."""
        lead = self._create_customers(1)
        for user in (self.supervisor, self.env.user):
            with self.assertRaises(UserError):
                lead.with_user(user).unlink()
        self.assertTrue(lead.exists())

    def test_strangers_learn_nothing_by_writing(self):
        """NF-S: a refusal names no lead that the caller does not see."""
        lead = self._create_customers(1, "held", self.amy, name="Zqx Secret")
        for values in ({"active": False}, {"type": "opportunity"}, {"name": "x"}):
            with self.assertRaises(AccessError) as raised:
                lead.with_user(self.ben).write(values)
            self.assertNotIn("Zqx", str(raised.exception))

    def test_holder_is_not_deleted(self):
        """I8: no user goes who holds leads."""
        self._create_customers(1, "held", self.ben)
        with self.assertRaises(RedirectWarning):
            self.ben.unlink()

    def test_core_assignment_leaves_pools_alone(self):
        """PO-14: core's lead assignment touches no lead of a pool."""
        self.team.crm_team_member_ids.assignment_max = 30
        public = self._create_customers(2, email_from="twin@example.com")
        public.write({"team_id": self.team.id})
        self.pool.is_default = False
        outside = self.env["crm.lead"].create(
            {
                "name": "Outside",
                "type": "lead",
                "user_id": False,
                "team_id": self.team.id,
                "company_id": self.company.id,
                "email_from": "twin@example.com",
                "probability": 20,
            }
        )
        self.team._action_assign_leads(force_quota=True)
        self.assertEqual(set(public.mapped("pool_place")), {"public"})
        self.assertFalse(public.user_id)
        self.assertEqual(outside.user_id, self.amy)
