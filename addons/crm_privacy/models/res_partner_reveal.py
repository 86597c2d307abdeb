from odoo import models
from odoo.exceptions import AccessError

from .encrypted_field import EncryptedChar


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _open_reveal(self, field_name):
        self.ensure_one()
        self._check_reveal()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reveal"),
            "res_model": "crm.reveal",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": self.id,
                "default_field_name": field_name,
            },
        }

    def _check_reveal(self):
        """Refuse who may not see encrypted values of this partner.

        :raise AccessError: it is not readable, or the user neither owns it nor is a
            supervisor or administrator
        """
        self.check_access("read")
        if not self.is_reveal_allowed:
            raise AccessError(
                self.env._(
                    "Only the owner of the customer, a supervisor or an administrator"
                    " can reveal this. Ask one of them."
                )
            )

    def _reveal(self, field_name, reason):
        """Return an encrypted value, and log that the user saw it.

        :param str field_name: an encrypted field
        :param str reason: why it had to be seen
        :raise AccessError: see :meth:`_check_reveal`
        :raise UserError: the quota of the day is used up, or there is no key
        """
        self.ensure_one()
        self._check_reveal()
        field = self._fields.get(field_name)
        if not isinstance(field, EncryptedChar):
            raise AccessError(self.env._("There is nothing to reveal in this field."))
        self._check_field_access(field, "read")
        self.env["crm.privacy.quota"]._spend("reveals", 1)
        text = field.get_plain(self)
        self.env["crm.reveal.log"]._log(self, field, reason)
        return text
