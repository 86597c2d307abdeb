from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .secrets_common import SecretsCase

MANY = 90
PHONE = "13800138000"


@tagged("post_install", "-at_install")
class TestQuota(SecretsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = cls.env["res.partner"].create(
            [
                {"name": f"Many Zq {n}", "customer_state": "potential"}
                for n in range(MANY)
            ]
        )
        cls.set_owner(cls.many, cls.owner)
        cls.env.cr.execute(
            "UPDATE res_partner SET phone = %s WHERE id = ANY(%s)",
            (PHONE, cls.many.ids),
        )
        cls.env.invalidate_all()

    def setUp(self):
        super().setUp()
        self.env.cr.postcommit.clear()
        self.quota = self.env["crm.privacy.quota"]

    def answer(self):
        """Do what follows an answer: write what was counted."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()
        self.env.invalidate_all()

    def row(self, user):
        return self.quota.search([("user_id", "=", user.id)])

    def read_many(self, user=None, records=None):
        records = (records or self.many).with_user(user or self.owner)
        return records.read(["name", "phone"])

    def test_only_bulk_contact_data_is_counted(self):
        """NF-S: more than 80 customers and contact data of theirs."""
        many = self.many.with_user(self.owner)
        many[:80].read(["phone"])
        many.read(["name", "customer_level_id"])
        many.sudo().read(["phone"])
        vendors = self.env["res.partner"].create(
            [{"name": f"Vendor Zq {n}"} for n in range(MANY)]
        )
        vendors.with_user(self.owner).read(["phone"])
        self.assertFalse(self.env.cr.postcommit.data)
        for count, call in enumerate(
            (
                lambda: many.read(["phone"]),
                lambda: many.search_read([("id", "in", many.ids)], ["phone"]),
                lambda: many.web_search_read([("id", "in", many.ids)], {"phone": {}}),
                lambda: many.web_read({"phone": {}}),
            ),
            1,
        ):
            call()
            self.answer()
            self.assertEqual(self.row(self.owner).reads, count * MANY)
        self.assertEqual(len(self.row(self.owner)), 1)

    def test_leads_are_counted(self):
        """NF-S: leads hold contact data too."""
        leads = self.env["crm.lead"].create(
            [{"name": f"Lead Zq {n}", "user_id": self.owner.id} for n in range(MANY)]
        )
        leads.with_user(self.owner).read(["phone"])
        self.answer()
        self.assertEqual(self.row(self.owner).reads, MANY)

    def test_groups_by_contact_data_are_counted(self):
        """NF-S: a list of groups is a list of numbers."""
        self.env.cr.execute(
            "UPDATE res_partner SET phone = phone || id WHERE id = ANY(%s)",
            (self.many.ids,),
        )
        domain = [("id", "in", self.many.ids)]
        partners = self.env["res.partner"].with_user(self.owner)
        partners.formatted_read_group(domain, ["phone"], ["__count"])
        partners.formatted_read_group(domain, [], ["phone:array_agg"])
        partners.formatted_read_group(domain, ["customer_state"], ["__count"])
        self.answer()
        self.assertEqual(self.row(self.owner).reads, 2 * MANY)
        self.env.company.privacy_daily_quota = 1
        with self.refused("0 of 1"):
            partners.formatted_read_group(domain, ["phone"], ["__count"])
        users = self.env["res.users"].with_user(self.owner)
        self.assertTrue(users._is_contact_spec("partner_id.phone"))
        self.assertFalse(users._is_contact_spec("partner_id.name"))

    def test_masked_beyond_the_quota(self):
        """NF-S: what is left is shown, the rest masked; supervisors are told once."""
        self.env.company.privacy_daily_quota = MANY + 10
        self.assertEqual({row["phone"] for row in self.read_many()}, {PHONE})
        self.answer()
        phones = [row["phone"] for row in self.read_many()]
        self.assertEqual(phones[:10], [PHONE] * 10)
        self.assertEqual(set(phones[10:]), {"138****8000"})
        self.answer()
        self.assertEqual(self.row(self.owner).reads, MANY + 10)
        self.assertTrue(self.row(self.owner).is_told)
        activities = self.env["mail.activity"].search(
            [("user_id", "=", self.supervisor.id), ("res_model", "=", False)]
        )
        self.assertEqual(len(activities), 1)
        self.assertIn(self.owner.name, activities.summary)
        self.assertEqual({r["phone"] for r in self.read_many()}, {"138****8000"})
        self.answer()
        self.assertEqual(len(activities.search([("id", "in", activities.ids)])), 1)
        # a page of a list stays readable, and so do others
        page = self.many[:80].with_user(self.owner).read(["phone"])
        self.assertEqual({row["phone"] for row in page}, {PHONE})
        rows = self.read_many(self.supervisor)
        self.assertEqual({row["phone"] for row in rows}, {PHONE})

    def test_one_request_counts_once_for_each_call(self):
        """NF-S: what is under way counts before it is written."""
        self.env.company.privacy_daily_quota = MANY
        self.assertEqual({r["phone"] for r in self.read_many()}, {PHONE})
        self.assertEqual({r["phone"] for r in self.read_many()}, {"138****8000"})

    def test_reveals_and_searches_are_counted_and_refused(self):
        """NF-S, CU-9: numbers cannot be tried out by searching."""
        self.env.company.privacy_daily_quota = 3
        customer = self.customer.with_user(self.owner)
        customer._reveal("id_number", "x")
        customer.search([("id_number", "in", ["1", "2"])])
        self.answer()
        row = self.row(self.owner)
        self.assertEqual((row.reveals, row.searches), (1, 2))
        with self.refused("0 of 3"):
            customer._reveal("id_number", "x")
        with self.assertRaises(UserError):
            customer.search([("id_number", "=", "1")])

    def test_no_quota(self):
        """NF-S: 0 switches the limit off; it is counted all the same."""
        self.env.company.privacy_daily_quota = 0
        self.assertEqual({r["phone"] for r in self.read_many()}, {PHONE})
        self.answer()
        self.assertEqual(self.row(self.owner).reads, MANY)

    def test_days_are_those_of_the_company(self):
        """NF-S: the user's own time zone starts no new day."""
        self.env.company.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time("2026-03-01 15:59:00"):
            self.assertEqual(str(self.quota._get_day()), "2026-03-01")
        with freeze_time("2026-03-01 16:00:00"):
            self.owner.tz = "America/New_York"
            day = self.quota.with_user(self.owner)._get_day()
            self.assertEqual(str(day), "2026-03-02")

    def test_two_at_once_are_added(self):
        """NF-S: one row per user and day, whoever writes first."""
        day = self.quota._get_day()
        for _request in range(3):
            self.quota._add(self.owner.id, day, self.env.company.id, {"reads": 100})
        self.assertEqual(self.row(self.owner).reads, 300)
