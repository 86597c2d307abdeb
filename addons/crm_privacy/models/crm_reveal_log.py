from odoo import api, fields, models


class CrmRevealLog(models.Model):
    """Who saw which encrypted value, and why."""

    _name = "crm.reveal.log"
    _inherit = "crm.privacy.log"
    _description = "Reveal of an Encrypted Value"
    _rec_name = "record_name"
    _log_access = False

    model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="model", readonly=True, index=True
    )
    record_name = fields.Char(string="Customer or Contact", readonly=True)
    field_name = fields.Char(string="Field", readonly=True)
    reason = fields.Char(readonly=True)

    @api.model
    def _log(self, partner, field, reason):
        return self._append(
            {
                "company_id": partner.company_id.id or self.env.company.id,
                "model": partner._name,
                "res_id": partner.id,
                "record_name": partner.display_name,
                "field_name": field._description_string(self.env),
                "reason": reason,
            }
        )
