from odoo import models
from odoo.exceptions import AccessError

MERGERS = ("sales_team.group_sale_manager", "crm_customer.group_customer_admin")


class ResUsers(models.Model):
    _inherit = "res.users"

    def _has_any_group(self, groups):
        self.ensure_one()
        return any(self.has_group(group) for group in groups)

    def _check_merges_customers(self):
        """:raises AccessError: the user is neither supervisor nor administrator"""
        if not self._has_any_group(MERGERS):
            raise AccessError(
                self.env._(
                    "Customers are merged by a supervisor or a customer"
                    " administrator: ask one of them."
                )
            )
