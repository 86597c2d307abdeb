from odoo import api, fields, models
from odoo.fields import NO_ACCESS

from ..tools.keyring import has_keyring
from .encrypted_field import EncryptedChar, fold_number


class ResPartner(models.Model):
    _inherit = "res.partner"

    id_number = EncryptedChar(
        string="ID Number",
        digest_field="id_number_digest",
        fold=fold_number,
        tracking=True,
        copy=False,
        groups="base.group_user",
        help="Encrypted in the database and shown masked; the owner, supervisors and"
        " administrators can reveal it, which is logged. Searched by the whole number.",
    )
    id_number_digest = fields.Char(
        compute="_compute_id_number_digest",
        store=True,
        index="btree_not_null",
        copy=False,
        groups=NO_ACCESS,
    )
    encryption_ready = fields.Boolean(
        compute="_compute_encryption_ready",
        groups="base.group_user",
        help="This server has a key for encrypted fields.",
    )
    is_reveal_allowed = fields.Boolean(
        compute="_compute_is_reveal_allowed", groups="base.group_user"
    )

    @api.depends("id_number")
    def _compute_id_number_digest(self):
        self._fields["id_number"].compute_digest(self)

    def _compute_encryption_ready(self):
        self.encryption_ready = has_keyring()

    @api.depends("user_id", "customer_id.user_id")
    @api.depends_context("uid")
    def _compute_is_reveal_allowed(self):
        may_all = self.env.user._may_reveal_all()
        for partner in self:
            owner = partner.customer_id.user_id or partner.user_id
            partner.is_reveal_allowed = may_all or owner == self.env.user

    def action_reveal_id_number(self):
        """Return the dialog that asks why the ID number has to be seen.

        :raise AccessError: the user may not reveal it
        """
        return self._open_reveal("id_number")

    def _after_rotation(self, field):
        result = super()._after_rotation(field)
        # sudo: keys are kept of every customer
        self.env["crm.duplicate.key"]._update_customers(self.sudo().customer_id)
        return result
