from odoo import api, fields, models
from odoo.tools import SQL

from .crm_followup_rule import KINDS
from .effective import (
    EVIDENCE,
    LENGTH,
    METHOD,
    MINUTES,
    NEXT,
    Facts,
    count_characters,
    find_failure,
)


class CrmFollowup(models.Model):
    """Whether a follow-up counts, and if not, why."""

    _inherit = "crm.followup"

    is_effective = fields.Boolean(
        string="Effective", readonly=True, copy=False, default=True
    )
    failed_kind = fields.Selection(KINDS, string="Missing", readonly=True, copy=False)
    failed_least = fields.Integer(readonly=True, copy=False)
    why_not = fields.Char(string="Why It Does Not Count", compute="_compute_why_not")

    @api.depends("is_effective", "failed_kind", "failed_least", "is_worked")
    @api.depends_context("lang")
    def _compute_why_not(self):
        for followup in self:
            followup.why_not = followup.id and followup._describe_why_not()

    def _describe_why_not(self):
        """Say why the follow-up does not move the deadline; False if it does."""
        self.ensure_one()
        if not self.is_effective:
            return self._describe_failure()
        if not self.is_worked and not self.is_lead_worked:
            return self.env._(
                "Last contact only: %(author)s did not hold the customer, nor was it"
                " shared to them to work on.",
                author=self.author_id.name,
            )
        return False

    def _describe_failure(self):
        texts = {
            LENGTH: self.env._(
                "Not effective: its content has less than %(least)s characters.",
                least=self.failed_least,
            ),
            MINUTES: self.env._(
                "Not effective: it took less than %(least)s minutes.",
                least=self.failed_least,
            ),
            NEXT: self.env._("Not effective: it names no next contact with its step."),
            EVIDENCE: self.env._("Not effective: it has neither a file nor a place."),
            METHOD: self.env._("Not effective: its method never counts."),
        }
        return texts.get(self.failed_kind, False)

    def _settle(self):
        self._judge_effect()
        return super()._settle()

    def _judge_effect(self):
        """Hold the follow-ups to the rules of their companies."""
        # sudo: rules hold whoever may read them
        rules = self.env["crm.followup.rule"].sudo()
        for company, followups in self.grouped("company_id").items():
            in_force = rules._get_rules(company)
            for followup in followups:
                followup._note_effect(find_failure(followup._get_facts(), in_force))

    def _get_facts(self):
        return Facts(
            self.method_id.id,
            count_characters(self.content),
            self.duration_minutes,
            bool(self.next_date and self.next_step),
            bool(self.place or self.attachment_ids),
        )

    def _note_effect(self, failure):
        values = {
            "is_effective": not failure,
            "failed_kind": failure.kind if failure else False,
            "failed_least": failure.least if failure else 0,
        }
        if any(self[name] != value for name, value in values.items()):
            self.write(values)


class CrmPoolFollowed(models.AbstractModel):
    _inherit = "crm.pool.mixin"

    def _followup_counts_sql(self):
        """Only effective ones move the deadline."""
        return SQL("%s AND f.is_effective", super()._followup_counts_sql())
