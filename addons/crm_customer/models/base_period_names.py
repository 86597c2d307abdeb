import babel.dates

from odoo import api, models
from odoo.tools import date_utils, get_lang
from odoo.tools.misc import babel_locale_parse

# Core writes day, month, year in this order for everybody.
YEAR_FIRST = ("zh", "ja", "ko")
SKELETONS = {"day": "yMMMd", "month": "yMMMM", "quarter": "yQQQ"}


class Base(models.AbstractModel):
    """Groups by a date are called as the reader's language calls that period."""

    _inherit = "base"

    @api.model
    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        formatter = super()._web_read_group_groupby_formatter(groupby_spec, values)
        path, _colon, granularity = groupby_spec.partition(":")
        locale = babel_locale_parse(get_lang(self.env).code)
        field = self._fields.get(path)
        if (
            not field
            or field.type not in ("date", "datetime")
            or granularity not in (*SKELETONS, "week")
            or locale.language not in YEAR_FIRST
        ):
            return formatter

        def format_group(value):
            group, domain = formatter(value)
            if value:
                group = (group[0], self._name_period(value, granularity, locale))
            return group, domain

        return format_group

    def _name_period(self, start, granularity, locale):
        """Return what the period that begins at ``start`` is called.

        :param start: date, or datetime in the reader's time zone
        """
        if granularity != "week":
            return babel.dates.format_skeleton(
                SKELETONS[granularity], start, locale=locale
            )
        year, week = date_utils.weeknumber(locale, start)
        return self.env._("Week %(week)s of %(year)s", week=week, year=year)
