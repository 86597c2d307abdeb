from odoo import api, fields, models
from odoo.tools import SQL, split_every

from .crm_pool_entry import Wish
from .kinds import CUSTOMERS

ADOPT_BATCH = 5000

# Marks, in the context, that ``create`` lets the new customers enter itself. An
# object compared by identity cannot be sent over RPC.
ENTERING = object()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _pool_pop_customer(self, vals, default_state):
        """Take out as well who is the customer, and the owner of a new one."""
        vals, wish = self._pool_pop_wish(vals)
        # Computed from the parent, never given.
        vals.pop("customer_id", None)
        vals.pop("commercial_partner_id", None)
        if vals.get("customer_state", default_state):
            vals["user_id"] = False
        return vals, wish

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
        members = self.env["crm.pool.member"].sudo()._get_for(owner, company, CUSTOMERS)
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
        for company_id, user_id, ids in self._pool_unadopted():
            for part in split_every(ADOPT_BATCH, ids):
                self._pool_adopt_group(company_id, user_id, part, now)
            adopted += len(ids)
        return adopted

    def _pool_unadopted(self):
        """Return ``[(company id, user id, ids)]`` of customers that are in no pool."""
        return self.env.execute_query(
            SQL(
                "SELECT company_id, user_id, array_agg(id ORDER BY id)"
                "  FROM res_partner"
                " WHERE customer_state IS NOT NULL AND pool_place IS NULL"
                " GROUP BY company_id, user_id"
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
        customers._pool_move(
            "win",
            now,
            member=member,
            pool=pool,
            reason=reason,
            # They have the full warning days from today.
            values=lambda row: {"reclaim_notice_at": now},
        )
