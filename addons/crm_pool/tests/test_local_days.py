from datetime import date, datetime

from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.crm_pool.models.local_days import (
    end_of_days,
    local_day,
    sql_end_of_days,
)

# (moment in UTC, days, zone, midnight in UTC that ends the last local day)
CASES = [
    (datetime(2026, 3, 1, 15, 59), 0, "Asia/Shanghai", datetime(2026, 3, 1, 16)),
    (datetime(2026, 3, 1, 16, 0), 0, "Asia/Shanghai", datetime(2026, 3, 2, 16)),
    (datetime(2026, 3, 1, 0, 0), 30, "Asia/Shanghai", datetime(2026, 3, 31, 16)),
    (datetime(2026, 3, 1, 12, 0), 3, "UTC", datetime(2026, 3, 5)),
    # Brussels puts its clocks forward on 2026-03-29.
    (datetime(2026, 3, 27, 12, 0), 3, "Europe/Brussels", datetime(2026, 3, 30, 22)),
]


@tagged("post_install", "-at_install")
class TestLocalDays(BaseCase):
    def test_days_end_at_local_midnight(self):
        """PO-9: N days from t end at the midnight that closes local day t+N."""
        for moment, days, tz, expected in CASES:
            with self.subTest(moment=moment, tz=tz):
                self.assertEqual(end_of_days(moment, days, tz), expected)

    def test_day_changes_at_local_midnight(self):
        self.assertEqual(
            local_day(datetime(2026, 3, 1, 15, 59), "Asia/Shanghai"), date(2026, 3, 1)
        )
        self.assertEqual(
            local_day(datetime(2026, 3, 1, 16, 0), "Asia/Shanghai"), date(2026, 3, 2)
        )


@tagged("post_install", "-at_install")
class TestLocalDaysSql(TransactionCase):
    def test_sql_agrees_with_python(self):
        """PO-9: server and database count days alike."""
        for moment, days, tz, expected in CASES:
            with self.subTest(moment=moment, tz=tz):
                expression = sql_end_of_days(
                    SQL("%s::timestamp", moment), SQL("%s", days), SQL("%s", tz)
                )
                [[result]] = self.env.execute_query(SQL("SELECT %s", expression))
                self.assertEqual(result, expected)
