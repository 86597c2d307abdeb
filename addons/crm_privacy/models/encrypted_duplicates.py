from odoo import api, models

from ..tools.keyring import KeyProblem, get_keyring
from .encrypted_field import EncryptedChar


class Digest(str):
    """A stored keyed hash: compared as it is."""

    __slots__ = ()


def get_encrypted(env, name):
    """Return the encrypted field of a partner at the end of the path ``name``."""
    field = env["res.partner"]._fields.get(name.rsplit("/", 1)[-1])
    return field if isinstance(field, EncryptedChar) else None


class CrmDuplicateKey(models.Model):
    """Encrypted values are compared through their keyed hash."""

    _inherit = "crm.duplicate.key"

    def _get_partner_columns(self, kinds):
        return [
            field.digest_field if (field := get_encrypted(self.env, name)) else name
            for name in super()._get_partner_columns(kinds)
        ]

    def _get_partner_keys(self, row, kinds):
        values = dict(row)
        for field in self.env["res.partner"]._fields.values():
            if isinstance(field, EncryptedChar) and field.digest_field in values:
                values[field.name] = Digest(values.pop(field.digest_field) or "")
        return super()._get_partner_keys(values, kinds)

    @api.model
    def _get_key(self, kind, value, region):
        field = get_encrypted(self.env, kind)
        if not field or not value:
            return super()._get_key(kind, value, region)
        if isinstance(value, Digest):
            return str(value)
        return next(iter(self._get_digests(field, value)), "")

    @api.model
    def _get_digests(self, field, value):
        """Return the digests of a text under every key, none without a key."""
        try:
            ring = get_keyring()
        except KeyProblem:
            return []
        return ring.digests(field.fold_text(str(value)), field.bound_to)


class CrmEntryMixin(models.AbstractModel):
    _inherit = "crm.entry.mixin"

    def _get_entry_keys(self, entries):
        """Compare with values hashed with a former key too, while keys rotate."""
        keyed = super()._get_entry_keys(entries)
        keys = self.env["crm.duplicate.key"]
        former = [
            (entry, name, spec, kind, digest)
            for entry, name, spec, kind, _key in keyed
            if (field := get_encrypted(self.env, name))
            for digest in keys._get_digests(field, entry.values[name])[1:]
        ]
        return keyed + former

    def _problem(self, entry, name, value, kind, message, *args, **kwargs):
        """Messages end in logs and reports: encrypted values stand masked there."""
        field = get_encrypted(self.env, name)
        if field and isinstance(value, str) and value:
            masked = field.mask_text(value)
            message = message.replace(self._shorten(value), masked)
            value = masked
        return super()._problem(entry, name, value, kind, message, *args, **kwargs)


class CrmDuplicateLog(models.Model):
    _inherit = "crm.duplicate.log"

    @api.model
    def _digest(self, pair):
        """Log no plain hash of an encrypted value: it could be tried out."""
        name, value = pair
        field = get_encrypted(self.env, name)
        if field:
            digests = self.env["crm.duplicate.key"]._get_digests(field, value)
            pair = (name, next(iter(digests), ""))
        return super()._digest(pair)
