from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_pool_mixin import GATE_FIELDS

ADOPT_BATCH = 5000

# Marks, in the context, that ``create`` lets the new customers enter itself. An
# object compared by identity cannot be sent over RPC.
ENTERING = object()


class Wish(NamedTuple):
    """What the caller of ``create`` asked for: the gate decides."""

    pool_id: int | None
    place: str | None
    user_id: int | None


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _pool_pop_wish(self, vals, default_state):
        """Take owner, pool and place out of the values of a new partner.

        Every field of the gate is set to nothing, so that no default - from the
        context or from ``ir.default`` - gives it a value.

        :returns: ``(values, wish)``
        :raises UserError: a deadline or another field of the gate is among them
        """
        wished = {"pool_id", "pool_place"}
        unknown = {name for name in GATE_FIELDS - wished if vals.get(name)}
        if unknown:
            raise self._pool_guard_error(unknown)
        wish = Wish(vals.get("pool_id"), vals.get("pool_place"), vals.get("user_id"))
        vals = dict(vals, **dict.fromkeys(GATE_FIELDS, False))
        # Computed from the parent, never given.
        vals.pop("customer_id", None)
        vals.pop("commercial_partner_id", None)
        if vals.get("customer_state", default_state):
            vals["user_id"] = False
        return vals, wish

    def _pool_enter_wishes(self, entering):
        """Let new customers enter, grouped by what was asked for.

        :param entering: list of ``(partner, Wish)``
        """
        groups = {}
        for partner, wish in entering:
            key = (partner.company_id, wish)
            groups[key] = groups.get(key, self.browse()) | partner
        now = fields.Datetime.now()
        for (company, wish), partners in groups.items():
            partners._pool_enter(company or self.env.company, wish, now)

    def _pool_enter(self, company, wish, now):
        """Enter new customers of one company into a pool (PO-2: enter 录入).

        :param company: ``res.company`` whose pools are asked
        :param Wish wish: pool, place and owner asked for; empty is up to the rules:
            a member's own customers are held by the member, others' are public
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
                    "%(reason)s Return customers first, or enter it as public.",
                    reason=next(iter(outcome.refused.values())),
                )
            )
        return outcome

    def _pool_wished_owner(self, pool, wish):
        """Who shall hold the new customers; nobody but leaders chooses others."""
        if self.env.su and not wish.user_id:
            return self.env["res.users"]
        user = self.env["res.users"].browse(wish.user_id or self.env.uid)
        if user != self.env.user and not self.env.su:
            if not pool._may_assign(self.env.user, user):
                raise UserError(
                    self.env._(
                        "You may not enter a customer for somebody else. Leave the"
                        " owner empty to hold it yourself."
                    )
                )
        return user

    @api.model
    def _pool_choose(self, company, wish):
        """Return the pool that new customers enter.

        :raises UserError: the pool asked for is none of the caller's
        """
        # Membership is looked up for the caller, who may not read all pools.
        pools = self.env["crm.pool"].sudo()
        default = pools._get_default(company)
        if wish.pool_id:
            pool = pools.browse(wish.pool_id).exists()
            if not pool or pool.company_id != company:
                raise UserError(
                    self.env._("This pool does not belong to the customer's company.")
                )
            if not self.env.su and not pool._is_open_to(self.env.user):
                raise UserError(pool._not_a_member_message(self.env.user))
            return pool
        owner = self.env["res.users"].browse(wish.user_id or self.env.uid)
        memberships = self.env["crm.pool.member"].sudo()._get_for(owner, company)
        if not memberships or default in memberships.pool_id:
            return default
        return memberships[0].pool_id

    def _become_customer(self, values=None):
        """Plain partners that became customers enter a pool: by an event (first
        order) held by its salesperson, else public; on request like any entry."""
        result = super()._become_customer(values)
        if self.env.context.get("pool_entering") is ENTERING:
            return result
        newcomers = result.filtered(lambda p: p.customer_id == p and not p.pool_place)
        for company, partners in newcomers.grouped("company_id").items():
            company = company or self.env.company
            if (values or {}).get("on_request"):
                now = fields.Datetime.now()
                partners._pool_enter(company, Wish(None, None, None), now)
            else:
                partners._pool_enter_system(company, (values or {}).get("user_id"))
        return result

    def _pool_enter_system(self, company, user_id):
        """Enter without anybody's request: over the capacity rather than lost."""
        if not self:
            return
        now = fields.Datetime.now()
        # What enters by an event is not the caller's choice.
        gate = self.sudo()
        owner = self.env["res.users"].browse(user_id)
        # sudo: as above
        members = self.env["crm.pool.member"].sudo()._get_for(owner, company)
        default = self.env["crm.pool"].sudo()._get_default(company)  # as above
        member = members.filtered(lambda m: m.pool_id == default)[:1] or members[:1]
        if member:
            gate._pool_move("win", now, member=member, pool=member.pool_id)
        else:
            gate._pool_move("enter_public", now, pool=default)

    @api.model
    def _pool_adopt(self, now):
        """Give customers that are in no pool yet their place: held by their
        salesperson, else public in the default pool. Clocks start at ``now``.

        :returns: how many were adopted
        """
        adopted = 0
        self.flush_model()
        while rows := self._pool_unadopted(ADOPT_BATCH):
            for company_id, user_id, ids in rows:
                self._pool_adopt_group(company_id, user_id, ids, now)
                adopted += len(ids)
        return adopted

    def _pool_unadopted(self, limit):
        """Return ``[(company id, user id, ids)]`` of at most ``limit`` customers."""
        return self.env.execute_query(
            SQL(
                "SELECT company_id, user_id, array_agg(id ORDER BY id)"
                "  FROM (SELECT id, company_id, user_id FROM res_partner"
                "         WHERE customer_state IS NOT NULL AND pool_place IS NULL"
                "         ORDER BY id LIMIT %s) new"
                " GROUP BY company_id, user_id",
                limit,
            )
        )

    def _pool_adopt_group(self, company_id, user_id, ids, now):
        company = self.env["res.company"].browse(company_id) or self.env.company
        pool = self.env["crm.pool"]._get_default(company)
        reason = self.env._("Adopted")
        customers = self.browse(ids)
        if not user_id:
            customers._pool_move("enter_public", now, pool=pool, reason=reason)
            return
        user = self.env["res.users"].browse(user_id)
        member = pool._get_member(user) or pool.member_ids.create(
            {"pool_id": pool.id, "user_id": user_id}
        )
        customers._pool_move("win", now, member=member, pool=pool, reason=reason)
        customers._pool_notice(now)
