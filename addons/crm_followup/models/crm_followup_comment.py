from odoo import fields, models

from .crm_followup_review import GRADES


class CrmFollowupComment(models.Model):
    """What a leader said of a follow-up, and what its author replied."""

    _name = "crm.followup.comment"
    _description = "Comment on a Follow-up"
    _order = "id"

    followup_id = fields.Many2one(
        "crm.followup", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", string="Who", required=True, readonly=True, ondelete="restrict"
    )
    text = fields.Text(required=True, readonly=True)
    grade = fields.Selection(GRADES, readonly=True)
