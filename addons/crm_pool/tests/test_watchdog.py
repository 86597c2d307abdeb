from datetime import timedelta

from odoo import fields
from odoo.tests import tagged, users

from odoo.addons.base.models.ir_cron import CompletionStatus

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestWatchdog(PoolCase):
    """NF-F, F12, F18: nothing that runs by itself stands still unseen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jobs = cls.env["ir.cron"]._get_watched()
        cls.jobs.write(
            {"active": True, "failure_count": 0, "nextcall": cls.now, "user_id": 1}
        )
        cls.job = cls.env.ref("crm_pool.ir_cron_pool_reclaim")
        cls.admin = cls._create_user("watcher", "crm_customer.group_customer_admin")

    def _told(self):
        kind = self.env.ref("crm_pool.mail_activity_type_schedule")
        return self.env["mail.activity"].search(
            [("activity_type_id", "=", kind.id), ("user_id", "=", self.admin.id)]
        )

    def _break(self, **values):
        self.job.write(values)
        self.env.flush_all()

    def test_all_is_well(self):
        self.assertIn(self.job, self.jobs)
        self.assertEqual(self.env["ir.cron"]._get_troubles(self.now), [])
        self.pool._tell_troubles(self.now)
        self.assertFalse(self._told())
        self.assertFalse(self.pool.schedule_trouble)

    def test_each_trouble_is_named(self):
        user = self._create_user("gone", "sales_team.group_sale_salesman")
        user.action_archive()
        hour = timedelta(hours=1)
        cases = [
            ({"active": False}, "switched off"),
            ({"user_id": user.id}, "Gone, as whom it runs, is archived"),
            (
                {"failure_count": 3, "first_failure_date": self.now - hour},
                "failed 3 times",
            ),
            ({"nextcall": self.now + 3 * hour}, "as far away as"),
            ({"nextcall": self.now - 3 * hour}, "no scheduler is at work"),
        ]
        for values, text in cases:
            before = self.job.read(list(values), load="")[0]
            with self.subTest(text):
                self._break(**values)
                [trouble] = self.env["ir.cron"]._get_troubles(self.now)
                self.assertIn("Customer Pool: reclaim what is due", trouble)
                self.assertIn(text, trouble)
            before.pop("id")
            self._break(**before)
        self.assertEqual(self.env["ir.cron"]._get_troubles(self.now), [])

    def test_two_intervals_are_borne(self):
        for hours in (-1, 1, 2):
            with self.subTest(hours):
                self._break(nextcall=self.now + timedelta(hours=hours))
                self.assertEqual(self.env["ir.cron"]._get_troubles(self.now), [])

    def test_administrators_are_told_once_until_it_is_mended(self):
        self._break(active=False)
        self.pool._tell_troubles(self.now)
        self.pool._tell_troubles(self.now)
        self.assertEqual(len(self._told()), 1)
        self.assertIn("switched off", self._told().note)
        self._break(active=True)
        self.pool._tell_troubles(self.now)
        self.assertFalse(self._told())

    def test_last_success_is_that_of_a_run_without_error(self):
        cron = self.env["ir.cron"]
        row = {**self.job.read(load="")[0], "cron_name": self.job.name}
        cron._update_failure_count(row, CompletionStatus.FAILED)
        self.job.invalidate_recordset()
        self.assertFalse(self.job.succeeded_at)
        cron._update_failure_count(row, CompletionStatus.FULLY_DONE)
        self.job.invalidate_recordset()
        self.assertLess(
            abs(self.job.succeeded_at - fields.Datetime.now()), timedelta(hours=1)
        )
        self.pool.invalidate_recordset()
        self.assertEqual(self.pool.reclaim_succeeded_at, self.job.succeeded_at)

    @users("pool_manager")
    def test_managers_see_it_on_their_pool(self):
        self._break(active=False)
        pool = self.pool.with_env(self.env)
        pool.invalidate_recordset()
        self.assertIn("switched off", pool.schedule_trouble)
