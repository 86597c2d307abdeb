from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Keys are made anew of what stays; core would give it those of all sides."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_search_key WHERE partner_id = ANY(%s)",
                (src_partners + dst_partner).ids,
            )
        )
        # sudo: decisions follow whoever merges
        pairs = self.env["crm.duplicate.pair"].sudo()
        pairs._follow_merge(src_partners.ids, dst_partner.id)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Core moves contacts to the partner that stays by SQL: their keys follow."""
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        # sudo: keys are made of every customer, whoever merges
        left = self.env["res.partner"].sudo().browse(partner_ids).exists()
        left.customer_id._update_customer_keys()
        return result
