from odoo import models

TICKET_COUNTS = (
    "helpdesk_ticket_count",
    "helpdesk_ticket_active_count",
    "helpdesk_ticket_count_string",
)


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

    def _compute_helpdesk_ticket_count(self):
        """The helpdesk's own count searches by id, which a form not yet saved lacks."""
        saved = self.filtered(lambda partner: partner._origin == partner)
        result = super(ResPartner, saved)._compute_helpdesk_ticket_count()
        for partner in self - saved:
            for name in TICKET_COUNTS:
                partner[name] = partner._origin[name]
        return result
