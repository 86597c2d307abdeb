import random
from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.crm_pool.models.crm_pool_rest_clocks import NO_END
from odoo.addons.crm_pool.models.local_days import end_of_day

from .common import PoolCase
from .deadline_reference import deadline

KINDS = ("never_contacted", "interval", "not_won", "no_order")
CUSTOMERS = 40
ROUNDS = 5
MOMENTS = (
    "claimed_at",
    "last_contact_at",
    "last_order_at",
    "reclaim_notice_at",
    "protected_until",
    "opportunity_ended_at",
    "order_cancelled_at",
    "extended_until",
)
ZONES = ("Asia/Shanghai", "Europe/Brussels", "America/New_York", "UTC")


@tagged("post_install", "-at_install")
class TestDeadlineRandom(PoolCase):
    """The SQL against an independent reference, on histories drawn from a seed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool.capacity = CUSTOMERS
        cls.customers = cls._create_customers(CUSTOMERS, "held", cls.amy)

    def test_sql_agrees_with_the_reference(self):
        """PO-9, PO-16, PO-18: whatever happened to a customer, in every time zone."""
        for seed in range(ROUNDS):
            draw = random.Random(seed)
            zone = draw.choice(ZONES)
            self.company.business_tz = zone
            self.pool.warning_days = draw.choice((0, 1, 3, 7))
            rules = self._draw_rules(draw)
            rows = {c.id: self._draw_row(draw, c, zone) for c in self.customers}
            self.customers._pool_refresh_deadlines()
            for customer in self.customers:
                expected = deadline(
                    rows[customer.id],
                    rules,
                    self._working_days(),
                    self.pool.warning_days,
                    zone,
                )
                found = (
                    customer.reclaim_at or None,
                    customer.reclaim_rule_id.id or None,
                )
                with self.subTest(seed=seed, zone=zone):
                    self.assertEqual(found, expected, (rows[customer.id], rules))

    def _working_days(self):
        self.env.cr.execute(
            "SELECT date FROM crm_working_day WHERE company_id = %s AND is_working"
            " ORDER BY date",
            (self.company.id,),
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def _draw_rules(self, draw):
        self.pool.rule_ids.unlink()
        rules = []
        for kind in draw.sample(KINDS, draw.randint(1, 4)):
            values = {
                "day_kind": draw.choice(("calendar", "working")),
                "spare_opportunity": draw.random() < 0.4,
                "spare_order_days": draw.choice((0, 0, 30, 90)),
            }
            rule = self._create_rule(kind, draw.randint(1, 120), **values)
            rule._take_effect(self._draw_moment(draw, 400))
            rules.append(
                rule.read(
                    ["kind", "days", "effective_at", *values],
                    load=None,
                )[0]
            )
        return rules

    def _draw_moment(self, draw, back, ahead=0):
        """Half of the moments lie at a midnight, or a second beside one."""
        moment = self.now + timedelta(hours=draw.randint(-24 * back, 24 * ahead))
        if draw.random() < 0.5:
            zone = self.company.business_tz
            day = self.pool._local_day(moment)
            seconds = draw.choice((-1, 0, 0, 8 * 3600))
            moment = end_of_day(day, zone) + timedelta(seconds=seconds)
        return moment.replace(microsecond=0)

    def _draw_row(self, draw, customer, zone):
        row = {
            name: self._draw_moment(draw, 200) if draw.random() < 0.5 else None
            for name in MOMENTS
        }
        row["claimed_at"] = self._draw_moment(draw, 200)
        if row["protected_until"]:
            row["protected_until"] = self._draw_moment(draw, 10, ahead=30)
        row["state"] = draw.choice(("potential", "active", "active", "lost"))
        row["pursued"] = draw.random() < 0.3
        row["rests"] = self._draw_rests(draw)
        row["rest_until"] = max(
            (
                end_of_day(last, zone) if last else NO_END
                for _first, last in row["rests"]
            ),
            default=None,
        )
        self._write_row(customer, row)
        return row

    def _draw_rests(self, draw):
        rests = []
        for _number in range(draw.choice((0, 0, 1, 3))):
            first = self.now.date() + timedelta(days=draw.randint(-150, 0))
            last = first + timedelta(days=draw.randint(0, 40))
            rests.append((first, last if draw.random() < 0.9 else None))
        return rests

    def _write_row(self, customer, row):
        self.env["crm.lead"].search([("partner_id", "=", customer.id)]).unlink()
        self.env["crm.pool.rest"].search([("partner_id", "=", customer.id)]).unlink()
        columns = [*MOMENTS, "rest_until"]
        sets = ", ".join(f"{name} = %s" for name in columns)
        self.env.cr.execute(
            f"UPDATE res_partner SET {sets}, customer_state = %s WHERE id = %s",
            (*[row[name] for name in columns], row["state"], customer.id),
        )
        self.env["crm.pool.rest"].create(
            [
                {
                    "partner_id": customer.id,
                    "pool_id": self.pool.id,
                    "date_from": first,
                    "date_to": last,
                    "source": False if last else f"x,{number}",
                }
                for number, (first, last) in enumerate(row["rests"])
            ]
        )
        if row["pursued"]:
            # A row as it stands, so that no event moves the clocks drawn above.
            self.env.cr.execute(
                "INSERT INTO crm_lead (name, type, partner_id, user_id, active,"
                " won_status, company_id, priority)"
                " VALUES ('x', 'opportunity', %s, %s, TRUE, 'pending', %s, '0')",
                (customer.id, self.amy.id, self.company.id),
            )
        self.env.invalidate_all()

    def test_nobody_is_taken_before_the_warning_days(self):
        """PO-9: since the last change of rule, domain field, protection, adoption,
        calendar, and the end of rest or of what spared it."""
        draw = random.Random(99)
        tz = self.company.business_tz
        rules = self._draw_rules(draw)
        for customer in self.customers:
            self._write_row(customer, self._draw_row(draw, customer, tz))
        columns = ("reclaim_notice_at", "protected_until", "rest_until")
        for name in columns:
            for moment in self._around_midnight(tz):
                with self.subTest(column=name, moment=moment):
                    self.env.cr.execute(
                        f"UPDATE res_partner SET {name} = %s WHERE id = ANY(%s)",
                        (moment, self.customers.ids),
                    )
                    self.env.invalidate_all()
                    self.customers._pool_refresh_deadlines()
                    self.assertTrue(any(self.customers.mapped("reclaim_at")))
                    granted = moment + timedelta(days=self.pool.warning_days)
                    for customer in self.customers.filtered("reclaim_at"):
                        self.assertGreater(customer.reclaim_at, granted)
        self.assertTrue(rules)

    def _around_midnight(self, tz):
        midnight = end_of_day(self.pool._local_day(self.now), tz)
        return [midnight + timedelta(seconds=s) for s in (-1, 0, 1, 8 * 3600)]
