from odoo import api, models

INDUSTRY_ENDINGS = ("行业", "业")


class ResPartnerIndustry(models.Model):
    _name = "res.partner.industry"
    _inherit = ["res.partner.industry", "crm.name.lookup"]

    _lookup_fields = ("name",)

    @api.model
    def _get_lookup_key(self, text):
        key = super()._get_lookup_key(text)
        for ending in INDUSTRY_ENDINGS:
            if key.endswith(ending) and len(key) > len(ending) + 1:
                return key.removesuffix(ending)
        return key
