from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class MailThread(models.AbstractModel):
    """The chatter's public methods take ids of partners and of records: each is
    asked for the rights of the caller first."""

    _inherit = "mail.thread"

    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        self.check_access("read")
        return super().message_get_followers(after, limit, filter_recipients)

    @api.model
    def message_process(self, model, message, *args, **kwargs):
        """A mail claims what it likes, its sender included: only the mail gateway,
        which signs in as an administrator, may hand one in.

        :raises AccessError: the caller is no administrator
        """
        if not self.env.su and not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only the mail gateway may do this."))
        return super().message_process(model, message, *args, **kwargs)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        self._refuse_hidden_partners(partner_ids)
        return super().message_subscribe(partner_ids, subtype_ids)

    def message_post(self, *, partner_ids=None, **kwargs):
        self._refuse_hidden_partners(partner_ids)
        return super().message_post(partner_ids=partner_ids, **kwargs)

    def message_notify(self, *, partner_ids=None, **kwargs):
        self._refuse_hidden_partners(partner_ids)
        return super().message_notify(partner_ids=partner_ids, **kwargs)

    def _compute_message_partner_ids(self):
        """Followers whom the reader cannot read are left out."""
        if self.env.su or not self.env.user._may_miss_customers():
            return super()._compute_message_partner_ids()
        for thread in self:
            # sudo: which of them the reader may see is asked next
            followers = thread.sudo().message_follower_ids.partner_id
            thread.message_partner_ids = followers.sudo(False)._filtered_access("read")

    @api.model
    def _search_message_partner_ids(self, operator, operand):
        """Core searches all followers, whom the reader may know or not."""
        if self.env.su or not self.env.user._may_miss_customers():
            return super()._search_message_partner_ids(operator, operand)
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        followers = self.env["mail.followers"]._search(
            [("res_model", "=", self._name), ("partner_id", operator, operand)]
        )
        return [("id", "in", followers.subselect("res_id"))]

    def _inverse_message_partner_ids(self):
        """Whoever changes the list of followers keeps those whom they do not see:
        core compares with what the reader's rules show, read afresh here."""
        if not self.env.su:
            self.invalidate_recordset(["message_follower_ids"], flush=False)
        return super()._inverse_message_partner_ids()

    def _refuse_hidden_partners(self, ids):
        """Refuse partners that the caller cannot read, but for those whom each of
        these documents names already.

        :raises AccessError:
        """
        if not ids or self.env.su or not self.env.user._may_miss_customers():
            return
        hidden = self.env["res.partner"]._find_hidden_ids(set(ids))
        if hidden and (not self or hidden - self._get_known_links({})["res.partner"]):
            raise AccessError(
                self.env._(
                    "You may not add a customer that you cannot see. Claim the"
                    " customer, or ask its owner or a supervisor."
                )
            )


class Base(models.AbstractModel):
    _inherit = "base"

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        """Of the people to write to only those whom the reader sees in full: core
        would refuse to open the document at all."""
        user = self.env.user
        if self.env.su or not (user._is_guarded() or user._may_miss_customers()):
            return super()._message_get_suggested_recipients_batch(*args, **kwargs)
        # sudo: filtered below by what the reader may see
        suggested = super(Base, self.sudo())._message_get_suggested_recipients_batch(
            *args, **kwargs
        )
        ids = {line["partner_id"] for lines in suggested.values() for line in lines}
        hidden = self.env["res.partner"]._find_hidden_ids(ids - {False})
        return {
            record_id: [line for line in lines if line["partner_id"] not in hidden]
            for record_id, lines in suggested.items()
        }


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _get_link_sources(self, vals):
        """A message may go to the customer of the document that it belongs to."""
        return self._browse_link_source(vals.get("model"), [vals.get("res_id")])
