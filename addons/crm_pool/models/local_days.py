"""Days as the pool's company counts them.

``N`` days from a moment end at the midnight that closes the local day ``t + N``
(PO-9). Moments are naive UTC datetimes, as Odoo stores them.
"""

from datetime import datetime, time, timedelta

import pytz

from odoo.tools import SQL


def local_day(moment, tz):
    """Return the date of a naive UTC ``moment`` in the time zone named ``tz``."""
    return pytz.utc.localize(moment).astimezone(pytz.timezone(tz)).date()


def end_of_days(moment, days, tz):
    """Return the naive UTC midnight that closes local day ``moment + days``.

    >>> end_of_days(datetime(2026, 3, 1, 17, 0), 0, "Asia/Shanghai")
    datetime.datetime(2026, 3, 2, 16, 0)
    """
    return end_of_day(local_day(moment, tz) + timedelta(days=days), tz)


def end_of_day(day, tz):
    """Return the naive UTC midnight that closes a local day."""
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    zone = pytz.timezone(tz)
    return zone.localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)


def days_left(end, now):
    """Return the days until a later moment, a begun one counted whole.

    >>> days_left(datetime(2026, 3, 3, 16, 0), datetime(2026, 3, 2, 8, 0))
    2
    """
    return (end - now).days + 1


def sql_local_day(moment: SQL, tz: SQL) -> SQL:
    """The same as :func:`local_day` for SQL expressions."""
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, tz)


def sql_end_of_day(day: SQL, tz: SQL) -> SQL:
    """The midnight that closes a local day, for SQL expressions."""
    return SQL("((%s + 1)::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC')", day, tz)


def sql_end_of_days(moment: SQL, days: SQL, tz: SQL) -> SQL:
    """The same as :func:`end_of_days` for SQL expressions."""
    return sql_end_of_day(SQL("(%s + %s)", sql_local_day(moment, tz), days), tz)
