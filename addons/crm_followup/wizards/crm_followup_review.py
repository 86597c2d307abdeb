from odoo import api, fields, models

from odoo.addons.crm_pool.models.sent import browse_sent

from ..models.crm_followup_review import GRADES

COMMENT, REPLY, VOID = "comment", "reply", "void"


class CrmFollowupReview(models.TransientModel):
    """What is said of follow-ups: a comment, a reply, or why they are void."""

    _name = "crm.followup.review"
    _description = "Comment on Follow-ups"

    followup_ids = fields.Json(default=lambda self: self._default_followup_ids())
    followup_count = fields.Integer(compute="_compute_followup_count")
    kind = fields.Selection(
        [(COMMENT, "Comment"), (REPLY, "Reply"), (VOID, "Void")],
        required=True,
        readonly=True,
        default=COMMENT,
    )
    text = fields.Text(required=True)
    grade = fields.Selection(GRADES)

    @api.model
    def _default_followup_ids(self):
        context = self.env.context
        if context.get("active_model") != "crm.followup":
            return []
        one = context.get("active_id")
        return context.get("active_ids") or ([one] if one else [])

    @api.depends("followup_ids")
    def _compute_followup_count(self):
        for wizard in self:
            wizard.followup_count = len(wizard._get_followups())

    def _get_followups(self):
        return browse_sent(self.env["crm.followup"], self.followup_ids)

    def action_apply(self):
        """Say it; answer with a toast.

        :returns: a client action
        """
        followups = self._get_followups()
        if self.kind == VOID:
            answer, title = followups.action_void(self.text), self.env._("Void")
        elif self.kind == REPLY:
            answer, title = followups.action_reply(self.text), self.env._("Replied")
        else:
            answer = followups.action_comment(self.text, self.grade)
            title = self.env._("Commented")
        return followups._followup_toast(answer, title)
