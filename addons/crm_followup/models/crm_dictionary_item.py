from odoo import fields, models


class CrmDictionaryItem(models.Model):
    _inherit = "crm.dictionary.item"

    kind = fields.Selection(
        selection_add=[("followup_stage", "Stage of progress")],
        ondelete={"followup_stage": "cascade"},
    )
