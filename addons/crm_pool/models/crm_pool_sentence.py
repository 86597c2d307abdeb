from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from .crm_pool_rest_clocks import NO_END
from .local_days import local_day
from .moves import HELD, PUBLIC


class CrmPoolSentence(models.AbstractModel):
    """The deadline in words: "goes back in 3 days, because…", or why it does not."""

    _inherit = "crm.pool.mixin"

    reclaim_reason = fields.Char(
        compute="_compute_reclaim_reason", groups="base.group_user"
    )

    def _compute_reclaim_reason(self):
        now = fields.Datetime.now()
        for record in self:
            record.reclaim_reason = record._describe_deadline(now)

    def _describe_deadline(self, now):
        """Say in one sentence when and why the record goes back, or why not."""
        self.ensure_one()
        if not self.pool_id or self.pool_place not in (HELD, PUBLIC):
            return False
        if self.rest_until and self.rest_until > now:
            return self._describe_rest()
        if self.pool_place != HELD:
            return False
        if self.protected_until and self.protected_until > now:
            return self.env._(
                "Protected until %(date)s; then its owner has %(days)s days.",
                date=self._pool_format_end(self.protected_until),
                days=self.pool_id.sudo().warning_days,  # no secret of the pool's
            )
        if not self.reclaim_at:
            return self._describe_no_deadline()
        if self.extended_until and self.extended_until >= self.reclaim_at:
            return self.env._(
                "%(sentence)s Extended until %(date)s.",
                sentence=self._describe_end(),
                date=self._pool_format_end(self.extended_until),
            )
        return self._describe_end()

    def _describe_rest(self):
        reason = self._pool_get_rest_reason()
        until = (
            self.env._("Rests until its cause is over")
            if self.rest_until == NO_END
            else self.env._(
                "Rests until %(date)s", date=self._pool_format_end(self.rest_until)
            )
        )
        if reason:
            until = self.env._("%(rest)s: %(reason)s", rest=until, reason=reason)
        if self.pool_place != HELD:
            return self.env._("%(rest)s. Nobody may claim it.", rest=until)
        return self.env._("%(rest)s. Its clocks stand still.", rest=until)

    def _pool_get_rest_reason(self):
        # sudo: whoever reads the customer may read why it rests
        records = self.sudo()
        rests = records._pool_get_rests(Domain("date_to", "=", False))
        rests = rests or records._pool_get_rests(Domain.TRUE)
        return rests[:1].reason

    def _describe_no_deadline(self):
        # sudo: that there is an opportunity of the owner is told with the customer
        opportunity = self.sudo()._pool_get_open_opportunity()
        rules = self.pool_id.sudo().rule_ids  # as in _describe_deadline
        if opportunity and any(rules.mapped("spare_opportunity")):
            return self.env._(
                "Stays with its owner while the opportunity %(opportunity)s is open.",
                opportunity=opportunity.name,
            )
        return self.env._("Stays with its owner: no rule takes it.")

    def _pool_get_open_opportunity(self):
        """Return the opportunity for which the record is spared, if it has any."""
        return self.env["crm.lead"]

    def _describe_end(self):
        rule = self.reclaim_rule_id
        since = self._pool_get_clock_start()
        reason = rule.display_name
        if since:
            pool = self.pool_id.sudo()  # as in _describe_deadline
            reason = self.env._(
                "%(rule)s (since %(date)s)",
                rule=rule.display_name,
                date=format_date(self.env, local_day(since, pool._get_tz())),
            )
        if not self.days_left:
            return self.env._("Goes back today, because: %(reason)s.", reason=reason)
        if self.days_left == 1:
            return self.env._("Goes back in 1 day, because: %(reason)s.", reason=reason)
        return self.env._(
            "Goes back in %(days)s days, because: %(reason)s.",
            days=self.days_left,
            reason=reason,
        )

    def _pool_get_clock_start(self):
        """Return since when the clock of the rule that falls due first runs."""
        self.env.cr.execute(self._pool_clock_start_sql())
        row = self.env.cr.fetchone()
        return row and row[0]

    def _pool_format_end(self, midnight):
        """Return the last local day before a midnight, as the reader writes it."""
        tz = self.pool_id.sudo()._get_tz()  # sudo: as in _describe_deadline
        return format_date(self.env, local_day(midnight - timedelta(seconds=1), tz))
