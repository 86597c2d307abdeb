from odoo import models
from odoo.fields import Domain

from odoo.addons.crm_pool.models.local_days import local_day

from .crm_followup import MANUAL

# A mail is followed by a mail, all else by a call.
EMAIL_ACTIVITY = "mail.mail_activity_data_email"
OTHER_ACTIVITY = "mail.mail_activity_data_call"


class CrmFollowup(models.Model):
    """Reminders 提醒: the next contact is an activity of its author, in tray and
    calendar. Of each customer or lead a person has one of them at most."""

    _inherit = "crm.followup"

    def _settle(self):
        result = super()._settle()
        self._settle_reminders()
        return result

    def _write_void(self, values):
        result = super()._write_void(values)
        # sudo: as in the method above
        self.sudo()._settle_reminders()
        return result

    def _settle_reminders(self):
        """Let the activities of the authors be as these follow-ups plan: what was due
        is done, what is planned anew replaces what was planned before."""
        known = self._find_reminders()
        ended, plans = self.env["mail.activity"], {}
        for followup in self.sorted("date"):
            key = followup._get_reminder_key()
            open_ones = known.get(key, ended.browse())
            own = open_ones.filtered(lambda a, f=followup: a.followup_id == f)
            if followup._is_planning():
                plans[key] = followup._prepare_reminder()
                kept = own[:1]
                if kept:
                    kept._follow_plan(plans.pop(key))
                ended |= open_ones - kept
            else:
                day = local_day(followup.date, followup.company_id.business_tz)
                due = open_ones.filtered(lambda a, d=day: a.date_deadline <= d)
                ended |= own | due
        ended.write({"active": False})
        # Nobody is told of what they plan themselves.
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        quiet.create(list(plans.values()))

    def _get_reminder_key(self):
        subject = self._get_subject()
        return (subject._name, subject.id, self.author_id.id)

    def _find_reminders(self):
        """Return ``{(model, id, user's id): open reminders}`` of all that these
        follow-ups are about, for their authors."""
        subjects = {}
        for followup in self:
            subject = followup._get_subject()
            subjects.setdefault(subject._name, set()).add(subject.id)
        if not subjects:
            return {}
        about = Domain.OR(
            Domain("res_model", "=", name) & Domain("res_id", "in", ids)
            for name, ids in subjects.items()
        )
        reminders = self.env["mail.activity"].search(
            about
            & Domain("user_id", "in", self.author_id.ids)
            & (Domain("followup_id", "!=", False) | Domain("is_revisit", "=", True))
        )
        return reminders.grouped(lambda a: (a.res_model, a.res_id, a.user_id.id))

    def _is_planning(self):
        """Whether its author is to be in contact again as this follow-up says: it is
        the one that the customer or lead names as the next."""
        self.ensure_one()
        return bool(
            self.next_date
            and self.source == MANUAL
            and not self.voided_at
            and self.company_id.followup_reminds
            and self._get_subject().next_contact_on == self.next_date
        )

    def _prepare_reminder(self):
        mails = self.method_id == self.env.ref(
            "crm_customer.dictionary_followup_method_email"
        )
        subject = self._get_subject()
        return {
            "res_model_id": self.env["ir.model"]._get_id(subject._name),
            "res_id": subject.id,
            "activity_type_id": self.env.ref(
                EMAIL_ACTIVITY if mails else OTHER_ACTIVITY
            ).id,
            "user_id": self.author_id.id,
            "summary": self.next_step,
            "date_deadline": self.next_date,
            "followup_id": self.id,
        }
