from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError


class Wish(NamedTuple):
    """What the caller of ``create`` asked for: the gate decides."""

    pool_id: int | None
    place: str | None
    user_id: int | None


class CrmPoolEntry(models.AbstractModel):
    """Enter 录入: new records come into a pool as their creator asks."""

    _inherit = "crm.pool.mixin"

    def _pool_pop_wish(self, vals):
        """Take pool and place out of the values of a new record.

        Every field of the gate is set to nothing, so that no default - from the
        context or from ``ir.default`` - gives it a value.

        :returns: ``(values, wish)``
        :raises UserError: a deadline or another field of the gate is among them
        """
        wished = {"pool_id", "pool_place"}
        unknown = {name for name in self._pool_gate_fields - wished if vals.get(name)}
        if unknown:
            raise self._pool_guard_error(unknown)
        wish = Wish(vals.get("pool_id"), vals.get("pool_place"), vals.get("user_id"))
        return dict(vals, **dict.fromkeys(self._pool_gate_fields, False)), wish

    def _pool_enter_wishes(self, entering):
        """Let new records enter, grouped by what was asked for.

        :param entering: list of ``(record, Wish)``
        """
        groups = {}
        for record, wish in entering:
            key = (record.company_id, wish)
            groups[key] = groups.get(key, self.browse()) | record
        now = fields.Datetime.now()
        for (company, wish), records in groups.items():
            records._pool_enter(company or self.env.company, wish, now)

    def _pool_enter(self, company, wish, now):
        """Enter new records of one company into a pool (PO-2: enter 录入).

        :param company: ``res.company`` whose pools are asked
        :param Wish wish: pool, place and owner asked for; empty is up to the rules:
            what a member enters is held by the member, what others enter is public
        :param now: naive UTC
        :raises UserError: the owner asked for has no room, or the caller no right
        """
        pool = self._pool_choose(company, wish)
        # The gate writes for members, who may not touch pools and ledger.
        gate = self.sudo()
        if wish.place == "public":
            return gate._pool_move("enter_public", now, pool=pool)
        user = self._pool_wished_owner(pool, wish)
        member = pool._get_member(user) if user else pool.member_ids.browse()
        if not member:
            if wish.place == "held" or wish.user_id:
                raise UserError(pool._not_a_member_message(user or self.env.user))
            return gate._pool_move("enter_public", now, pool=pool)
        outcome = gate._pool_move("enter", now, member=member, pool=pool)
        if outcome.refused:
            raise UserError(
                self.env._(
                    "%(reason)s Return some first, or enter it as public.",
                    reason=next(iter(outcome.refused.values())),
                )
            )
        return outcome

    def _pool_wished_owner(self, pool, wish):
        """Who shall hold the new records; nobody but leaders chooses others."""
        if self.env.su and not wish.user_id:
            return self.env["res.users"]
        user = self.env["res.users"].browse(wish.user_id or self.env.uid)
        if user != self.env.user and not self.env.su:
            if not pool._may_assign(self.env.user, user):
                raise UserError(
                    self.env._(
                        "You may not enter it for somebody else. Leave the owner empty"
                        " to hold it yourself."
                    )
                )
        return user

    @api.model
    def _pool_choose(self, company, wish):
        """Return the pool that new records enter.

        :raises UserError: the pool asked for is none of the caller's
        """
        # Membership is looked up for the caller, who may not read all pools.
        pools = self.env["crm.pool"].sudo()
        if wish.pool_id:
            pool = pools.browse(wish.pool_id).exists()
            if not pool or pool.company_id != company or pool.kind != self._pool_kind:
                raise UserError(
                    self.env._(
                        "This is no pool of the company for %(what)s.",
                        what=self._pool_nouns(),
                    )
                )
            if not self.env.su and not pool._is_open_to(self.env.user):
                raise UserError(pool._not_a_member_message(self.env.user))
            return pool
        default = self._pool_get_default(company)
        owner = self.env["res.users"].browse(wish.user_id or self.env.uid)
        memberships = self.env["crm.pool.member"].sudo()  # as above
        memberships = memberships._get_for(owner, company, self._pool_kind)
        if not memberships or default in memberships.pool_id:
            return default
        return memberships[0].pool_id

    @api.model
    def _pool_get_default(self, company):
        """Return the pool that records of the company enter by themselves."""
        return self.env["crm.pool"]._get_default(company)
