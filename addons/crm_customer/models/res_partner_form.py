from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def get_formview_id(self, access_uid=None):
        """A customer opens as a customer from wherever it is named."""
        if len(self) == 1 and self.customer_state:
            return self.env.ref("crm_customer.res_partner_view_form_customer").id
        return super().get_formview_id(access_uid=access_uid)
