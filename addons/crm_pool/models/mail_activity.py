from odoo import fields, models

from .kinds import MODELS

# Finishing one of these means that somebody was contacted.
CONTACT_CATEGORIES = ("phonecall", "meeting")


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        contacts = self._pool_filter_contacts()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        contacts.exists()._pool_count_contacts(fields.Datetime.now(), feedback)
        return result

    def _pool_filter_contacts(self):
        """Return those of these activities that reach somebody when they are done."""
        email = self.env.ref("mail.mail_activity_data_email", raise_if_not_found=False)
        return self.filtered(
            lambda activity: (
                activity.res_model in MODELS.values()
                and activity.user_id == self.env.user
                and (
                    activity.activity_type_id.category in CONTACT_CATEGORIES
                    or (email and activity.activity_type_id == email)
                )
            )
        )

    def _pool_count_contacts(self, now, feedback):
        """Note whom finishing these activities reached."""
        for model, activities in self.grouped("res_model").items():
            # The clock moves whether or not the reader may see every contact.
            records = self.env[model].sudo().browse(activities.mapped("res_id"))
            records.exists()._pool_contacted(now, self.env.user)
