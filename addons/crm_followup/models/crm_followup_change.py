from odoo import api, fields, models


class CrmFollowupChange(models.Model):
    """What stood in a follow-up before its author changed it."""

    _name = "crm.followup.change"
    _description = "Change of a Follow-up"
    _order = "id desc"

    followup_id = fields.Many2one(
        "crm.followup", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", string="Who", required=True, readonly=True, ondelete="restrict"
    )
    field_name = fields.Char(required=True, readonly=True)
    field_label = fields.Char(string="What", compute="_compute_field_label")
    old_value = fields.Text(string="Before", readonly=True)
    new_value = fields.Text(string="After", readonly=True)

    @api.depends("field_name")
    @api.depends_context("lang")
    def _compute_field_label(self):
        labels = self.env["crm.followup"].fields_get(attributes=["string"])
        for change in self:
            label = labels.get(change.field_name, {}).get("string")
            change.field_label = label or change.field_name
