from markupsafe import Markup

from odoo import api, fields, models

from .kinds import CUSTOMERS

RECLAIMS = {CUSTOMERS: "crm_pool.ir_cron_pool_reclaim"}
RECLAIM_OF_LEADS = "crm_pool.ir_cron_pool_reclaim_leads"
WATCHERS = "crm_customer.group_customer_admin"


class CrmPool(models.Model):
    """Watchdog: nothing that runs by itself stands still unseen (NF-F)."""

    _inherit = "crm.pool"

    reclaim_succeeded_at = fields.Datetime(
        string="Last Reclaim",
        compute="_compute_schedule",
        help="When the schedule last looked through all that is due.",
    )
    schedule_trouble = fields.Text(compute="_compute_schedule")

    @api.depends("kind")
    def _compute_schedule(self):
        text = "\n".join(self.env["ir.cron"]._get_troubles(fields.Datetime.now()))
        for pool in self:
            job = self.env.ref(
                RECLAIMS.get(pool.kind, RECLAIM_OF_LEADS), raise_if_not_found=False
            )
            # sudo: who may not read scheduled actions is told how they are
            pool.reclaim_succeeded_at = job and job.sudo().succeeded_at
            pool.schedule_trouble = text or False

    @api.model
    def _cron_watch(self):
        """Tell customer administrators which scheduled actions stand still."""
        self._tell_troubles(fields.Datetime.now())

    @api.model
    def _tell_troubles(self, now):
        """Keep one open activity for each administrator while something is wrong.

        :returns: the open activities
        """
        kind = self.env.ref("crm_pool.mail_activity_type_schedule")
        told = self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])
        if not self.env["ir.cron"]._get_troubles(now):
            told.unlink()
            return told.browse()
        watchers = self.env.ref(WATCHERS).all_user_ids.filtered(
            lambda user: user.active and not user.share
        )
        for user in watchers:
            local = self.with_context(lang=user.lang, tz=user.tz).env
            note = Markup("<br/>").join(local["ir.cron"]._get_troubles(now))
            if own := told.filtered(lambda activity, u=user: activity.user_id == u):
                own.note = note
                continue
            told |= told.create(
                {
                    "user_id": user.id,
                    "activity_type_id": kind.id,
                    "summary": local._("Scheduled actions stand still"),
                    "note": note,
                    "automated": True,
                }
            )
        return told
