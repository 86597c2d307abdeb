from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .local_days import end_of_days


class CrmPool(models.Model):
    _inherit = "crm.pool"

    protection_limit = fields.Integer(
        string="Protected Customers",
        default=10,
        required=True,
        help="How many customers of this pool a member may protect at a time."
        " 0: nothing is protected.",
    )
    protection_days = fields.Integer(
        string="Protection",
        default=30,
        required=True,
        help="Days for which a protected customer is neither reclaimed nor recalled,"
        " but by a supervisor.",
    )
    protection_reminder_days = fields.Integer(
        string="Reminder",
        default=3,
        required=True,
        help="Days before the end of the protection on which its owner is reminded.",
    )
    protection_renewals = fields.Integer(
        string="Renewals",
        default=1,
        required=True,
        help="How often an owner may protect the same customer again.",
    )
    protected_entry = fields.Selection(
        [("warn", "Warn"), ("forbid", "Refuse")],
        string="Entering It Again",
        default="warn",
        required=True,
        help="What whoever enters a protected customer once more is told, where the"
        " entry rule of the field is not stricter.",
    )
    hide_protected = fields.Boolean(
        string="Hide Protected Customers",
        help="Protected customers are left out of the window's held ones.",
    )

    _protection_check = models.Constraint(
        "CHECK (protection_limit >= 0 AND protection_renewals >= 0"
        " AND protection_days BETWEEN 1 AND 3650"
        " AND protection_reminder_days BETWEEN 0 AND 365)",
        "The numbers of protection are from 0; it lasts from 1 to 3650 days, its"
        " reminder comes at most 365 days before.",
    )


class CrmPoolProtection(models.AbstractModel):
    """Protection 保护: no schedule and no leader takes what an owner protects."""

    _inherit = "crm.pool.mixin"

    protection_count = fields.Integer(
        string="Protections",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="How often the owner has protected it in this holding.",
    )
    protection_reminded_at = fields.Datetime(
        copy=False, readonly=True, groups="base.group_user"
    )
    is_pool_protect_allowed = fields.Boolean(
        compute="_compute_is_pool_protect_allowed", groups="base.group_user"
    )
    is_pool_unprotect_allowed = fields.Boolean(
        compute="_compute_is_pool_protect_allowed", groups="base.group_user"
    )

    @api.depends("user_id", "pool_id", "pool_place", "protected_until")
    @api.depends_context("uid")
    def _compute_is_pool_protect_allowed(self):
        now = fields.Datetime.now()
        protects = self._pool_protect_rights()
        unprotects = self._pool_unprotect_rights(now)
        for record in self:
            record.is_pool_protect_allowed = record._pool_may("protect", protects)
            record.is_pool_unprotect_allowed = record._pool_may("unprotect", unprotects)

    def action_pool_protect(self, reason=None):
        """Protect own customers, or renew their protection.

        The pool says how many at a time, for how many days and how often again.

        :param str reason: kept in the ledger, if any
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        """
        reason = reason and self._pool_check_reason(reason)
        return self._pool_protect(reason, fields.Datetime.now()).as_dict()

    def action_pool_unprotect(self):
        """End the protection of own customers: they go back to their pool, and their
        owner cools down.

        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        """
        return self._pool_unprotect(fields.Datetime.now()).as_dict()

    def _pool_protect(self, reason, now):
        user = self.env.user
        rights = self._pool_protect_rights()

        def move(part, member):
            return part._pool_move(
                "protect",
                now,
                member=member,
                reason=reason,
                may=rights,
                values=lambda row: self._pool_protected(row, member.pool_id, now),
            )

        # Only what the caller holds passes the check under the lock.
        return self.sudo()._pool_by_pool(
            lambda pool: pool._get_member(user),
            move,
            self.env._("You do not hold it, or are no member of its pool any more."),
        )

    def _pool_protected(self, row, pool, now):
        """Return what protecting writes into a row. A renewal runs on from the end."""
        start = now
        if row["protected_until"] and row["protected_until"] > now:
            # The end is the midnight that closes the last day.
            start = row["protected_until"] - timedelta(seconds=1)
        end = end_of_days(start, pool.protection_days, pool._get_tz())
        return {
            "protected_until": end,
            "protection_count": (row["protection_count"] or 0) + 1,
            "protection_reminded_at": None,
        }

    def _pool_unprotect(self, now):
        rights = self._pool_unprotect_rights(now)
        # Only what the caller protects passes the check under the lock.
        return self.sudo()._pool_move("unprotect", now, may=rights)

    def _pool_protect_rights(self):
        """Return the check whether the current user may protect a locked row."""
        uid = self.env.uid
        # Whose pool it is does not depend on what the caller may read.
        pools = self.env["crm.pool"].sudo()

        def may(row):
            if row["user_id"] != uid:
                return self.env._("You do not hold it.")
            pool = pools.browse(row["pool_id"])
            if not pool.protection_limit:
                return self.env._("Nothing is protected in %(pool)s.", pool=pool.name)
            if (row["protection_count"] or 0) > pool.protection_renewals:
                return self.env._(
                    "Its protection was renewed as often as allowed (%(count)s).",
                    count=pool.protection_renewals,
                )
            return None

        return may

    def _pool_unprotect_rights(self, now):
        """Return the check whether the current user may end the protection of a row."""
        uid = self.env.uid

        def may(row):
            if row["user_id"] != uid:
                return self.env._("You do not hold it.")
            if not row["protected_until"] or row["protected_until"] <= now:
                return self.env._("It is not protected: return it instead.")
            return None

        return may

    def _pool_holding_columns(self):
        return [
            *super()._pool_holding_columns(),
            "protection_count",
            "protection_reminded_at",
        ]

    def _pool_fit_protection(self, rows, member, now, outcome):
        """Keep as many rows as the member may protect; renewed ones count already."""
        rows = super()._pool_fit_protection(rows, member, now, outcome)
        new = [
            row["id"]
            for row in rows
            if not row["protected_until"] or row["protected_until"] <= now
        ]
        if not new:
            return rows
        limit = member.pool_id.protection_limit
        over = new[max(limit - self._pool_count_protected(member, now), 0) :]
        outcome.refuse(
            over,
            self.env._(
                "%(user)s protects as many customers as allowed (%(limit)s).",
                user=self._pool_user_name(member.user_id.id),
                limit=limit,
            ),
        )
        return [row for row in rows if row["id"] not in over]

    def _pool_count_protected(self, member, now):
        """Count what the member protects in this pool, seen under ``_take_turn``."""
        [[count]] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM %s WHERE pool_place = 'held'"
                " AND protected_until > %s AND pool_id = %s AND user_id = %s AND %s",
                SQL.identifier(self._table),
                now,
                member.pool_id.id,
                member.user_id.id,
                self._pool_root_condition(),
            )
        )
        return count
