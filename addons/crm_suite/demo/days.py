"""Days and hours of the demo company, as moments that Odoo stores."""

from datetime import datetime, time, timedelta

import pytz

from odoo.addons.crm_pool.models.local_days import local_day


class Days:
    """Local days counted from today: ``at(-3, 9, 30)`` is half past nine of the day
    before the day before yesterday, as naive UTC. Nothing is ever after ``now``."""

    def __init__(self, now, tz):
        self.now = now
        self.tz = tz
        self.today = local_day(now, tz)

    def date(self, offset):
        return self.today + timedelta(days=offset)

    def at(self, offset, hour=0, minute=0):
        local = datetime.combine(self.date(offset), time(hour, minute))
        zone = pytz.timezone(self.tz)
        moment = zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)
        return min(moment, self.now)

    def is_workday(self, offset):
        return self.date(offset).weekday() < 5
