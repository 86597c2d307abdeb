from odoo import models

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
