from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools.misc import format_datetime

from odoo.addons.base.models.ir_cron import CompletionStatus

INTERVALS_LATE = 2


class IrCron(models.Model):
    """Whether our scheduled actions do their work, and since when they do not."""

    _inherit = "ir.cron"

    succeeded_at = fields.Datetime(
        string="Last Success",
        readonly=True,
        copy=False,
        help="When the action last came to its end without an error.",
    )

    @api.model
    def _update_failure_count(self, job, status):
        result = super()._update_failure_count(job, status)
        if status == CompletionStatus.FULLY_DONE:
            self.env.cr.execute(
                "UPDATE ir_cron SET succeeded_at = %s WHERE id = %s",
                (self.env.cr.now().replace(microsecond=0), job["id"]),
            )
        return result

    @api.model
    def _get_watched_modules(self):
        """Return the addons whose scheduled actions are watched; others add theirs."""
        return ["crm_pool"]

    @api.model
    def _get_watched(self):
        """Return the watched actions, as superuser, archived ones too."""
        # sudo: who may not read scheduled actions is told how they are all the same
        data = self.env["ir.model.data"].sudo()
        found = data.search(
            [
                ("model", "=", "ir.cron"),
                ("module", "in", self._get_watched_modules()),
            ],
            order="id",
        )
        jobs = self.sudo().with_context(active_test=False)  # as above
        return jobs.browse(found.mapped("res_id")).exists()

    def _get_trouble(self, now):
        """Say what keeps this action from its work at ``now`` (naive UTC), or None."""
        self.ensure_one()
        limit = relativedelta(
            **{self.interval_type: self.interval_number * INTERVALS_LATE}
        )
        root = self.env.ref("base.user_root")
        if not self.active:
            return self.env._("It is switched off.")
        if not self.user_id.active and self.user_id != root:
            return self.env._(
                "The user %(user)s, as whom it runs, is archived.",
                user=self.user_id.name,
            )
        if self.failure_count:
            return self.env._(
                "It has failed %(count)s times since %(date)s: the server's log says"
                " why.",
                count=self.failure_count,
                date=format_datetime(self.env, self.first_failure_date),
            )
        if self.nextcall > now + limit:
            return self.env._(
                "Its next run is as far away as %(date)s: set an earlier one.",
                date=format_datetime(self.env, self.nextcall),
            )
        if self.nextcall < now - limit:
            return self.env._(
                "It should have run on %(date)s: no scheduler is at work.",
                date=format_datetime(self.env, self.nextcall),
            )
        return None

    @api.model
    def _get_troubles(self, now):
        """Return a sentence for each watched action that is kept from its work."""
        troubles = [(job, job._get_trouble(now)) for job in self._get_watched()]
        return [f"{job.name}: {trouble}" for job, trouble in troubles if trouble]
