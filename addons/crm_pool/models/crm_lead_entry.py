from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_pool_entry import Wish
from .moves import HELD
from .res_partner_entry import ENTERING


class CrmLead(models.Model):
    """New leads enter the pool that their creator asks for, else the company's
    default leads pool; without one they stay outside."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        wishes = [self._pool_pop_wish(vals) for vals in vals_list]
        leads = super().create([vals for vals, _wish in wishes])
        if self.env.context.get("pool_entering") is ENTERING:
            # Our own code lets them enter itself.
            return leads
        asking, silent = [], []
        for lead, (vals, wish) in zip(leads, wishes, strict=True):
            if wish.pool_id or wish.place:
                asking.append((lead, wish))
            elif lead.type == "lead" and lead.active:
                silent.append((lead, "user_id" in vals))
        self._pool_enter_asking(asking)
        self._pool_enter_silent(silent)
        return leads

    def _pool_enter_asking(self, asking):
        """Enter as their creator asked for.

        :param asking: list of ``(lead, Wish)``
        :raises UserError: one is no lead
        """
        for lead, wish in asking:
            if lead.type != "lead" or not lead.active:
                raise UserError(
                    self.env._(
                        "%(lead)s is an opportunity or lost; only open leads lie in a"
                        " pool.",
                        lead=lead.name,
                    )
                )
            # Whether the pool may be chosen is asked by the entry itself.
            pool = self.env["crm.pool"].sudo().browse(wish.pool_id or ()).exists()
            if not lead.company_id:
                lead.company_id = pool.company_id or self.env.company
        self._pool_enter_wishes(asking)

    def _pool_enter_silent(self, silent):
        """Enter the default pool of their company, if it has one.

        :param silent: list of ``(lead, whether the values named a salesperson)``
        """
        groups = {}
        for lead, is_named in silent:
            key = (lead.company_id or self.env.company, lead.user_id, is_named)
            groups[key] = groups.get(key, self.browse()) | lead
        now = fields.Datetime.now()
        for (company, user, is_named), leads in groups.items():
            pool = self._pool_get_default(company)
            member = pool and user and pool._get_member(user)
            # Who is named and no member keeps the lead outside.
            if pool and (member or not user or not is_named):
                leads.filtered(lambda lead: not lead.company_id).company_id = company
                leads._pool_enter_default(pool, member, now)

    def _pool_enter_default(self, pool, member, now):
        """Enter a default pool, held by its member, else public.

        :raises UserError: the creator has no room for what they enter themselves
        """
        if member and member.user_id == self.env.user and not self.env.su:
            wish = Wish(pool.id, HELD, self.env.uid)
            self._pool_enter(pool.company_id, wish, now)
            return
        # Whoever brings leads - mail, website, a colleague - writes no ledger.
        gate = self.sudo()
        rest = gate
        if member:
            outcome = gate._pool_move("enter", now, member=member, pool=pool)
            rest = gate.browse(outcome.refused)
        if rest:
            # What comes in by itself must not be lost for want of room.
            rest._pool_move("enter_public", now, pool=pool)

    @api.model
    def _pool_get_default(self, company):
        return self.env["crm.pool"]._find_default(company, self._pool_kind)

    @api.model
    def _pool_choose(self, company, wish):
        pool = super()._pool_choose(company, wish)
        if not pool:
            raise UserError(
                self.env._(
                    "%(company)s has no default leads pool: choose a pool.",
                    company=company.name,
                )
            )
        return pool
