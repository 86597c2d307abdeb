from odoo import fields, models


class CrmPoolRest(models.Model):
    """Days on which a customer or lead is left in peace, and its clocks stand still."""

    _name = "crm.pool.rest"
    _description = "Rest of a Customer"
    _order = "date_from desc, id desc"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="cascade"
    )
    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="cascade")
    pool_id = fields.Many2one("crm.pool", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="pool_id.company_id", store=True)
    date_from = fields.Date(required=True)
    date_to = fields.Date(help="Last day; empty while what is the cause goes on.")
    reason = fields.Char()
    source = fields.Char(
        help="What keeps the customer resting, as model,id; empty for a date."
    )
    user_id = fields.Many2one("res.users", string="By")

    _days_check = models.Constraint(
        "CHECK (date_to >= date_from)", "A rest ends on or after the day it begins."
    )
    _open_source_uniq = models.UniqueIndex(
        "(COALESCE(partner_id, 0), COALESCE(lead_id, 0), source)"
        " WHERE source IS NOT NULL AND date_to IS NULL",
        "The same cause lets a customer rest only once.",
    )
