from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_pool.models.outcome import Outcome
from odoo.addons.crm_pool.models.sent import sound_text

GRADES = [
    ("excellent", "Excellent"),
    ("good", "Good"),
    ("fair", "Fair"),
    ("poor", "Poor"),
]


class CrmFollowup(models.Model):
    """What leaders say of follow-ups: comments, grades, and that one counts for
    nothing."""

    _inherit = "crm.followup"

    comment_ids = fields.One2many(
        "crm.followup.comment", "followup_id", string="Comments", readonly=True
    )
    commented_at = fields.Datetime(readonly=True, copy=False)
    grade = fields.Selection(GRADES, readonly=True, copy=False)
    voided_at = fields.Datetime(string="Void Since", readonly=True, copy=False)
    voided_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    void_reason = fields.Char(string="Why Void", readonly=True, copy=False)
    is_judge = fields.Boolean(compute="_compute_is_judge")
    is_reply_allowed = fields.Boolean(compute="_compute_is_judge")

    _uncommented_idx = models.Index("(date DESC, id DESC) WHERE commented_at IS NULL")

    @api.depends("author_id", "commented_at")
    @api.depends_context("uid")
    def _compute_is_judge(self):
        user = self.env.user
        for followup in self:
            followup.is_judge = followup.id and not followup._get_judge_refusal(user)
            followup.is_reply_allowed = (
                followup.author_id == user and followup.commented_at
            )

    def _get_judge_refusal(self, user):
        """Say why the user neither comments, grades nor voids this follow-up; None if
        they may: supervisors, and leaders those of their members."""
        self.ensure_one()
        # sudo: rights of a leader do not depend on what they may read
        followup = self.sudo()
        if followup.author_id == user:
            return self.env._("Somebody else comments on what you record.")
        if followup.company_id in user.company_ids:
            if user._is_customer_supervisor():
                return None
            if user in followup._get_leaders():
                return None
        return self.env._(
            "You do not lead %(author)s: leaders and supervisors comment.",
            author=followup.author_id.name,
        )

    def _get_leaders(self):
        """Return who leads a team that the author is in now, in the company of the
        follow-up or in none."""
        # As in pools: former memberships count for nobody.
        author = self.author_id.with_context(active_test=True)
        teams = author.crm_team_member_ids.crm_team_id
        return teams.filtered(lambda team: team.company_id <= self.company_id).user_id

    def _split_judged(self):
        """Return ``(follow-ups that the caller may judge, Outcome of the others)``.

        :raises AccessError: the caller does not see one of them
        """
        self.check_access("read")
        outcome = Outcome()
        for followup in self:
            if refusal := followup._get_judge_refusal(self.env.user):
                outcome.refuse(followup.ids, refusal)
        return self.browse(i for i in self.ids if i not in outcome.refused), outcome

    def action_comment(self, text, grade=False):
        """Comment on follow-ups of members, and grade them; their authors are told.

        :param str text: the comment
        :param str grade: ``excellent``, ``good``, ``fair``, ``poor``, or none
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: without a text, or with another grade
        """
        text = self._check_text(text)
        if grade and (not isinstance(grade, str) or grade not in dict(GRADES)):
            raise UserError(
                self.env._("Grades are: %(grades)s.", grades=", ".join(dict(GRADES)))
            )
        followups, outcome = self._split_judged()
        followups._write_comments(text, grade)
        # sudo: nobody else writes what a leader says
        followups.sudo().write(
            {
                "commented_at": fields.Datetime.now(),
                **({"grade": grade} if grade else {}),
            }
        )
        subject = self.env._("Your follow-up was commented on")
        followups._tell_authors(subject, text)
        outcome.done = followups.ids
        return outcome.as_dict()

    def action_reply(self, text):
        """Answer comments on one's own follow-ups; who commented is told.

        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: without a text
        """
        text = self._check_text(text)
        self.check_access("read")
        own = self.filtered("is_reply_allowed")
        own._write_comments(text, False)
        outcome = Outcome()
        outcome.done = own.ids
        outcome.refuse(
            (self - own).ids,
            self.env._("Only its author replies, once somebody has commented."),
        )
        for followup in own:
            # sudo: who commented, whoever reads users
            people = followup.sudo().comment_ids.user_id - self.env.user
            subject = self.env._("%(user)s replied", user=self.env.user.name)
            followup._tell(people, subject, text)
        return outcome.as_dict()

    def _check_text(self, text):
        text = sound_text(text) if isinstance(text, str) else ""
        if not text:
            raise UserError(self.env._("Write what you have to say."))
        return text

    def _write_comments(self, text, grade):
        # sudo: nobody writes comments but these methods
        self.env["crm.followup.comment"].sudo().create(
            [
                {
                    "followup_id": followup.id,
                    "user_id": self.env.uid,
                    "text": text,
                    "grade": grade,
                }
                for followup in self
            ]
        )

    def action_void(self, reason):
        """Let follow-ups count for nothing: deadline, last contact and numbers are as
        if they had not been. Their authors are told.

        :param str reason: why, shown on them
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: without a reason
        """
        reason = self._check_text(reason)
        followups, outcome = self._split_judged()
        for followup in followups.filtered("voided_at"):
            outcome.refuse(followup.ids, self.env._("It is void already."))
        followups -= followups.filtered("voided_at")
        followups._write_void(
            {
                "voided_at": fields.Datetime.now(),
                "voided_by_id": self.env.uid,
                "void_reason": reason,
            }
        )
        subject = self.env._("Your follow-up counts for nothing")
        followups._tell_authors(subject, reason)
        outcome.done = followups.ids
        return outcome.as_dict()

    def action_unvoid(self):
        """Let void follow-ups count again.

        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        """
        followups, outcome = self._split_judged()
        for followup in followups - followups.filtered("voided_at"):
            outcome.refuse(followup.ids, self.env._("It is not void."))
        followups = followups.filtered("voided_at")
        names = ("voided_at", "voided_by_id", "void_reason")
        followups._write_void(dict.fromkeys(names, False))
        outcome.done = followups.ids
        return outcome.as_dict()

    def action_unvoid_button(self):
        """Let follow-ups count again; answer with a toast.

        :returns: a client action
        """
        return self._followup_toast(self.action_unvoid(), self.env._("Counts again"))

    def _write_void(self, values):
        # sudo: who may is checked; what follows is the engine's
        followups = self.sudo()
        followups.write(values)
        followups._refresh_subjects()

    def _valid_sql(self):
        return SQL("%s AND f.voided_at IS NULL", super()._valid_sql())

    def _get_edit_refusal(self, user, now):
        if refusal := super()._get_edit_refusal(user, now):
            return refusal
        if self.voided_at:
            return self.env._("It is void. Record another follow-up instead.")
        if self.commented_at:
            return self.env._(
                "It was commented on and stays as it is: reply, or record another"
                " follow-up."
            )
        return None

    @api.depends("voided_at", "void_reason")
    def _compute_why_not(self):
        return super()._compute_why_not()

    def _describe_why_not(self):
        if self.voided_at:
            return self.env._(
                "Void, by %(user)s: %(reason)s",
                user=self.sudo().voided_by_id.name,  # a colleague's name is no secret
                reason=self.void_reason,
            )
        return super()._describe_why_not()

    def _erase(self):
        self.comment_ids.unlink()
        self.write({"void_reason": False})
        return super()._erase()
