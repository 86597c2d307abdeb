import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

PLACEHOLDER = re.compile(r"\{(\w+)\}")
PLACEHOLDERS = ("customer", "contact", "me", "date")


class CrmFollowupTemplate(models.Model):
    """Words that follow-ups begin with, by method and stage."""

    _name = "crm.followup.template"
    _description = "Template of Follow-ups"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Empty: for all companies.", ondelete="cascade"
    )
    method_id = fields.Many2one(
        "crm.dictionary.item",
        domain="[('kind', '=', 'followup_method')]",
        ondelete="restrict",
        help="Empty: for every method.",
    )
    stage_id = fields.Many2one(
        "crm.dictionary.item",
        string="Stage of Progress",
        domain="[('kind', '=', 'followup_stage')]",
        ondelete="restrict",
        help="Empty: for every stage.",
    )
    content = fields.Text(
        required=True,
        translate=True,
        help="{customer}, {contact}, {me} and {date} stand for what they say.",
    )
    next_step = fields.Char(translate=True)
    next_days = fields.Integer(
        string="Next Contact in Days", help="0: no next contact is planned."
    )

    _next_days_check = models.Constraint(
        "CHECK (next_days BETWEEN 0 AND 3650)",
        "The next contact is within 0 to 3650 days.",
    )

    @api.constrains("content", "next_step")
    def _check_placeholders(self):
        for template in self:
            texts = f"{template.content} {template.next_step or ''}"
            unknown = set(PLACEHOLDER.findall(texts)) - set(PLACEHOLDERS)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "%(template)s: there is no placeholder %(unknown)s; there are"
                        " %(known)s.",
                        template=template.name,
                        unknown=", ".join(f"{{{name}}}" for name in sorted(unknown)),
                        known=", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
                    )
                )

    @api.model
    def _fill(self, text, words):
        """Return a text with its placeholders replaced.

        :param dict words: ``{placeholder: what it stands for}``; those missing stay
        """
        return text and PLACEHOLDER.sub(
            lambda match: words.get(match[1], match[0]), text
        )
