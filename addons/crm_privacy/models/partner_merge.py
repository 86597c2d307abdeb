from odoo import models
from odoo.exceptions import AccessError

from .res_users import EDIT_ALL_CUSTOMERS_GROUPS


class MergePartners(models.TransientModel):  # pylint: disable=no-wizard-in-models
    """Core looks for duplicates among all partners by SQL, and changes them so."""

    _inherit = "base.partner.merge.automatic.wizard"

    def action_start_manual_process(self):
        self._check_sees_all()
        return super().action_start_manual_process()

    def action_start_automatic_process(self):
        self._check_sees_all()
        return super().action_start_automatic_process()

    def action_update_all_process(self):
        self._check_sees_all()
        return super().action_update_all_process()

    def action_merge(self):
        """Merge the chosen ones: whose they are must be the user's to say.

        :raise AccessError: one of them may not be changed, or is a customer and the
            user is neither supervisor nor administrator
        """
        if not self.env.su:
            partners = self.partner_ids | self.dst_partner_id
            partners.check_access("write")
            # sudo: whether it is a customer does not depend on the reader
            customers = partners.sudo().customer_id & partners.sudo()
            if customers and not self.env.user._has_any_group(
                EDIT_ALL_CUSTOMERS_GROUPS
            ):
                raise AccessError(
                    self.env._(
                        "Customers are merged by a supervisor or a customer"
                        " administrator: ask one of them."
                    )
                )
        return super().action_merge()

    def _check_sees_all(self):
        if not self.env.su and self.env.user._is_guarded():
            raise AccessError(
                self.env._(
                    "This goes through all partners, and some of them are hidden from"
                    " you. Choose those to merge in the list, or ask a supervisor."
                )
            )
