from odoo import fields, models

from .kinds import MODELS

# Finishing one of these means that somebody was contacted.
CONTACT_CATEGORIES = ("phonecall", "meeting")


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        contacted = [self._get_contacted(name) for name in MODELS.values()]
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        for records in contacted:
            records._pool_contacted(fields.Datetime.now(), self.env.user)
        return result

    def _get_contacted(self, model):
        """Return the records of a model whom finishing these activities reached."""
        email = self.env.ref("mail.mail_activity_data_email", raise_if_not_found=False)
        contacts = self.filtered(
            lambda activity: (
                activity.res_model == model
                and activity.user_id == self.env.user
                and (
                    activity.activity_type_id.category in CONTACT_CATEGORIES
                    or (email and activity.activity_type_id == email)
                )
            )
        )
        # The clock moves whether or not the reader may see every contact.
        return self.env[model].sudo().browse(contacts.mapped("res_id")).exists()
