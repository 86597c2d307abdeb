from odoo import api, models

from odoo.addons.crm_privacy.models.res_users import SEE_ALL_CUSTOMERS_GROUPS


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _pool_form_id(self):
        return self.env.ref("crm.crm_lead_view_form").id

    @api.model
    def _get_pool_action(self):
        """Return the window action of leads for the reader: on one's own, with the
        buttons of those who lead somebody."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_pool.crm_lead_action_leads"
        )
        action.pop("path", None)
        context = {
            "default_type": "lead",
            **self._pool_button_flags(),
        }
        if not self.env.user._has_any_group(SEE_ALL_CUSTOMERS_GROUPS):
            context["search_default_mine"] = 1
        action["context"] = context
        return action
