from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .effective import EVIDENCE, LENGTH, METHOD, MINUTES, NEXT, Rule

KINDS = [
    (LENGTH, "Content of at least so many characters"),
    (MINUTES, "At least so many minutes"),
    (NEXT, "A next contact with its step"),
    (EVIDENCE, "A file or a place"),
    (METHOD, "Never counts"),
]
MEASURED = (LENGTH, MINUTES)


class CrmFollowupRule(models.Model):
    """What a follow-up needs to be an effective one 有效跟进: only these move the
    deadline. A rule holds for what is recorded or changed from then on."""

    _name = "crm.followup.rule"
    _description = "Rule of Effective Follow-ups"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    kind = fields.Selection(KINDS, string="Needs", required=True, default=LENGTH)
    least = fields.Integer(string="At Least", default=10)
    method_ids = fields.Many2many(
        "crm.dictionary.item",
        string="Methods",
        domain="[('kind', '=', 'followup_method')]",
        help="For which methods; empty: for all.",
    )

    _least_check = models.Constraint(
        "CHECK (least BETWEEN 0 AND 20000)",
        "A rule asks for 0 to 20000 characters or minutes.",
    )

    @api.constrains("kind", "method_ids")
    def _check_methods(self):
        for rule in self:
            if rule.kind == METHOD and not rule.method_ids:
                raise ValidationError(
                    self.env._(
                        "Name the methods that never count: without them no follow-up"
                        " would."
                    )
                )
            if any(item.kind != "followup_method" for item in rule.method_ids):
                raise ValidationError(
                    self.env._("Rules are for methods of follow-ups alone.")
                )

    @api.depends("kind", "least", "method_ids")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for rule in self:
            parts = [kinds.get(rule.kind, "")]
            if rule.kind in MEASURED:
                parts.append(str(rule.least))
            if rule.method_ids:
                parts.append(", ".join(rule.method_ids.mapped("name")))
            rule.display_name = ": ".join(parts)

    @api.model
    def _get_rules(self, company):
        """Return the rules of a company, in their order.

        :rtype: list of :class:`.effective.Rule`
        """
        return [
            Rule(rule.kind, rule.least, frozenset(rule.method_ids.ids))
            for rule in self.search([("company_id", "=", company.id)])
        ]
