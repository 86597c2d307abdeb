from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.depends("customer_id")
    def _compute_pool_rights(self):
        return super()._compute_pool_rights()

    @api.model
    def _pool_form_id(self):
        return self.env.ref("crm_customer.res_partner_view_form_customer").id

    @api.model
    def _get_pool_action(self):
        return self._get_customers_action()

    @api.model
    def _get_customers_action(self):
        """Return the window action of the customer list for the current user: on
        one's own customers, with the buttons of those who lead somebody."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer.res_partner_action_customers"
        )
        action.pop("path", None)
        context = {
            "default_customer_state": "potential",
            "default_is_company": True,
            **self._pool_button_flags(),
        }
        if self._opens_on_own_customers():
            context["search_default_mine"] = 1
        action["context"] = context
        return action

    @api.model
    def _opens_on_own_customers(self):
        """Whether the customer list opens on those that the current user holds."""
        user = self.env.user
        if not user.has_group("sales_team.group_sale_salesman"):
            return False
        return not user._has_any_group(user._get_see_all_groups())
