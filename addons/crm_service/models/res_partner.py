from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # An agent asks for an exact address while the customer waits on the phone.
    _service_email_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )

    def _service_describe(self):
        """Return what an agent is told of a customer that they cannot see.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "name": self.name,
            "level": self.customer_level_id.name or "",
            "owner": self.user_id.name or "",
        }
