from odoo import models


class CrmPoolLog(models.Model):
    _inherit = "crm.pool.log"

    def action_open_customer(self):
        """Open the customer that moved."""
        self.ensure_one()
        form = self.env.ref("crm_customer.res_partner_view_form_customer")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(form.id, "form")],
        }
