from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from .outcome import Outcome
from .sent import sound_text

ASKED = "asked"
APPROVED = "approved"
REFUSED = "refused"
LAPSED = "lapsed"
STATES = [
    (ASKED, "Asked"),
    (APPROVED, "Approved"),
    (REFUSED, "Refused"),
    (LAPSED, "Lapsed"),
]


class CrmPoolDecisionMixin(models.AbstractModel):
    """Something that one person asks for and another one decides.

    Asked for, it is approved or refused, once; or it is withdrawn, or lapses by
    itself. Models that use it say by ``_get_decision_refusal`` who may decide, by
    ``_carry_out`` what an approval does, and by ``_decision_action`` which action
    lists them.
    """

    _name = "crm.pool.decision.mixin"
    _description = "Asked and Decided"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    _decision_action = None

    state = fields.Selection(
        STATES, default=ASKED, required=True, readonly=True, tracking=True, copy=False
    )
    reason = fields.Char(readonly=True)
    asked_by_id = fields.Many2one("res.users", readonly=True, index=True)
    asked_at = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Char(readonly=True, copy=False)
    is_decision_allowed = fields.Boolean(compute="_compute_is_decision_allowed")
    is_mine = fields.Boolean(compute="_compute_is_mine")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_is_decision_allowed(self):
        user = self.env.user
        for record in self:
            # sudo: the right to decide does not hang on what one may read
            record.is_decision_allowed = not record.sudo()._check_decision(user)

    @api.depends("asked_by_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for record in self:
            record.is_mine = record.asked_by_id == self.env.user

    def action_withdraw(self):
        """Withdraw what the caller has asked for and nobody has decided.

        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        """
        mine = self.search(
            [
                ("id", "in", self.ids),
                ("asked_by_id", "=", self.env.uid),
                ("state", "=", ASKED),
            ]
        )
        # sudo: nobody writes them but these methods
        mine.sudo()._lapse(fields.Datetime.now(), self.env._("Withdrawn"))
        outcome = Outcome(done=mine.ids)
        reason = self.env._("It is not yours, or it is decided already.")
        outcome.refuse((self - mine).ids, reason)
        return outcome.as_dict()

    def action_approve(self, note=None):
        """Grant what was asked for.

        :param str note: told to whoever asked
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        """
        return self._decide(APPROVED, note, fields.Datetime.now()).as_dict()

    def action_refuse(self, note=None):
        """Refuse what was asked for.

        :param str note: why, told to whoever asked
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: without a note
        """
        if not isinstance(note, str) or not note.strip():
            raise UserError(self.env._("Say why: whoever asked is told so."))
        return self._decide(REFUSED, note, fields.Datetime.now()).as_dict()

    def _decide(self, state, note, now):
        """Decide what may be decided, each record by itself.

        Two people who decide at once: the second one's transaction runs again and
        finds it decided.

        :rtype: Outcome
        """
        outcome = Outcome()
        asked = self._filter_decidable(outcome)
        decided = asked._carry_out(now, outcome) if state == APPROVED else asked
        decided._write_decision(state, note, now)
        decided._tell_decision()
        outcome.done = decided.ids
        return outcome

    def _filter_decidable(self, outcome):
        """Return, as superuser, what the caller may decide; refuse the rest."""
        user = self.env.user
        known = self.exists()
        readable = known._filtered_access("read")
        outcome.refuse(
            (self - readable).ids, self.env._("You may not decide it: it is not yours.")
        )
        decidable = self.browse()
        # sudo: who may decide is asked record by record
        for record in readable.sudo():
            if refusal := record._check_decision(user):
                outcome.refuse(record.ids, refusal)
            else:
                decidable |= record
        return decidable.sudo()  # as above

    def _check_decision(self, user):
        """Return why ``user`` may not decide this record, or None."""
        self.ensure_one()
        if self.state != ASKED:
            states = dict(self._fields["state"]._description_selection(self.env))
            return self.env._(
                "It is decided already: %(state)s.", state=states[self.state]
            )
        return self._get_decision_refusal(user)

    def _get_decision_refusal(self, user):
        """Return why ``user`` has no right to decide this record, or None."""
        raise NotImplementedError

    def _get_deciders(self):
        """Return the ``res.users`` who get an activity: managers of the pool, else the
        supervisors of its company."""
        self.ensure_one()
        managers = self.pool_id.manager_ids - self.asked_by_id
        if managers:
            return managers
        supervisors = self.env.ref("sales_team.group_sale_manager").all_user_ids
        return supervisors.filtered(
            lambda user: (
                user.active
                and self.company_id in user.company_ids
                and user != self.asked_by_id
            )
        )

    def _carry_out(self, now, outcome):
        """Do what the records of ``self`` ask for; refuse in ``outcome`` what fails.

        :returns: the records that were carried out
        """
        return self

    def _get_decision_words(self):
        """Return the sentence in which whoever asked hears of the decision."""
        self.ensure_one()
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(what)s: %(state)s", what=self.display_name, state=states[self.state]
        )

    def _write_decision(self, state, note, now):
        self.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": now,
                "decision_note": note and sound_text(note),
            }
        )
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _lapse(self, now, note):
        """End what nobody decided.

        :param str note: why, told to whoever asked
        """
        asked = self.filtered(lambda record: record.state == ASKED)
        asked._write_decision(LAPSED, note, now)
        asked.decided_by_id = False

    def _ask_deciders(self):
        """Give each decider one activity for each record."""
        for record in self:
            for user in record._get_deciders():
                record.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=record.with_context(lang=user.lang).display_name,
                    note=record.reason,
                    user_id=user.id,
                )

    def _tell_decision(self):
        """Answer whoever asked, once, in their language; mail goes by its queue."""
        for user, records in self.grouped("asked_by_id").items():
            local = records.with_context(lang=user.lang)
            lines = [
                (record._get_decision_words(), record.decision_note or "")
                for record in local
            ]
            subject = lines[0][0]
            if len(lines) > 1:
                subject = local.env._(
                    "%(count)s of your requests are decided", count=len(lines)
                )
            local[:1].message_notify(
                partner_ids=user.partner_id.ids,
                subject=subject,
                body=Markup("<ul>%s</ul>")
                % Markup("").join(
                    Markup("<li>%s<br/>%s</li>") % line for line in lines
                ),
                force_send=False,
            )
