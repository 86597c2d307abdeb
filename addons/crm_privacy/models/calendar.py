from markupsafe import Markup

from odoo import api, models

from odoo.addons.crm_customer.tools.system_mark import is_marked

from .web_read import RELATED_KEY


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    def web_read(self, specification):
        """Guests whom the reader cannot see are left out of a meeting that the reader
        may open."""
        if is_marked(self, RELATED_KEY):
            self = self._filtered_access("read")
        return super().web_read(specification)


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Core reads the meetings to say what they ask for, and would refuse the
        whole list of messages for one hidden meeting."""
        visible = self if self.env.su else self._filtered_access("read")
        operations = super(
            CalendarEvent, visible
        )._mail_get_operation_for_mail_message_operation(message_operation)
        return operations | dict.fromkeys(self - visible, "write")

    @api.model
    def _prepare_partner_contact_details_html(self, section_title, partner):
        """Core writes phone and e-mail of the guest into the text of the meeting, where
        they stay when the customer has gone to a colleague."""
        # sudo: whether it is a customer does not depend on the reader
        if not partner.sudo().customer_id:
            return super()._prepare_partner_contact_details_html(section_title, partner)
        return [Markup("<strong>%s</strong>") % section_title, partner.name or ""]


class ResPartner(models.Model):
    _inherit = "res.partner"

    def schedule_meeting(self):
        # Core ends in an SQL error for partners that the caller cannot read.
        self.check_access("read")
        return super().schedule_meeting()
