from odoo import models

from .kinds import MODELS


class CrmPoolLog(models.Model):
    _inherit = "crm.pool.log"

    def action_open_customer(self):
        """Open the customer or lead that moved."""
        self.ensure_one()
        for name in MODELS.values():
            record = self[self.env[name]._pool_log_field]
            if record:
                return record._pool_open_form()
        return False
