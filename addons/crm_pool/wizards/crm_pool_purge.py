from odoo import api, fields, models

from odoo.addons.base.models.res_users import check_identity


class CrmPoolPurge(models.TransientModel):
    _name = "crm.pool.purge"
    _description = "Purge Customers"
    _inherit = ["crm.pool.wizard"]

    reason = fields.Char(required=True, help="Kept in the ledger.")

    @api.model
    def _get_models(self):
        """Leads are deleted by Odoo's own button."""
        return {"res.partner": "res.partner"}

    @check_identity
    def action_purge(self):
        customers = self._get_customers()
        return customers._pool_toast(
            customers._pool_purge(self.reason, fields.Datetime.now()).as_dict(),
            self.env._("Purged"),
        )

    @check_identity
    def action_anonymise(self):
        customers = self._get_customers()
        return customers._pool_toast(
            customers._pool_anonymise(self.reason).as_dict(), self.env._("Anonymised")
        )
