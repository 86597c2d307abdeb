from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_pool.models.sent import sound_text

from .crm_followup_entry import AUTHOR_FIELDS, LONGEST, TEXT_FIELDS


class CrmFollowup(models.Model):
    """Who changes a follow-up: its author, for some hours, and every change is kept."""

    _inherit = "crm.followup"

    is_editable = fields.Boolean(compute="_compute_is_editable")
    change_ids = fields.One2many(
        "crm.followup.change", "followup_id", string="Changes", readonly=True
    )

    @api.depends("author_id", "create_date")
    @api.depends_context("uid")
    def _compute_is_editable(self):
        now = fields.Datetime.now()
        for followup in self:
            refusal = followup.id and followup._get_edit_refusal(self.env.user, now)
            followup.is_editable = not refusal

    def _get_edit_refusal(self, user, now):
        """Say why the user may not change this follow-up; None if they may."""
        self.ensure_one()
        if self.author_id != user:
            return self.env._("Only its author changes a follow-up.")
        hours = self.sudo().company_id.followup_edit_hours  # a limit is no secret
        if self.create_date + timedelta(hours=hours) <= now:
            return self.env._(
                "It was recorded more than %(hours)s hours ago and stays as it is."
                " Record another follow-up instead.",
                hours=hours,
            )
        return None

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        vals = self._prepare_change(vals, fields.Datetime.now())
        before = {followup: followup._describe_values(vals) for followup in self}
        result = super().write(vals)
        self._keep_changes(before)
        # sudo: what follows is the engine's
        self.sudo()._settle()
        return result

    def _prepare_change(self, vals, now):
        """Return the values that the author may write.

        :raises AccessError: the caller may not change one of the follow-ups
        :raises UserError: naming what is wrong
        """
        self._check_names(vals.keys())
        self.check_access("write")
        self._check_editable(now)
        self._check_attachments([vals])
        texts = {
            name: sound_text(vals[name], LONGEST)
            for name in TEXT_FIELDS
            if vals.get(name)
        }
        vals = {**vals, **texts}
        for followup in self:
            followup._check_change(vals, now)
        return vals

    def _check_editable(self, now):
        """:raises UserError: naming the follow-up and the reason"""
        for followup in self:
            if refusal := followup._get_edit_refusal(self.env.user, now):
                raise UserError(
                    self.env._(
                        "“%(followup)s”: %(reason)s",
                        followup=followup.display_name,
                        reason=refusal,
                    )
                )

    def _check_change(self, vals, now):
        """:raises UserError: the follow-up would not have been recorded so"""
        # sudo: customer and company as they stand, seen by the author or not
        followup = self.sudo()
        known = followup._convert_to_write(
            {name: followup[name] for name in AUTHOR_FIELDS - {"attachment_ids"}}
        )
        merged = {
            **known,
            **vals,
            "partner_id": followup.partner_id.id,
            "company_id": followup.company_id.id,
        }
        date_is_new = "date" in vals
        followup._check_values(merged, now if date_is_new else None)
        if date_is_new:
            vals["date"] = merged["date"]

    def _describe_values(self, names):
        """Return ``{field: its value in words}``."""
        self.ensure_one()
        return {name: self._describe_value(name) for name in names}

    def _describe_value(self, name):
        value = self[name]
        if isinstance(value, models.BaseModel):
            # sudo: names alone, kept beside the follow-up that names them
            return ", ".join(value.sudo().mapped("display_name"))
        if name == "date":
            return self._format_moment(value, self.sudo().company_id)  # as above
        return str(value or "")

    def _keep_changes(self, before):
        vals_list = [
            {
                "followup_id": followup.id,
                "user_id": self.env.uid,
                "field_name": name,
                "old_value": old,
                "new_value": new,
            }
            for followup, values in before.items()
            for name, old in values.items()
            if (new := followup._describe_value(name)) != old
        ]
        # sudo: nobody writes changes but this
        self.env["crm.followup.change"].sudo().create(vals_list)
