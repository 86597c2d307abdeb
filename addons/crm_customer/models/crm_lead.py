from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    mobile = fields.Char(tracking=True)
