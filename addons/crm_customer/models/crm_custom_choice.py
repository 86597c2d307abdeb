from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmCustomChoice(models.Model):
    """One of the values of a custom field that offers a choice."""

    _name = "crm.custom.choice"
    _description = "Choice of a Custom Field"
    _order = "field_id, sequence, id"

    field_id = fields.Many2one(
        "crm.custom.field", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(
        string="In Use",
        default=True,
        help="Switched off: it can no longer be chosen, and customers keep it.",
    )

    @api.constrains("field_id", "name")
    def _check_name(self):
        for choice in self:
            others = choice.field_id.with_context(active_test=False).choice_ids - choice
            if choice.name in others.mapped("name"):
                raise UserError(
                    self.env._(
                        "“%(name)s” stands twice in the choices of “%(field)s”. Keep"
                        " one of them.",
                        name=choice.name,
                        field=choice.field_id.name,
                    )
                )

    def write(self, vals):
        if "field_id" in vals and self.field_id.ids not in ([], [vals["field_id"]]):
            raise UserError(
                self.env._("A choice stays with its field: add it to the other one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for choice in self:
            if count := choice._count_customers():
                raise UserError(
                    self.env._(
                        "“%(name)s” is the value of %(count)s records. Switch it off"
                        " instead: it then can no longer be chosen, and they keep it.",
                        name=choice.name,
                        count=count,
                    )
                )

    def _count_customers(self):
        """Return how many customers and contacts have this value."""
        self.ensure_one()
        name = self.field_id.technical_name
        # sudo: a use counts whoever may see it; only its number is told
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        if name not in partners._fields:
            return 0
        return partners.search_count([(name, "=", self.id)])
