from odoo import fields, models

from .moves import BINNED, HELD, PUBLIC


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _describe_duplicate(self):
        """Besides the owner: the pool, whether it is protected, and the way to it."""
        texts = super()._describe_duplicate()
        if not self.pool_place:
            return texts
        texts.append(self.env._("pool: %(pool)s", pool=self.pool_id.name))
        if self.protected_until and self.protected_until > fields.Datetime.now():
            texts.append(self.env._("protected"))
        texts.append(self._describe_way_to_it())
        return [text for text in texts if text]

    def _describe_way_to_it(self):
        """Say what the reader can do to get this customer."""
        if self.pool_place == PUBLIC:
            if self.pool_id._get_member(self.env.user):
                return self.env._("nobody holds it: claim it in the pool")
            return self.env._("nobody holds it: ask the manager of its pool")
        if self.pool_place == HELD and self.user_id != self.env.user:
            return self.env._("ask its owner or the manager of the pool for it")
        if self.pool_place == BINNED:
            return self.env._("in the recycle bin: ask an administrator to restore it")
        return None
