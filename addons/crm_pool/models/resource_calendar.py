from odoo import api, fields, models

CALENDAR_FIELDS = {
    "attendance_ids",
    "leave_ids",
    "global_leave_ids",
    "two_weeks_calendar",
    "flexible_hours",
    "schedule_type",
    "hours_per_day",
    "full_time_required_hours",
    "tz",
}


class ResourceCalendar(models.Model):
    """Working days of a company follow its calendar."""

    _inherit = "resource.calendar"

    def write(self, vals):
        result = super().write(vals)
        if CALENDAR_FIELDS & vals.keys():
            self._pool_days_changed()
        return result

    def _pool_days_changed(self, everywhere=False):
        """Number the working days of the companies that use these calendars anew.

        :param everywhere: a day off of no calendar is one of every calendar
        """
        # sudo: deadlines are the company's business, whoever edits its calendar
        days = self.env["crm.working.day"].sudo()
        companies = days._get_companies()
        if not everywhere:
            companies = companies.filtered(
                lambda company: company.resource_calendar_id in self
            )
        days._refresh(companies, fields.Datetime.now())


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        attendances.calendar_id._pool_days_changed()
        return attendances

    def write(self, vals):
        calendars = self.calendar_id
        result = super().write(vals)
        (calendars | self.calendar_id)._pool_days_changed()
        return result

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        calendars._pool_days_changed()
        return result


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._pool_days_changed()
        return leaves

    def write(self, vals):
        before = self._pool_get_scope()
        result = super().write(vals)
        self._pool_days_changed(before)
        return result

    def unlink(self):
        before = self._pool_get_scope()
        result = super().unlink()
        self.browse()._pool_days_changed(before)
        return result

    def _pool_get_scope(self):
        """Return the calendars of what everybody has free, and whether one of these
        days is free in every calendar."""
        general = self.filtered(lambda leave: not leave.resource_id)
        everywhere = any(not leave.calendar_id for leave in general)
        return general.calendar_id, everywhere

    def _pool_days_changed(self, before=None):
        calendars, everywhere = self._pool_get_scope()
        if before:
            calendars |= before[0]
            everywhere = everywhere or before[1]
        if calendars or everywhere:
            calendars._pool_days_changed(everywhere)
