from contextlib import contextmanager

from odoo import api, fields, models

PURSUIT_FIELDS = {
    "active",
    "partner_id",
    "probability",
    "stage_id",
    "type",
    "user_id",
    "won_status",
}


class CrmLead(models.Model):
    """What is won, lost, begun or passed on may begin or end what spares a customer."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        # Whoever creates an opportunity need not be able to read reclaim rules.
        if not self.env["crm.pool.rule"].sudo()._spares_opportunities():
            return super().create(vals_list)
        leads = super().create(vals_list)
        # sudo: it counts for the customer, whether or not its maker sees that one
        customers = leads.sudo().partner_id.customer_id
        customers._pool_pursuit_changed(customers.browse(), fields.Datetime.now())
        return leads

    def write(self, vals):
        with self._pool_pursuit(PURSUIT_FIELDS & vals.keys()):
            return super().write(vals)

    def unlink(self):
        with self._pool_pursuit(True):
            return super().unlink()

    @contextmanager
    def _pool_pursuit(self, may_change):
        """Let the customers' deadlines follow what is done with the opportunities."""
        rules = self.env["crm.pool.rule"].sudo()  # as in create
        if not may_change or not rules._spares_opportunities():
            yield
            return
        customers = self.sudo().partner_id.customer_id  # as in create
        pursued = customers._pool_filter_pursued()
        yield
        customers |= self.sudo().exists().partner_id.customer_id  # as in create
        customers._pool_pursuit_changed(pursued, fields.Datetime.now())
