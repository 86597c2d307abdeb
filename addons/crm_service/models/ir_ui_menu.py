from odoo import api, models

from .res_users import MANAGER

EDITOR_GROUPS = (MANAGER, "sales_team.group_sale_manager", "base.group_system")


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """One door for agents too: tickets are reached through our app."""
        hidden = super()._load_menus_blacklist()
        user = self.env.user
        if (
            self.env.company.hide_stock_customer_menus
            and user._is_service_agent()
            and not user._has_any_group(EDITOR_GROUPS)
        ):
            hidden += self._get_stock_customer_menu_ids()
        return hidden

    @api.model
    def _get_stock_customer_menu_ids(self):
        menu = self.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_main_menu", raise_if_not_found=False
        )
        return super()._get_stock_customer_menu_ids() + (menu.ids if menu else [])
