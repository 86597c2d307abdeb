from bisect import bisect_right
from datetime import date, datetime, time, timedelta

from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.crm_pool.models.local_days import end_of_day, local_day
from odoo.addons.crm_pool.models.working_days import (
    OFFICE_HOURS,
    get_known_years,
    get_public_day,
    get_working_days,
    sql_end_of_working_days,
)

from .common import PoolCase

TZ = "Asia/Shanghai"


def end_of_working_days(moment, number, tz, working):
    """The Python twin of the SQL: ``working`` is the sorted list of working days."""
    position = bisect_right(working, local_day(moment, tz))
    return end_of_day(working[position + number - 1], tz)


def _week(day):
    return OFFICE_HOURS if day.weekday() < 5 else None


@tagged("post_install", "-at_install")
class TestWorkingDays(BaseCase):
    """Pure rules: no database."""

    def test_public_holidays_and_days_that_make_up(self):
        """PO-9: 调休 of 2026, as the State Council announced it."""
        for day, expected in (
            ("2026-01-01", False),
            ("2026-02-14", True),  # a Saturday that makes up for the spring festival
            ("2026-02-16", False),
            ("2026-02-28", True),
            ("2026-10-01", False),
            ("2026-10-10", True),
            ("2026-10-11", None),  # a plain Sunday
            ("2026-10-12", None),
        ):
            with self.subTest(day=day):
                self.assertIs(get_public_day(date.fromisoformat(day)), expected)

    def test_unknown_years_follow_the_week_alone(self):
        """PO-9: what is not announced is not guessed."""
        first, last = get_known_years()
        self.assertLessEqual(first, 2020)
        self.assertGreaterEqual(last, 2026)
        for year in (first - 1, last + 1):
            self.assertIsNone(get_public_day(date(year, 10, 1)))

    def test_leave_of_the_whole_company(self):
        """PO-9: a day is free if a leave covers its hours, and not by half a day;
        a leave on a day that makes up for another counts too."""
        leaves = [
            (datetime(2026, 11, 3), datetime(2026, 11, 4)),
            (datetime(2026, 11, 5), datetime(2026, 11, 5, 12)),
            (datetime(2026, 10, 10), datetime(2026, 10, 11)),
        ]
        days = get_working_days(
            date(2026, 10, 1), date(2026, 11, 8), _week, leaves, get_public_day
        )
        free = {day for day, works in days if not works and day.weekday() < 5}
        self.assertIn(date(2026, 11, 3), free)
        self.assertNotIn(date(2026, 11, 5), free)
        self.assertFalse(dict(days)[date(2026, 10, 10)])
        self.assertTrue(dict(days)[date(2026, 10, 9)])


