from odoo import fields, models

from .crm_pool_bin import ADMINISTRATOR
from .moves import BINNED, HELD, PUBLIC
from .outcome import Outcome


class CrmPoolDuplicate(models.AbstractModel):
    """What whoever types an equal value hears of the record that is there already."""

    _inherit = "crm.pool.mixin"

    def _pool_describe_standing(self):
        """Return as short texts its pool, whether it is protected, the way to it."""
        if not self.pool_place:
            return []
        texts = [self.env._("pool: %(pool)s", pool=self.pool_id.name)]
        if self.protected_until and self.protected_until > fields.Datetime.now():
            texts.append(self.env._("protected"))
        texts.append(self._pool_describe_way())
        return [text for text in texts if text]

    def _pool_describe_way(self):
        """Say what the reader can do to get this record."""
        if self.pool_place == PUBLIC:
            return self._pool_describe_public_way()
        if self.pool_place == HELD and self.user_id != self.env.user:
            return self.env._("ask its owner or the manager of the pool for it")
        if self.pool_place == BINNED and self.env.user.has_group(ADMINISTRATOR):
            return self.env._("in the recycle bin: restore it there")
        if self.pool_place == BINNED:
            return self.env._("in the recycle bin: ask an administrator to restore it")
        return None

    def _pool_describe_public_way(self):
        member = self.pool_id._get_member(self.env.user)
        if not member:
            return self.env._("nobody holds it: ask the manager of its pool")
        outcome = Outcome()
        facts = [{"id": self.id, "rest_until": self.rest_until}]
        self._pool_filter_cooling(facts, member, fields.Datetime.now(), outcome)
        if outcome.refused:
            return self.env._("nobody holds it: %s", outcome.refused[self.id])
        if member.pool_id.claim_mode == "approval":
            return self.env._("nobody holds it: apply for it in the pool")
        return self.env._("nobody holds it: claim it in the pool")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _describe_duplicate(self):
        return super()._describe_duplicate() + self._pool_describe_standing()
