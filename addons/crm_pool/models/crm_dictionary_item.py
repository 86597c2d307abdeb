from odoo import fields, models


class CrmDictionaryItem(models.Model):
    _inherit = "crm.dictionary.item"

    kind = fields.Selection(
        selection_add=[
            ("return_reason", "Return reason"),
            ("recall_reason", "Recall reason"),
            ("transfer_reason", "Transfer reason"),
            ("bin_reason", "Deletion reason"),
        ],
        ondelete={
            "return_reason": "cascade",
            "recall_reason": "cascade",
            "transfer_reason": "cascade",
            "bin_reason": "cascade",
        },
    )
