from odoo import api, models
from odoo.exceptions import UserError

VIEWS = (
    "crm_customer.res_partner_view_list_customer",
    "crm_customer.res_partner_view_kanban_customer",
    "crm_customer.res_partner_view_form_customer",
)


class ResPartner(models.Model):
    """Customers are put into the recycle bin: archiving would be a second one."""

    _inherit = "res.partner"

    def action_archive(self):
        self._pool_check_archive()
        return super().action_archive()

    def action_unarchive(self):
        self._pool_check_archive()
        return super().action_unarchive()

    def _pool_check_archive(self):
        """:raises UserError: one of them is a customer of a pool"""
        if self.env.su:
            return
        self.check_access("write")
        # sudo: what is a customer does not depend on who reads it
        customers = self.filtered(lambda partner: partner.sudo().pool_place)
        if customers:
            raise UserError(
                self.env._(
                    "%(customer)s is a customer and is not archived: delete it into the"
                    " recycle bin, from where it can be restored.",
                    customer=customers[0].name,
                )
            )

    @api.model
    def get_views(self, views, options=None):
        """Offer no Archive on our lists and forms: the web client asks this field."""
        result = super().get_views(views, options)
        refs = (self.env.ref(name, raise_if_not_found=False) for name in VIEWS)
        ours = {view.id for view in refs if view}
        if ours.intersection(view["id"] for view in result["views"].values()):
            active = result["models"][self._name]["fields"].get("active")
            if active:
                active["readonly"] = True
        return result
