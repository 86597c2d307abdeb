from odoo import fields, models
from odoo.tools import SQL


def source_key(source, subject):
    """Return what tells one source from all others, for one customer or lead."""
    return f"{source._name}:{source.id}:{subject._name}:{subject.id}"


class CrmFollowup(models.Model):
    """What a follow-up means for its customer, in the same transaction."""

    _inherit = "crm.followup"

    def _settle(self):
        """Let new or changed follow-ups count: files, who worked, clocks.

        Called in superuser mode.
        """
        self._adopt_files()
        self._mark_worked(fields.Datetime.now())
        self._refresh_subjects()

    def _adopt_files(self):
        """Files are read by whoever reads the follow-up."""
        for followup in self:
            if files := followup.attachment_ids.filtered(lambda file: not file.res_id):
                files.write({"res_model": self._name, "res_id": followup.id})

    def _mark_worked(self, now):
        """Note which authors work on their customer or lead at ``now``.

        What was recorded while its author worked on it keeps that.
        """
        for author, followups in self.grouped("author_id").items():
            for field, mark in (
                ("partner_id", "is_worked"),
                ("lead_id", "is_lead_worked"),
            ):
                unmarked = followups.filtered(lambda f, m=mark: not f[m])
                worked = unmarked[field]._pool_filter_worked(author, now)
                unmarked.filtered(lambda f, n=field, w=worked: f[n] in w)[mark] = True

    def _refresh_subjects(self):
        self.partner_id._followup_refresh()
        self.lead_id._followup_refresh()

    def _record(self, vals_list, switch):
        """Record what was done elsewhere: an activity, a meeting, a mail.

        :param vals_list: as of ``create``, with ``author_id``, ``source`` and a
            ``source_key``; what is recorded by its key already is left out
        :param str switch: field of ``res.company`` that says whether it counts there
        :returns: the new follow-ups
        """
        # sudo: whose they are the source has told
        followups = self.sudo()
        keys = [vals["source_key"] for vals in vals_list]
        known = keys and followups.search([("source_key", "in", keys)])
        done = {followup.source_key for followup in known}
        vals_list = followups._complete_values(
            [vals for vals in vals_list if vals["source_key"] not in done]
        )
        companies = self.env["res.company"].sudo()  # as above
        return followups.create(
            [vals for vals in vals_list if companies.browse(vals["company_id"])[switch]]
        )

    def _valid_sql(self):
        """Which follow-ups ``f`` count at all."""
        return SQL("TRUE")

    def _erase(self):
        """Take away what was said, for good; that there was a follow-up stays."""
        gone = self.env._("Erased with the customer")
        self.attachment_ids.unlink()
        self.change_ids.unlink()
        empty = ("feedback", "next_step", "next_date", "note", "place", "contact_id")
        self.write({**dict.fromkeys(empty, False), "content": gone, "summary": gone})
