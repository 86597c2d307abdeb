from odoo import api, models
from odoo.fields import Domain

from .timeline_source import TimelineSource

FIELDS = ("name", "user_id", "stage_id", "won_status", "expected_revenue", "company_id")


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_timeline_sources(self):
        lead = TimelineSource(
            "lead",
            self.env._("Opportunities"),
            "fa-star",
            self._get_customer_sources()["lead"],
            "create_date",
            FIELDS,
            Domain("type", "=", "opportunity"),
        )
        return [*super()._get_timeline_sources(), lead]


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _get_timeline_entries(self):
        """Return ``{id: values of its entry}`` for the timeline of the customer."""
        ends = dict(self._fields["won_status"]._description_selection(self.env))
        return {
            lead.id: {
                "title": lead.name,
                # sudo: a colleague of another company has a name too
                "person": lead.user_id.sudo().name or "",
                "state": lead.stage_id.name
                if lead.won_status == "pending"
                else ends[lead.won_status],
                "amount": lead.expected_revenue or False,
                "currency_id": lead.company_currency.id,
            }
            for lead in self
        }
