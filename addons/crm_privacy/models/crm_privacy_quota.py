import functools
from collections import Counter

import pytz

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KINDS = ("exports", "reveals", "reads", "searches")
PENDING = "crm_privacy.quota"


class CrmPrivacyQuota(models.Model):
    """How much customer data a user took on a day, in one row.

    The row is written after the answer in a transaction of its own: a reading
    request stays one that reads, and two of them never wait for each other. What
    several requests take at the very same moment can therefore exceed the quota by
    as much as is under way; the next call is refused.
    """

    _name = "crm.privacy.quota"
    _description = "Customer Data Taken"
    _order = "day desc, id desc"
    _rec_name = "user_id"
    _log_access = False

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade"
    )
    day = fields.Date(required=True, readonly=True, index=True)
    exports = fields.Integer(string="Exported Rows", readonly=True)
    reveals = fields.Integer(string="Revealed", readonly=True)
    reads = fields.Integer(
        string="Read in Bulk",
        readonly=True,
        help="Customers whose contact data calls for more than 80 of them returned.",
    )
    searches = fields.Integer(string="Encrypted Numbers Searched", readonly=True)
    total = fields.Integer(compute="_compute_total")
    is_told = fields.Boolean(string="Supervisors Told", readonly=True)

    _user_day_uniq = models.UniqueIndex(
        "(user_id, day)", "There is a row of this user and day already."
    )

    @api.depends(*KINDS)
    def _compute_total(self):
        for row in self:
            row.total = sum(row[kind] for kind in KINDS)

    @api.model
    def _spend(self, kind, count):
        """Count what the user takes, or refuse it.

        :param str kind: one of ``KINDS``
        :param int count: how many customers or values
        :raise UserError: it is more than is left of the day
        """
        left = self._get_left()
        if left is not None and count > left:
            self._tell_supervisors()
            raise UserError(
                self.env._(
                    "Only %(left)s of %(quota)s customers are left to export, reveal or"
                    " read in bulk today, and this would be %(count)s. The supervisors"
                    " are told. Take less, go on tomorrow, or ask a settings"
                    " administrator for a higher daily quota.",
                    left=left,
                    quota=self._get_quota(),
                    count=count,
                )
            )
        self._count(kind, count)

    @api.model
    def _count(self, kind, count):
        """Add to the day's row of the user once this transaction has committed."""
        postcommit = self.env.cr.postcommit
        pending = postcommit.data.get(PENDING)
        if pending is None:
            pending = postcommit.data[PENDING] = Counter()
            postcommit.add(functools.partial(_write_counts, self.env.registry, pending))
        pending[self.env.uid, self._get_day(), self.env.company.id, kind] += count

    @api.model
    def _get_left(self):
        """Return how many customers the user may still take today; None: any."""
        quota = self._get_quota()
        if not quota:
            return None
        day = self._get_day()
        # sudo: users do not read these rows; the sum is their own
        rows = self.sudo().search([("user_id", "=", self.env.uid), ("day", "=", day)])
        pending = self.env.cr.postcommit.data.get(PENDING, {})
        under_way = sum(
            count
            for (uid, on, _company, _kind), count in pending.items()
            if (uid, on) == (self.env.uid, day)
        )
        return max(quota - sum(rows.mapped("total")) - under_way, 0)

    @api.model
    def _get_quota(self):
        return self.env.company.privacy_daily_quota

    @api.model
    def _get_day(self):
        """Return today in the company's time zone (the user's own could be set)."""
        zone = pytz.timezone(self.env.company._get_privacy_tz())
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(zone).date()

    @api.model
    def _tell_supervisors(self):
        """Tell them now, in a transaction that outlives the refusal."""
        uid, company_id, day = self.env.uid, self.env.company.id, self._get_day()
        registry = self.env.registry
        self.env.cr.postrollback.add(
            lambda: _write_counts(registry, {(uid, day, company_id, None): 0})
        )

    @api.model
    def _tell_after_answer(self):
        """Tell them of an answer that was masked."""
        self._count(None, 0)

    @api.model
    def _add(self, user_id, day, company_id, counts):
        """Add ``counts`` to a user's row; tell the supervisors on the first excess."""
        [(row_id, total, is_told)] = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_privacy_quota AS q
                       (user_id, day, exports, reveals, reads, searches)
                VALUES (%(user_id)s, %(day)s, %(exports)s, %(reveals)s, %(reads)s,
                        %(searches)s)
                    ON CONFLICT (user_id, day) DO UPDATE
                   SET exports = q.exports + EXCLUDED.exports,
                       reveals = q.reveals + EXCLUDED.reveals,
                       reads = q.reads + EXCLUDED.reads,
                       searches = q.searches + EXCLUDED.searches
                RETURNING id, exports + reveals + reads + searches,
                          COALESCE(is_told, FALSE)
                """,
                user_id=user_id,
                day=day,
                **{kind: counts.get(kind, 0) for kind in KINDS},
            )
        )
        company = self.env["res.company"].browse(company_id)
        quota = company.privacy_daily_quota
        is_refusal = not any(counts.values())
        if quota and not is_told and (total >= quota or is_refusal):
            self.env.cr.execute(
                SQL("UPDATE crm_privacy_quota SET is_told = TRUE WHERE id = %s", row_id)
            )
            self._notify(self.env["res.users"].browse(user_id), company)
        self.invalidate_model()

    def _notify(self, user, company):
        group = self.env.ref("sales_team.group_sale_manager")
        supervisors = group.all_user_ids.filtered(
            lambda u: u.active and company in u.company_ids
        )
        todo = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "user_id": supervisor.id,
                    "summary": self.with_context(lang=supervisor.lang)._describe_excess(
                        user, company
                    ),
                    "activity_type_id": todo.id if todo else False,
                }
                for supervisor in supervisors - user or supervisors
            ]
        )

    def _describe_excess(self, user, company):
        return self.env._(
            "%(name)s has taken today's quota of customer data (%(quota)s)",
            name=user.name,
            quota=company.privacy_daily_quota,
        )


def _write_counts(registry, pending):
    """Write what was counted, each user's row in a transaction of its own."""
    users = {}
    for (user_id, day, company_id, kind), count in pending.items():
        counts = users.setdefault((user_id, day, company_id), Counter())
        if kind:
            counts[kind] += count
    for (user_id, day, company_id), counts in users.items():
        with registry.cursor() as cr:
            # first of all: what this transaction sees begins after the lock, so two
            # that end together add up instead of failing
            cr.execute("LOCK TABLE crm_privacy_quota IN SHARE ROW EXCLUSIVE MODE")
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["crm.privacy.quota"]._add(user_id, day, company_id, counts)
