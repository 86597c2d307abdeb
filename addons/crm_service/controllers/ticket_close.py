from odoo.http import request, route

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController


class TicketClose(HelpdeskTicketController):
    @route()
    def support_ticket_close(self, **kw):
        """Core closes whatever ticket is named: only for those who may open it, and
        among the staff for those who may change it."""
        number = kw.get("ticket_id", "")
        ticket_id = int(number) if number.isascii() and number.isdecimal() else 0
        ticket = request.env["helpdesk.ticket"].browse(ticket_id).exists()
        needed = "write" if request.env.user._is_internal() else "read"
        if not ticket or not ticket.has_access(needed):
            raise request.not_found()
        stage = kw.get("stage_id", "")
        if not (stage.isascii() and stage.isdecimal()):
            raise request.not_found()
        return super().support_ticket_close(ticket_id=number, stage_id=stage)
