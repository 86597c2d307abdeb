from odoo import api, fields, models


class CrmCustomFieldRemove(models.TransientModel):
    _name = "crm.custom.field.remove"
    _description = "Remove a Custom Field"

    custom_field_id = fields.Many2one(
        "crm.custom.field", required=True, ondelete="cascade"
    )
    value_count = fields.Integer(compute="_compute_uses")
    uses = fields.Char(compute="_compute_uses")

    @api.depends("custom_field_id")
    def _compute_uses(self):
        for wizard in self:
            field = wizard.custom_field_id
            wizard.value_count = field._count_values() if field else 0
            wizard.uses = ", ".join(field._describe_uses()) if field else ""

    def action_remove(self):
        """Remove the field with all its values."""
        self.ensure_one()
        field = self.custom_field_id
        message = self.env._("Field “%(name)s” removed.", name=field.name)
        field.unlink()
        return self.env["crm.custom.field"]._make_toast(message)
