"""The deadline in plain Python, written from the specification (PO-9, PO-16, PO-18) and
not from the SQL, which is compared with it."""

from bisect import bisect_right
from datetime import timedelta

from odoo.addons.crm_pool.models.local_days import end_of_day, local_day


def deadline(row, rules, working, warning_days, tz):
    """Return ``(deadline, rule id)`` of a held record, ``(None, None)`` if no rule
    takes it.

    :param dict row: its columns, with ``rests`` as ``[(first day, last day or None)]``
        and ``pursued``: its owner has an open opportunity
    :param list rules: dicts of the rules of its pool
    :param list working: sorted working days
    """
    if row["state"] == "lost" or any(last is None for _first, last in row["rests"]):
        return None, None
    ends = []
    for rule in rules:
        start = _clock(row, rule["kind"])
        if start is None or (rule["spare_opportunity"] and row["pursued"]):
            continue
        end = _count(start, rule, row["rests"], working, tz)
        notice = _notice(row, rule, tz)
        if notice:
            granted = local_day(notice, tz) + timedelta(days=warning_days)
            end = max(end, end_of_day(granted, tz))
        if row["extended_until"]:
            end = max(end, row["extended_until"])
        ends.append((end, rule["id"]))
    return min(ends) if ends else (None, None)


def _clock(row, kind):
    """A clock starts with the holding; what came before it does not count."""
    claimed, contact, order = (
        row["claimed_at"],
        row["last_contact_at"],
        row["last_order_at"],
    )
    if kind == "never_contacted":
        return None if contact and contact >= claimed else claimed
    if kind == "interval":
        return max(claimed, contact) if contact else claimed
    if kind == "not_won":
        return None if order and order >= claimed else claimed
    return max(claimed, order) if order else claimed


def _count(start, rule, rests, working, tz):
    """Walk day by day: a day on which the record rests is not counted."""
    rested = {
        first + timedelta(days=number)
        for first, last in rests
        for number in range((last - first).days + 1)
    }
    first = local_day(start, tz)
    days = rule["days"]
    if rule["day_kind"] == "working":
        known = set(working)
        days += len({day for day in rested if day > first and day in known})
        return end_of_day(working[bisect_right(working, first) + days - 1], tz)
    days += len({day for day in rested if day > first})
    return end_of_day(first + timedelta(days=days), tz)


def _notice(row, rule, tz):
    """The last moment from which the owner has the full warning days."""
    moments = [
        rule["effective_at"],
        row["reclaim_notice_at"],
        row["protected_until"],
        row["rest_until"],
    ]
    if rule["spare_opportunity"]:
        moments.append(row["opportunity_ended_at"])
    if rule["spare_order_days"]:
        if row["last_order_at"]:
            last = local_day(row["last_order_at"], tz)
            spared = last + timedelta(days=rule["spare_order_days"])
            moments.append(end_of_day(spared, tz))
        moments.append(row["order_cancelled_at"])
    elif rule["kind"] in ("not_won", "no_order"):
        moments.append(row["order_cancelled_at"])
    return max(filter(None, moments), default=None)