@tagged("post_install", "-at_install")
class TestWorkingDayTable(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = datetime(2026, 11, 25, 3)
        cls.company = cls.env["res.company"].create({"name": "W", "business_tz": TZ})
        cls.days = cls.env["crm.working.day"]
        cls.days._ensure(cls.company, cls.now)

    def _working(self):
        rows = self.days.search(
            [("company_id", "=", self.company.id), ("is_working", "=", True)]
        )
        return rows.mapped("date")

    def _sql_end(self, moment, number, tz=TZ):
        first, horizon = self.days._get_limits(self.company)
        expression = sql_end_of_working_days(
            SQL("%s::timestamp", moment),
            SQL("%s", number),
            SQL("%s", tz),
            SQL("%s", self.company.id),
            SQL("%s::date", first),
            SQL("%s::timestamp", horizon),
        )
        [[end]] = self.env.execute_query(SQL("SELECT %s", expression))
        return end

    def test_known_ends(self):
        """PO-9: N working days end at the midnight that closes the N-th one."""
        for moment, number, last in (
            ("2026-11-20 03:00", 1, "2026-11-23"),  # Friday, to Monday
            ("2026-11-21 03:00", 1, "2026-11-23"),  # Saturday counts like Friday
            ("2026-11-20 15:59", 5, "2026-11-27"),  # 23:59 of Friday
            ("2026-11-22 16:00", 5, "2026-11-30"),  # 00:00 of Monday
            ("2026-11-23 00:00", 5, "2026-11-30"),  # 08:00 of Monday
            ("2026-09-29 03:00", 2, "2026-10-08"),  # over National Day
            ("2026-10-08 03:00", 2, "2026-10-10"),  # Saturday made up for it
        ):
            with self.subTest(moment=moment, number=number):
                self.assertEqual(
                    self._sql_end(datetime.fromisoformat(moment), number),
                    end_of_day(date.fromisoformat(last), TZ),
                )

    def test_sql_agrees_with_python(self):
        """PO-9: server and database count working days alike, whatever the hour and
        the time zone."""
        working = self._working()
        for hours in range(0, 24 * 40, 7):
            moment = datetime(2026, 9, 20) + timedelta(hours=hours)
            for number in (1, 3, 30):
                for tz in (TZ, "Europe/Brussels", "America/New_York"):
                    self.assertEqual(
                        self._sql_end(moment, number, tz),
                        end_of_working_days(moment, number, tz, working),
                        (moment, number, tz),
                    )

    def test_beyond_what_is_known(self):
        """PO-9: what began before the table counts from its first day, what ends
        after it ends with it: nothing is due for want of a row."""
        first, horizon = self.days._get_limits(self.company)
        self.assertEqual(self._sql_end(self.now, 5000), horizon)
        early = datetime.combine(first, time(3)) - timedelta(days=900)
        self.assertEqual(
            self._sql_end(early, 1), self._sql_end(datetime.combine(first, time(3)), 1)
        )

    def test_two_week_calendar(self):
        """PO-9: by the company's calendar, every second Saturday too."""
        calendar = self.company.resource_calendar_id
        self.company.use_public_holidays = False
        calendar.switch_calendar_type()
        attendance = self.env["resource.calendar.attendance"]
        attendance.create(
            {
                "calendar_id": calendar.id,
                "name": "Saturday",
                "dayofweek": "5",
                "week_type": "0",
                "day_period": "morning",
                "hour_from": 9,
                "hour_to": 12,
            }
        )
        saturdays = [day for day in self._working() if day.weekday() == 5]
        self.assertTrue(saturdays)
        self.assertEqual({attendance.get_week_type(day) for day in saturdays}, {0})

    def test_company_without_calendar_works_monday_to_friday(self):
        self.company.write(
            {"resource_calendar_id": False, "use_public_holidays": False}
        )
        self.assertEqual({day.weekday() for day in self._working()}, set(range(5)))


@tagged("post_install", "-at_install")
class TestWorkingDayRules(PoolCase):
    def setUp(self):
        super().setUp()
        self.customer = self._create_customers(1, "held", self.amy)
        self.rule = self._create_rule("interval", 10, day_kind="working")
        self._age(self.customer, claimed_at=2)

    def test_rule_in_working_days_is_longer(self):
        """PO-9: calendar or working days."""
        working = self.customer.reclaim_at
        self.rule.day_kind = "calendar"
        self.rule._take_effect(datetime(2020, 1, 1))
        self.customer._pool_refresh_deadlines()
        self.assertGreater(working, self.customer.reclaim_at)
        self.assertIn(
            "working",
            self.env.ref("crm_pool.field_crm_pool_rule__day_kind").selection_ids.mapped(
                "value"
            ),
        )

    def test_day_off_moves_the_deadline_and_grants_the_warning_days(self):
        """PO-9: a change of the calendar is an event, with the full warning days."""
        before = self.customer.reclaim_at
        next_day = self._next_working_day()
        leave = self.env["resource.calendar.leaves"].create(
            {
                "name": "Anniversary",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": datetime.combine(next_day, time.min) - timedelta(hours=14),
                "date_to": datetime.combine(next_day, time.max) + timedelta(hours=14),
            }
        )
        self.assertGreater(self.customer.reclaim_at, before)
        self.assertGreaterEqual(self.rule.effective_at, self.now)
        leave.unlink()
        self.assertEqual(self.customer.reclaim_at, before)

    def _next_working_day(self):
        days = self.env["crm.working.day"].search(
            [
                ("company_id", "=", self.company.id),
                ("is_working", "=", True),
                ("date", ">", self.pool._local_day(self.now)),
            ],
            limit=1,
        )
        return days.date

    def test_leave_of_one_person_changes_nothing(self):
        before = self.rule.effective_at
        resource = self.env["resource.resource"].create(
            {"name": "Amy", "company_id": self.company.id}
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": resource.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": self.now,
                "date_to": self.now + timedelta(days=20),
            }
        )
        self.assertEqual(self.rule.effective_at, before)

    def test_change_of_the_week_shortens_by_the_warning_days_only(self):
        """PO-9: working on Saturdays brings deadlines forward, not the taking."""
        self._age(self.customer, claimed_at=13)
        self.company.use_public_holidays = False
        for weekday in ("5", "6"):
            self.env["resource.calendar.attendance"].create(
                {
                    "calendar_id": self.company.resource_calendar_id.id,
                    "name": "Weekend",
                    "dayofweek": weekday,
                    "hour_from": 9,
                    "hour_to": 17,
                    "day_period": "full_day",
                }
            )
        granted = end_of_day(
            self.pool._local_day(self.now) + timedelta(days=self.pool.warning_days), TZ
        )
        self.assertEqual(self.customer.reclaim_at, granted)

    def test_schedule_rolls_the_years_on(self):
        """PO-9: kept some years ahead, by the schedule."""
        days = self.env["crm.working.day"]
        self.env.cr.execute(
            "DELETE FROM crm_working_day WHERE company_id = %s AND date > %s",
            (self.company.id, self.now + timedelta(days=400)),
        )
        effective = self.rule.effective_at
        days._cron_refresh()
        _first, horizon = days._get_limits(self.company)
        self.assertGreater(horizon, self.now + timedelta(days=5000))
        self.assertEqual(self.rule.effective_at, effective)
