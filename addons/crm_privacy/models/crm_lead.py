from odoo import api, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.depends_context("uid")
    def _compute_potential_lead_duplicates(self):
        """The number of duplicates shows, but only those whom the reader sees open."""
        result = super()._compute_potential_lead_duplicates()
        for lead in self:
            found = lead.duplicate_lead_ids
            lead.duplicate_lead_ids = found.filtered(
                lambda other: isinstance(other.id, api.NewId)
            ) | found.sudo(False)._filtered_access("read").sudo(self.env.su)
        return result
