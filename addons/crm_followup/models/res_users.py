from odoo import models
from odoo.fields import Domain

from odoo.addons.crm_privacy.tools.related_domain import listed_domain, related_domain


class ResUsers(models.Model):
    """What of follow-ups a user sees: those of customers that they see, and those of
    leads and opportunities that they see."""

    _inherit = "res.users"

    def _followup_domain(self):
        """Return the domain of the follow-ups that this user may read.

        :rtype: odoo.fields.Domain on ``crm.followup``
        """
        self.ensure_one()
        if not self._may_miss_customers():
            return Domain.TRUE
        customer = Domain("partner_id", "!=", False) & related_domain(
            "partner_id", "_customer_read_domain"
        )
        if not self._has_hidden_customers():
            return customer | Domain("partner_id", "=", False)
        lead = Domain("lead_id", "!=", False) & related_domain(
            "lead_id", "_followup_lead_domain"
        )
        return customer | lead

    def _followup_lead_domain(self):
        """Leads and opportunities that this user holds, leads or manages, whoever sees
        their customer. Those of the customers that they see come with these.

        Flat, since the rules of leads themselves, asked for in every statement, take
        PostgreSQL longer to compile than to answer.
        """
        own = Domain("user_id", "=", self.id)
        granted = listed_domain(
            ("user_id", "_led_user_domain"), ("pool_id", "_managed_pool_domain")
        )
        return (own | granted) & self._unbinned_domain()

    def _followup_author_domain(self):
        """Follow-ups that this user may change, as far as there is still time."""
        return Domain("author_id", "=", self.id)

    def _followup_line_domain(self):
        """What hangs on the follow-ups that this user may read."""
        if not self._may_miss_customers():
            return Domain.TRUE
        return related_domain("followup_id", "_followup_domain")
