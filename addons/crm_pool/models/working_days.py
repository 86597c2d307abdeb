"""Working days as a company counts them.

``N`` working days from a moment end at the midnight that closes the ``N``-th working
day after the local day of the moment (PO-9). The weekly pattern comes from the
company's calendar; Chinese public holidays and the working days that make up for
them (调休) from the package chinesecalendar, which learns them year by year when the
State Council announces them. For years that it does not know the weekly pattern
alone counts.
"""

from datetime import datetime, time, timedelta
from typing import NamedTuple

import chinese_calendar
from chinese_calendar.constants import holidays

from odoo.tools import SQL

from .local_days import sql_end_of_day, sql_local_day

WEEKDAYS = range(5)  # where a company has no calendar


class Hours(NamedTuple):
    """Within which local time a company works on a day."""

    start: time
    end: time


OFFICE_HOURS = Hours(time(9), time(17))


def get_known_years():
    """Return the first and the last year whose public holidays are known."""
    return min(holidays).year, max(holidays).year


def get_public_day(day):
    """Return whether China works on a day out of turn.

    :returns: False on a public holiday, True on a day that makes up for one, None
        on any other day and in years that are not known
    """
    first, last = get_known_years()
    if not first <= day.year <= last:
        return None
    is_off, name = chinese_calendar.get_holiday_detail(day)
    return (not is_off) if name else None


def get_working_days(first, last, get_hours, leaves, public):
    """Return ``[(date, whether it is a working day)]`` of all days from ``first``
    to ``last``.

    :param get_hours: function ``date -> Hours or None``: the weekly pattern
    :param leaves: list of ``(start, end)``, naive local datetimes; one that covers
        the hours of a day makes it free
    :param public: function ``date -> bool or None`` as :func:`get_public_day`
    """
    free = _get_free_days(leaves, get_hours)
    days = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        works = public(day)
        if works is None:
            works = get_hours(day) is not None
        days.append((day, works and day not in free))
    return days


def _get_free_days(leaves, get_hours):
    free = set()
    for start, end in leaves:
        for number in range((end.date() - start.date()).days + 1):
            day = start.date() + timedelta(days=number)
            hours = get_hours(day) or OFFICE_HOURS
            opens = datetime.combine(day, hours.start)
            if start <= opens and end >= datetime.combine(day, hours.end):
                free.add(day)
    return free


def sql_end_of_working_days(
    moment: SQL, days: SQL, tz: SQL, company: SQL, first: SQL, horizon: SQL
) -> SQL:
    """The midnight that closes the ``days``-th working day after ``moment``.

    One look into the index of ``crm_working_day`` for each end.

    :param first: the first day that the table knows for the company; what began
        earlier is counted from there
    :param horizon: the midnight that closes the last day it knows; what ends later
        is taken to end there
    """
    return SQL(
        """
        COALESCE((
            SELECT %(end)s
              FROM crm_working_day s
              JOIN crm_working_day e
                ON e.company_id = s.company_id AND e.is_working
               AND e.number = s.number + %(days)s
             WHERE s.company_id = %(company)s
               AND s.date = GREATEST(%(first)s, %(day)s)
        ), %(horizon)s)
        """,
        end=sql_end_of_day(SQL("e.date"), tz),
        day=sql_local_day(moment, tz),
        days=days,
        company=company,
        first=first,
        horizon=horizon,
    )
