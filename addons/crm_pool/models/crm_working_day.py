from datetime import date, datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from .local_days import end_of_day, local_day
from .working_days import (
    OFFICE_HOURS,
    WEEKDAYS,
    Hours,
    get_public_day,
    get_working_days,
)

YEARS_BACK = 10
YEARS_AHEAD = 15
PATTERN_FROM = date(2024, 1, 1)  # a Monday; two weeks hold every pattern


class CrmWorkingDay(models.Model):
    """The days of each company that counts working days, numbered: the database
    finds the end of N working days by one look into an index."""

    _name = "crm.working.day"
    _description = "Working Day"
    _order = "date"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    date = fields.Date(required=True)
    is_working = fields.Boolean(required=True)
    number = fields.Integer(required=True, help="Working days up to this day.")

    _company_date_uniq = models.Constraint(
        "UNIQUE (company_id, date)", "A company has each day once."
    )
    _number_idx = models.UniqueIndex("(company_id, number) WHERE is_working")

    @api.model
    def _ensure(self, companies, now):
        """Fill the table for companies that have not used it yet."""
        known = self._get_bounds(companies)
        missing = companies.filtered(lambda company: company.id not in known)
        for company in missing:
            self._fill(company, now)

    @api.model
    def _get_companies(self):
        """Return the companies that count working days."""
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT company_id FROM crm_working_day")
        )
        return self.env["res.company"].browse(row[0] for row in rows)

    @api.model
    def _get_bounds(self, companies):
        """Return ``{company id: (first day, last day)}`` of what the table knows."""
        rows = self.env.execute_query(
            SQL(
                "SELECT company_id, min(date), max(date) FROM crm_working_day"
                " WHERE company_id = ANY(%s) GROUP BY company_id",
                companies.ids,
            )
        )
        return {company_id: (first, last) for company_id, first, last in rows}

    @api.model
    def _get_limits(self, company):
        """Return the first day that is known for a company, and the midnight (naive
        UTC) that closes the last one."""
        bounds = self._get_bounds(company).get(company.id)
        if not bounds:
            return None, None
        first, last = bounds
        return first, end_of_day(last, company.business_tz or "UTC")

    @api.model
    def _fill(self, company, now):
        """Number the days of a company anew.

        :returns: whether a day that was known before became another one
        """
        days = self._get_days(company, now)
        known = dict(
            self.env.execute_query(
                SQL(
                    "SELECT date, is_working FROM crm_working_day"
                    " WHERE company_id = %s",
                    company.id,
                )
            )
        )
        if known == dict(days):
            return False
        numbers, number = [], 0
        for _day, is_working in days:
            number += is_working
            numbers.append(number)
        self.env.cr.execute(
            SQL("DELETE FROM crm_working_day WHERE company_id = %s", company.id)
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_working_day (company_id, date, is_working, number)"
                " SELECT %s, d.* FROM unnest(%s::date[], %s::bool[], %s::int[]) d",
                company.id,
                [day for day, _is_working in days],
                [is_working for _day, is_working in days],
                numbers,
            )
        )
        self.invalidate_model()
        return any(known.get(day, works) != works for day, works in days)

    @api.model
    def _get_days(self, company, now):
        """Return ``[(date, whether the company works)]`` for the years around now."""
        year = local_day(now, company.business_tz or "UTC").year
        first = date(year - YEARS_BACK, 1, 1)
        last = date(year + YEARS_AHEAD, 12, 31)
        calendar = company.resource_calendar_id
        return get_working_days(
            first,
            last,
            self._get_pattern(calendar),
            self._get_leaves(calendar, company, first, last),
            get_public_day if company.use_public_holidays else lambda day: None,
        )

    @api.model
    def _get_pattern(self, calendar):
        """Return the function ``date -> Hours or None`` of a weekly calendar; Monday
        to Friday where there is none."""
        hours = {}
        if calendar:
            get_week = self.env["resource.calendar.attendance"].get_week_type
            for start, end, _attendance in self._get_sample(calendar):
                key = (get_week(start.date()), start.weekday())
                known = hours.get(key, Hours(start.time(), end.time()))
                hours[key] = Hours(
                    min(known.start, start.time()), max(known.end, end.time())
                )
            if hours:
                return lambda day: hours.get((get_week(day), day.weekday()))
        return lambda day: OFFICE_HOURS if day.weekday() in WEEKDAYS else None

    @api.model
    def _get_sample(self, calendar):
        """Return the working hours of two weeks, which repeat themselves."""
        zone = pytz.timezone(calendar.tz)
        start = zone.localize(datetime.combine(PATTERN_FROM, time.min))
        end = zone.localize(
            datetime.combine(PATTERN_FROM + timedelta(days=14), time.min)
        ) - timedelta(seconds=1)
        return calendar._attendance_intervals_batch(start, end, tz=zone)[False]

    @api.model
    def _get_leaves(self, calendar, company, first, last):
        """Return the local ``(start, end)`` of what the whole company has free."""
        if not calendar:
            return []
        zone = pytz.timezone(calendar.tz)
        bounds = (
            zone.localize(datetime.combine(first, time.min)),
            zone.localize(datetime.combine(last, time.max)),
        )
        domain = [
            ("time_type", "=", "leave"),
            ("company_id", "in", [False, company.id]),
        ]
        leaves = calendar._leave_intervals_batch(*bounds, domain=domain, tz=zone)
        return [
            (start.replace(tzinfo=None), self._round_up(end.replace(tzinfo=None)))
            for start, end, _leave in leaves[False]
        ]

    @api.model
    def _round_up(self, end):
        """A day off that ends at 23:59:59 ends with the day."""
        return end + timedelta(seconds=1) if end.second == 59 else end

    @api.model
    def _refresh(self, companies, now):
        """Follow a change of calendars: number the days anew and, where one became
        another, give every owner the full warning days.

        :param companies: those that may be concerned; only those that count working
            days are
        """
        known = self._get_companies()
        changed = companies.browse()
        for company in companies & known:
            if self._fill(company, now):
                changed |= company
        self._deadlines_changed(changed, now, notice=True)

    @api.model
    def _deadlines_changed(self, companies, now, notice):
        if not companies:
            return
        rules = self.env["crm.pool.rule"].search(
            [("company_id", "in", companies.ids), ("day_kind", "=", "working")]
        )
        if notice:
            rules._take_effect(now)
        rules._deadlines_changed()

    @api.model
    def _cron_refresh(self):
        """Roll the years on, and take up public holidays that became known."""
        now = fields.Datetime.now()
        companies = self._get_companies()
        before = self._get_bounds(companies)
        self._refresh(companies, now)
        rolled = companies.filtered(
            lambda company: self._get_bounds(company)[company.id] != before[company.id]
        )
        self._deadlines_changed(rolled, now, notice=False)
