from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.crm_customer.tools.system_mark import is_marked, marked

WRITER = "crm_privacy_log_writer"


class CrmAppendOnly(models.AbstractModel):
    """A table to which the system adds rows and in which nobody changes any, over any
    interface. Not even superuser mode does: :meth:`_append_rows` is the one way, SQL
    apart.
    """

    _name = "crm.append.only"
    _description = "Append-Only Log"

    @api.model
    def _append_rows(self, vals_list):
        """Add rows.

        :param list vals_list: as for ``create``
        """
        # sudo: nobody may write the log by hand
        return marked(self.sudo(), WRITER).create(vals_list)

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
        """Return what says that, and what to do instead."""
        return AccessError(
            self.env._("This log is written by the system alone; it cannot be changed.")
        )


class CrmPrivacyLog(models.AbstractModel):
    """Who did what with customer data, and when."""

    _name = "crm.privacy.log"
    _inherit = "crm.append.only"
    _description = "Log of Customer Data"
    _order = "id desc"

    date = fields.Datetime(readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")

    @api.model
    def _append(self, vals):
        """Write one row of the present user."""
        return self._append_rows(
            [
                {
                    "date": fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "company_id": self.env.company.id,
                    **vals,
                }
            ]
        )

    @api.model
    def _append_at_once(self, vals):
        """Write one row in a transaction of its own, before anything is handed out:
        for requests that only read."""
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr))._append(vals)
