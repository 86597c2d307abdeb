import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .crm_followup import MOST_MINUTES
from .crm_followup_settling import source_key

_logger = logging.getLogger(__name__)

BATCH_SIZE = 100
# Meetings that were over longer ago than that count no more.
LATEST = timedelta(days=30)


class CalendarEvent(models.Model):
    """Meetings with a customer are follow-ups once they are over, where the company
    says so, dated when they began."""

    _inherit = "calendar.event"

    followup_checked = fields.Boolean(
        copy=False, readonly=True, groups="base.group_system"
    )

    _followup_idx = models.Index("(stop) WHERE followup_checked IS NOT TRUE AND active")

    @api.model
    def _cron_record_meetings(self):
        """Record one set of meetings that are over; the scheduler calls again."""
        now = fields.Datetime.now()
        domain = [
            ("followup_checked", "=", False),
            ("stop", "<=", now),
            ("stop", ">", now - LATEST),
        ]
        events = self.search(domain, order="id", limit=BATCH_SIZE)
        events = events.try_lock_for_update().filtered_domain(domain)
        events._record_meetings()
        remaining = self.search_count(domain)
        self.env["ir.cron"]._commit_progress(len(events), remaining=remaining)

    def _record_meetings(self):
        """Record these meetings, all of them over, for each customer in them."""
        for event in self:
            try:
                with self.env.cr.savepoint():
                    event._record_meeting()
            except (UserError, ValidationError) as error:
                # It would stop all others for ever.
                _logger.info("Meeting %s is no follow-up: %s", event.id, error)
        self.flush_recordset(["followup_checked"])
        # Not by the ORM: that would tell the guests of a change.
        self.env.cr.execute(
            "UPDATE calendar_event SET followup_checked = TRUE WHERE id = ANY(%s)",
            [self.ids],
        )
        self.invalidate_recordset(["followup_checked"])

    def _record_meeting(self):
        subjects = self._get_followup_subjects()
        vals_list = [
            self._prepare_followup_values(subject, author)
            for subject in subjects
            if (author := self._get_followup_author(subject))
        ]
        self.env["crm.followup"]._record(vals_list, "followup_counts_meetings")

    def _get_followup_subjects(self):
        """Return the customers and leads that the meeting was with: a lead stands for
        its customer."""
        self.ensure_one()
        guests = self.attendee_ids.filtered(lambda guest: guest.state != "declined")
        customers = guests.partner_id.customer_id
        leads = self.opportunity_id
        if self.res_model == "res.partner":
            customers |= customers.browse(self.res_id).exists().customer_id
        elif self.res_model == "crm.lead":
            leads |= leads.browse(self.res_id).exists()
        return [*leads, *(customers - leads.partner_id.customer_id)]

    def _get_followup_author(self, subject):
        """Return who met them: whoever works on it, else the organiser."""
        guests = self.attendee_ids.filtered(lambda guest: guest.state != "declined")
        users = self.user_id | guests.partner_id.user_ids.filtered(
            lambda user: user._is_internal()
        )
        now = fields.Datetime.now()
        working = (user for user in users if subject._pool_filter_worked(user, now))
        return next(working, users[:1])

    def _prepare_followup_values(self, subject, author):
        title = self.name or self.env._("Meeting")
        if self.privacy == "private":
            title = self.env._("Private meeting")
        return {
            subject._followup_field: subject.id,
            "author_id": author.id,
            "date": self.start,
            "method_id": self.env.ref(
                "crm_customer.dictionary_followup_method_meeting"
            ).id,
            "duration_minutes": self._get_followup_minutes(),
            "summary": title,
            "content": title,
            "place": self.location,
            "source": "meeting",
            "source_key": source_key(self, subject),
        }

    def _get_followup_minutes(self):
        minutes = (self.stop - self.start).total_seconds() // 60
        return int(max(0, min(minutes, MOST_MINUTES)))
