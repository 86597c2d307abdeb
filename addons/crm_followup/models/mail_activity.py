from odoo import fields, models
from odoo.tools import html2plaintext

from .crm_followup_settling import source_key

METHOD_OF_CATEGORY = {"phonecall": "phone", "meeting": "meeting"}


class MailActivity(models.Model):
    """Finished activities that reach somebody are follow-ups, where the company says
    so, dated when they were finished; a meeting in the calendar when it began."""

    _inherit = "mail.activity"

    followup_id = fields.Many2one(
        "crm.followup",
        string="Planned By",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        groups="base.group_system",
    )
    is_revisit = fields.Boolean(readonly=True, copy=False)

    def _follow_plan(self, plan):
        """Let a reminder say what its follow-up plans now."""
        changed = {
            name: plan[name]
            for name in ("date_deadline", "summary")
            if (self[name] or False) != (plan[name] or False)
        }
        if changed:
            self.write(changed)

    def _pool_count_contacts(self, now, feedback):
        # In place of what happens without follow-ups: a contact counts once.
        followups = self.env["crm.followup"]
        followups._record(
            [
                activity._prepare_followup_values(now, feedback)
                for activity in self
                if activity._get_followup_subject()
            ],
            "followup_counts_activities",
        )

    def _get_followup_subject(self):
        """Return the partner or lead whom the activity was about, if it is one of a
        customer's, or a lead."""
        self.ensure_one()
        # sudo: it counts whether or not the reader may see every contact
        record = self.env[self.res_model].sudo().browse(self.res_id).exists()
        return record if record._name == "crm.lead" or record.customer_id else None

    def _prepare_followup_values(self, now, feedback):
        subject = self._get_followup_subject()
        event = self.calendar_event_id.sudo()  # only when it was
        held = event.start if event and event.start <= now else False
        title = self.summary or self.activity_type_id.name
        return {
            subject._followup_field: subject.id,
            "author_id": self.env.uid,
            "date": held or now,
            "method_id": self._get_followup_method().id,
            "duration_minutes": event._get_followup_minutes() if held else 0,
            "summary": title,
            "content": feedback or html2plaintext(self.note or "").strip() or title,
            "source": "activity",
            # Finished or over, the meeting is the same one.
            "source_key": source_key(event or self, subject),
        }

    def _get_followup_method(self):
        category = self.activity_type_id.category
        code = METHOD_OF_CATEGORY.get(category, "email")
        return self.env.ref(f"crm_customer.dictionary_followup_method_{code}")
