"""What the demo company's people recorded of their contacts."""

from odoo.tools import SQL


class Followups:
    def __init__(self, env, days):
        self.env = env
        # Of the plans of a year those of today alone are somebody's reminders.
        env.company.followup_reminds = False
        self.days = days
        items = env["crm.dictionary.item"].search(
            [("kind", "in", ("followup_method", "followup_stage"))]
        )
        self.recorded = env["crm.followup"]
        self.items = {(item.kind, item.code): item.id for item in items}

    def record(self, user, moment, said):
        """Record what somebody said to several on one day.

        :param said: list of ``(customer or lead, words, day of the next contact)``
        """
        self.recorded += self.env["crm.followup"].create(
            [
                {
                    record._followup_field: record.id,
                    "author_id": user.id,
                    "date": moment,
                    **self.describe(words, next_day),
                }
                for record, words, next_day in said
            ]
        )

    def describe(self, words, next_day):
        method, minutes, stage, content, next_step = words
        return {
            "method_id": self.items["followup_method", method],
            "duration_minutes": minutes,
            "stage_id": stage and self.items["followup_stage", stage],
            "content": content,
            "next_date": next_day and self.days.date(next_day),
            "next_step": next_day and next_step,
        }

    def remind(self):
        """Remind the owners of what they have planned and not yet done."""
        self.env.company.followup_reminds = True
        planned = self.recorded.filtered(
            lambda f: (
                f.next_date
                and f.next_date == f.partner_id.next_contact_on
                and f.author_id == f.partner_id.user_id
            )
        )
        planned._settle_reminders()

    def date_back(self):
        """They were recorded when they happened, not today."""
        self.recorded.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_followup"
                "   SET create_date = LEAST(date + interval '20 minutes', %s)"
                " WHERE id = ANY(%s)",
                self.days.now,
                self.recorded.ids,
            )
        )
        self.recorded.invalidate_recordset(["create_date"])
