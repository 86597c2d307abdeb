from odoo import api, models
from odoo.fields import Domain

from odoo.addons.crm_customer.models.customer_source import CustomerSource
from odoo.addons.crm_customer.models.timeline_source import TimelineSource

FIELDS = ("summary", "content", "author_id", "method_id", "next_step")
# Done activities and mails stand in the timeline themselves.
OWN_SOURCES = ("manual", "meeting")


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_customer_sources(self):
        followups = CustomerSource("crm.followup")
        return {**super()._get_customer_sources(), "followup": followups}

    @api.model
    def _get_timeline_sources(self):
        followup = TimelineSource(
            "followup",
            self.env._("Follow-ups"),
            "fa-comments-o",
            self._get_customer_sources()["followup"],
            "date",
            FIELDS,
            Domain("source", "in", OWN_SOURCES),
        )
        return [followup, *super()._get_timeline_sources()]


class CrmFollowup(models.Model):
    _inherit = "crm.followup"

    def _get_timeline_entries(self):
        """Return ``{id: values of its entry}`` for the timeline of the customer."""
        return {
            followup.id: {
                "title": followup.summary or "",
                "text": ""
                if followup.content == followup.summary
                else followup.content or "",
                # sudo: a colleague of another company has a name too
                "person": followup.author_id.sudo().name or "",
                "state": followup.method_id.name or "",
            }
            for followup in self
        }
