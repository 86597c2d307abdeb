from typing import NamedTuple

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_privacy.tools.related_domain import related_domain


class VisibleLead(NamedTuple):
    """Records whose lead the user at hand may read by all rules that leads have."""

    field: str

    def to_sql(self, model, alias, query):
        leads = model.env["crm.lead"].sudo(False).with_context(active_test=False)
        visible = leads._search(Domain.TRUE)
        visible.add_where(
            SQL(
                "%s = %s",
                SQL.identifier(visible.table, "id"),
                model._field_to_sql(alias, self.field, query),
            )
        )
        return SQL("EXISTS (%s)", visible.select(SQL("1")))

    def matches(self, record):
        # sudo: which lead it names; whether the user reads that is asked as the user
        lead = record.sudo()[self.field].sudo(False)
        return bool(lead.with_user(record.env.user)._filtered_access("read"))


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
        lead = VisibleLead("lead_id")
        seen = Domain.custom(to_sql=lead.to_sql, predicate=lead.matches)
        return customer | (Domain("lead_id", "!=", False) & seen)

    def _followup_author_domain(self):
        """Follow-ups that this user may change, as far as there is still time."""
        return Domain("author_id", "=", self.id)

    def _followup_line_domain(self):
        """What hangs on the follow-ups that this user may read."""
        if not self._may_miss_customers():
            return Domain.TRUE
        return related_domain("followup_id", "_followup_domain")
