from odoo import api, fields, models
from odoo.fields import Domain

from ..models.moves import UNDO


class CrmPoolBin(models.TransientModel):
    _name = "crm.pool.bin"
    _description = "Delete Customers"
    _inherit = ["crm.pool.reason.wizard"]

    reason_id = fields.Many2one(domain=[("kind", "=", "bin_reason")])
    contact_count = fields.Integer(compute="_compute_what_goes")
    opportunity_count = fields.Integer(compute="_compute_what_goes")
    quotation_count = fields.Integer(compute="_compute_what_goes")

    @api.depends("customer_ids", "res_model")
    def _compute_what_goes(self):
        """Counted with the reader's own rights: nothing is told of others'."""
        for wizard in self:
            is_customer = wizard.res_model == "res.partner"
            ids = wizard.customer_ids if is_customer else []
            domain = Domain("customer_id", "in", ids or [])
            partners = self.env["res.partner"].search(domain)
            theirs = Domain("partner_id", "in", partners.ids)
            wizard.contact_count = len(partners.filtered(lambda p: p.customer_id != p))
            wizard.opportunity_count = self.env["crm.lead"].search_count(
                theirs & Domain("won_status", "=", "pending")
            )
            wizard.quotation_count = self.env["sale.order"].search_count(
                theirs & Domain("state", "in", ("draft", "sent"))
            )

    def action_bin(self):
        customers = self._get_customers()
        return customers._pool_toast(
            customers.action_pool_bin(self._get_reason()),
            self.env._("Deleted successfully"),
            undo_minutes=UNDO["bin"][1],
        )
