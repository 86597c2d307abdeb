from datetime import timedelta

import pytz
from markupsafe import Markup

from odoo import api, fields, models

FROM_HOUR = 8  # local time: nobody is woken by a digest
NAMES_SHOWN = 20
SUBJECT_MODELS = ("res.partner", "crm.lead")


class ResUsers(models.Model):
    """The daily digest: whom to contact today, told once in the morning."""

    _inherit = "res.users"

    followup_told_on = fields.Date(
        readonly=True, copy=False, groups="base.group_system"
    )

    @api.model
    def _cron_followup_digest(self):
        """Tell each person whose morning it is; each is committed by themselves."""
        now = fields.Datetime.now()
        cron = self.env["ir.cron"]
        due = self._find_digests(now)
        cron._commit_progress(remaining=len(due))
        for user, activities in due.items():
            user._send_digest(activities, now)
            if not cron._commit_progress(1):
                break

    @api.model
    def _find_digests(self, now):
        """Return ``{user: activities}`` of those who are to be told at ``now``."""
        latest = (now + timedelta(days=1)).date()  # ahead of UTC it is tomorrow
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "in", SUBJECT_MODELS),
                ("date_deadline", "<=", latest),
                ("user_id.share", "=", False),
            ],
            order="date_deadline, id",
        )
        due = {}
        for user, theirs in activities.grouped("user_id").items():
            local = user._local_now(now)
            day = local.date()
            told = user.followup_told_on and user.followup_told_on >= day
            theirs = theirs.filtered(lambda a, d=day: a.date_deadline <= d)
            if theirs and not told and local.hour >= FROM_HOUR:
                due[user] = theirs
        return due

    def _local_now(self, now):
        zone = pytz.timezone(self.company_id.business_tz)
        return pytz.utc.localize(now).astimezone(zone)

    def _send_digest(self, activities, now):
        """Tell this user what is to be done today, in their language."""
        self.ensure_one()
        env = self.with_context(lang=self.lang).env
        day = self._local_now(now).date()
        late = activities.filtered(lambda a: a.date_deadline < day)
        text = env._(
            "To contact today: %(today)s, overdue: %(late)s",
            today=len(activities - late),
            late=len(late),
        )
        seen = activities.with_user(self)._filtered_access("read")
        # sudo: names alone, of what this user sees
        items = [
            Markup("<li>%s</li>") % " — ".join(filter(None, (a.res_name, a.summary)))
            for a in seen.sudo()[:NAMES_SHOWN]
        ]
        if len(activities) > len(items):
            more = env._("and %(count)s more", count=len(activities) - len(items))
            items.append(Markup("<li>%s</li>") % more)
        env["mail.thread"].message_notify(
            partner_ids=self.partner_id.ids,
            subject=text,
            body=Markup("<p>%s</p><ul>%s</ul>") % (text, Markup("").join(items)),
            force_send=False,
        )
        self.followup_told_on = day
