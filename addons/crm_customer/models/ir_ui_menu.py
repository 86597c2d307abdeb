from odoo import api, models

EDITOR_GROUPS = ("sales_team.group_sale_manager", "base.group_system")


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """One door to customers: account managers meet them in our app alone."""
        hidden = super()._load_menus_blacklist()
        user = self.env.user
        if (
            self.env.company.hide_stock_customer_menus
            and user.has_group("sales_team.group_sale_salesman")
            and not user._has_any_group(EDITOR_GROUPS)
        ):
            hidden += self._get_stock_customer_menu_ids()
        return hidden

    @api.model
    def _get_stock_customer_menu_ids(self):
        """Return the ids of stock menus that our app takes the place of."""
        menu = self.env.ref("contacts.menu_contacts", raise_if_not_found=False)
        return menu.ids if menu else []
