from markupsafe import Markup

from odoo import models


class CrmFollowup(models.Model):
    """Telling people what was said of a follow-up."""

    _inherit = "crm.followup"

    def _tell_authors(self, subject, text):
        """Tell each author once, however many of theirs it is about."""
        for author, followups in self.grouped("author_id").items():
            followups[:1]._tell(author, subject, text)

    def _tell(self, users, subject, text):
        """Send a notice about this follow-up to colleagues.

        Whoever does not see the customer any more hears that something was said, not
        what, nor of whom.
        """
        self.ensure_one()
        followup = self.sudo()  # what each of them sees is asked next
        record = followup._get_subject()
        seeing = users.filtered(
            lambda user: followup.with_user(user).has_access("read")
        )
        quote = Markup("<p>%s</p><blockquote>%s</blockquote>")
        if seeing:
            record.message_notify(
                partner_ids=seeing.partner_id.ids,
                subject=subject,
                body=quote % (followup.summary, text),
                author_id=self.env.user.partner_id.id,
                force_send=False,
            )
        if blind := users - seeing:
            self.env["mail.thread"].sudo().message_notify(  # as above
                partner_ids=blind.partner_id.ids,
                subject=subject,
                body=Markup("<p>%s</p>") % subject,
                author_id=self.env.user.partner_id.id,
                force_send=False,
            )

    def _followup_toast(self, answer, title):
        """Return the client action that says what became of follow-ups.

        :param dict answer: ``{"done": [ids], "refused": {"id": "reason"}}``
        """
        done = self.env._(
            "%(title)s: %(count)s follow-ups", title=title, count=len(answer["done"])
        )
        reasons = dict.fromkeys(answer["refused"].values())
        return {
            "type": "ir.actions.client",
            "tag": "crm_pool_toast",
            "params": {
                "model": self._name,
                "done": done if answer["done"] else "",
                "refused": list(reasons),
                "undo": [],
                "lost": [],
                "left_window": [],
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
