from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.crm_customer.tools.system_mark import is_marked, marked

WRITER = "crm_privacy_log_writer"


class CrmPrivacyLog(models.AbstractModel):
    """A log that the system writes and that nobody changes, over any interface."""

    _name = "crm.privacy.log"
    _description = "Append-Only Log"
    _order = "id desc"

    date = fields.Datetime(readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")

    @api.model
    def _append(self, vals):
        """Write one row of the present user."""
        row = {
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "company_id": self.env.company.id,
            **vals,
        }
        # sudo: nobody may write the log by hand
        return marked(self.sudo(), WRITER).create([row])

    @api.model
    def _append_at_once(self, vals):
        """Write one row in a transaction of its own, before anything is handed out:
        for requests that only read."""
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr))._append(vals)

    @api.model_create_multi
    def create(self, vals_list):
        if not is_marked(self, WRITER):
            raise self._append_only_error()
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise self._append_only_error()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise self._append_only_error()

    def _append_only_error(self):
        return AccessError(
            self.env._("This log is written by the system alone; it cannot be changed.")
        )
