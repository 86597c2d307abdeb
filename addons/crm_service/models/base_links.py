from odoo import api, models
from odoo.exceptions import AccessError


class Base(models.AbstractModel):
    """A ticket shows by number and title wherever it is named: nobody names one that
    they cannot read."""

    _inherit = "base"

    @api.model
    def _get_guarded_models(self):
        return (*super()._get_guarded_models(), "helpdesk.ticket")

    def _make_hidden_link_error(self, name, value):
        if self._fields[name].comodel_name != "helpdesk.ticket":
            return super()._make_hidden_link_error(name, value)
        label = self._fields[name].get_description(self.env, ["string"])["string"]
        return AccessError(
            self.env._(
                "%(field)s: you may not use a ticket that you cannot see. Ask whoever"
                " handles it, or a service manager.",
                field=label,
            )
        )
