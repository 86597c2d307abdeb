from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.crm_customer.tools.system_mark import (
    ENTRY_KEY,
    STATE_KEY,
    is_marked,
    marked,
)

from .crm_pool_bin import ADMINISTRATOR
from .moves import BINNED, HELD
from .res_partner import MERGE_KEY
from .sent import browse_sent_id

# What the customer that remains keeps, whatever the others say.
OWN_FIELDS = {
    "active",
    "archived_with_customer",
    "commercial_partner_id",
    "company_id",
    "customer_code",
    "customer_id",
    "customer_since",
    "customer_state",
    "user_id",
}
# What a holding consists of beside its columns.
STANDING_COLUMNS = ("claimed_at", "pool_since")


class ResPartner(models.Model):
    """Merge 合并: several customers become one, in one transaction.

    Core's merge re-points whatever refers to them; the gate says who holds what
    remains, and the ledger gets a row a side.
    """

    _inherit = "res.partner"

    def action_pool_merge(self, into_id, user_id=None):
        """Merge customers into another one of their company.

        For supervisors and customer administrators; all or nothing. What the other
        customers have and it has not is taken over; contacts, documents, messages
        and whatever else refers to them goes to it.

        :param int into_id: id of the customer that remains
        :param int user_id: id of the ``res.users`` who holds it then, a member of
            its pool with room; None: it stays where it is
        :returns: ``{"done": [ids merged away], "refused": {}}``
        :raises AccessError: the caller is neither
        :raises UserError: one of them cannot be merged, or the owner has no room
        """
        into = browse_sent_id(self, into_id)
        user = browse_sent_id(self.env["res.users"], user_id)
        if not into or (user_id and not user):
            raise UserError(self.env._("Choose the customer that remains, and who."))
        # Rights and rows are checked next; what is merged is hidden from nobody here.
        away = self.sudo() - into.sudo()
        into.sudo()._pool_check_merge(away, self.env.user)  # as above
        into.sudo()._pool_merge(away, user or None, fields.Datetime.now())  # as above
        return {"done": away.ids, "refused": {}}

    def _pool_check_merge(self, away, caller):
        """:raises UserError: they are not customers of one company and group
        :raises AccessError: the caller may not merge there"""
        self.ensure_one()
        # The right first: what is wrong with them is nobody else's business.
        self._pool_check_merge_right(caller)
        both = away.exists() | self
        if not away or len(both) != len(away) + 1:
            raise UserError(self.env._("Choose at least two customers to merge."))
        strangers = both.filtered(lambda p: p.customer_id != p or not p.pool_place)
        companies = both.company_id | both.pool_id.company_id
        if strangers or len(companies) > 1:
            raise UserError(
                self.env._("Only customers of the same company are merged.")
            )
        both._pool_check_groups()
        if self.pool_place == BINNED:
            raise UserError(
                self.env._(
                    "%(customer)s lies in the recycle bin: restore it first, or keep"
                    " another one.",
                    customer=self.name,
                )
            )

    def _pool_check_merge_right(self, caller):
        """:raises AccessError: the caller may not merge there"""
        merges = caller._is_customer_supervisor() or caller.has_group(ADMINISTRATOR)
        company = self.pool_id.company_id or self.company_id
        if not merges or company - caller.company_ids:
            raise AccessError(
                self.env._(
                    "Customers are merged by a supervisor or a customer"
                    " administrator: ask one of them."
                )
            )

    def _pool_check_groups(self):
        """:raises UserError: one of them stands above another"""
        for customer in self:
            if customer._pool_get_above() & self:
                raise UserError(
                    self.env._(
                        "%(customer)s belongs to the group of another one: firms of a"
                        " group are not merged with one another.",
                        customer=customer.name,
                    )
                )

    def _pool_get_above(self):
        """Return the firms above this one in its group."""
        above = self.browse()
        firm = self.parent_id
        while firm:
            above |= firm
            firm = firm.parent_id
        return above

    def _pool_merge(self, away, user, now):
        """Merge ``away`` into ``self``; both sides were checked.

        :param user: ``res.users`` who holds it afterwards; None: as it is
        :raises UserError: the owner has no room, somebody moves them just now, or
            one stands above another in the same group
        """
        self.ensure_one()
        member = self._pool_get_merge_owner(user)
        if member:
            member._take_turns(now)  # as every move: members first, then records
        holdings = self._pool_lock_merged(away)
        facts = self._pool_gather_facts(away)
        codes = ", ".join(filter(None, away.mapped("customer_code")))
        self._pool_done(
            away._pool_move("merge_away", now, reason=self.customer_code), away
        )
        if member and member.user_id != self.user_id:
            self._pool_check_room(member, now)
        self._pool_merge_records(away)
        self._pool_write_facts(facts)
        owner_id = member.user_id.id if member else None
        outcome = self._pool_move(
            "merge",
            now,
            member=member,
            reason=codes,
            values=lambda row: self._pool_merged_holding(row, owner_id, holdings),
        )
        self._pool_done(outcome, self)
        self._pool_restore_contacts()
        self._pool_refresh_orders()
        self._finish_entry()

    def _pool_lock_merged(self, away):
        """Lock both sides in id order; return ``{owner id: row}`` of the holdings."""
        both = (self | away).sorted("id")
        rows = both._pool_lock(wait=True)
        if len(rows) != len(both):
            raise UserError(
                self.env._("Somebody is moving these customers just now: try again.")
            )
        holdings = {row["user_id"]: row for row in rows if row["pool_place"] == HELD}
        own = next(row for row in rows if row["id"] == self.id)
        if own["pool_place"] == HELD:
            holdings[own["user_id"]] = own
        return holdings

    def _pool_get_merge_owner(self, user):
        """Return the member who shall hold what remains, None for nobody."""
        members = self.env["crm.pool.member"].with_context(active_test=False)
        if user and user != self.user_id:
            member = self.pool_id._get_member(user)
            if not member:
                raise UserError(self.pool_id._not_a_member_message(user))
            return member
        if self.pool_place != HELD:
            return None
        # Whoever holds it goes on, a member still or not.
        return members.search(
            [("pool_id", "=", self.pool_id.id), ("user_id", "=", self.user_id.id)]
        )

    def _pool_check_room(self, member, now):
        capacity, *_rest = member._take_turn(member.pool_id._local_day(now))
        if member._count_held(self) >= capacity:
            raise UserError(
                self.env._(
                    "%(user)s holds as many customers as allowed (%(capacity)s).",
                    user=member.user_id.name,
                    capacity=capacity,
                )
            )

    def _pool_done(self, outcome, records):
        """:raises UserError: the gate refused one of them: nothing is merged"""
        if len(outcome.done) != len(records):
            raise UserError(next(iter(outcome.refused.values())))

    def _pool_gather_facts(self, away):
        """Return what is true of the merged customer as a whole."""
        both = self | away
        states = set(both.mapped("customer_state"))
        dates = [day for day in both.mapped("customer_since") if day]
        contacts = [when for when in both.mapped("last_contact_at") if when]
        rests = [when for when in both.mapped("rest_until") if when]
        return {
            "customer_state": "active" if "active" in states else self.customer_state,
            "customer_since": min(dates, default=False),
            "last_contact_at": max(contacts, default=False),
            "rest_until": max(rests, default=False),
        }

    def _pool_write_facts(self, facts):
        values = {name: facts[name] for name in ("customer_state", "customer_since")}
        marked(marked(self, ENTRY_KEY), STATE_KEY).write(values)
        names = ["last_contact_at", "rest_until"]
        self.flush_model(names)
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET last_contact_at = %s, rest_until = %s"
                " WHERE id = %s",
                *(facts[name] or None for name in names),
                self.id,
            )
        )
        self.invalidate_recordset(names)

    def _pool_merged_holding(self, row, owner_id, holdings):
        """Whoever goes on holding it, or one of those merged, goes on in that
        holding: its clocks and protection are not lost."""
        names = [*STANDING_COLUMNS, *self._pool_holding_columns()]
        held = holdings.get(owner_id) if owner_id else row
        if not held:
            return {}
        return {name: held[name] for name in names}

    def _pool_merge_records(self, away):
        """Let core re-point what refers to ``away``, one at a time: that lifts its
        limit of three."""
        wizard = marked(self.env["base.partner.merge.automatic.wizard"], MERGE_KEY)
        into = marked(marked(self, MERGE_KEY), ENTRY_KEY)
        for customer in away:
            wizard._merge([customer.id, self.id], into, extra_checks=False)
        self.env.invalidate_all()

    def write(self, vals):
        if is_marked(self, MERGE_KEY):
            own = OWN_FIELDS | self._pool_gate_fields
            vals = {name: v for name, v in vals.items() if name not in own}
        return super().write(vals)


class MergePartners(models.TransientModel):  # pylint: disable=no-wizard-in-models
    """Core's dialogs merge customers by the move as well."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        if is_marked(self, MERGE_KEY):
            return super()._merge(partner_ids, dst_partner, extra_checks)
        # What is a customer does not depend on who reads it.
        partners = self.env["res.partner"].sudo().browse(partner_ids).exists()
        customers = partners.filtered(lambda p: p.customer_id == p and p.pool_place)
        into = (dst_partner or partners.browse()).sudo()  # as above
        into = into or self._get_ordered_partner(partners.ids)[-1:].sudo()  # as above
        if customers and into not in customers:
            raise UserError(
                self.env._(
                    "%(customer)s is a customer: choose it, or another customer, as"
                    " the one that remains.",
                    customer=customers[0].name,
                )
            )
        if customers - into:
            (customers - into).with_user(self.env.user).action_pool_merge(into.id)
        others = partners - customers
        if others:
            below = marked(self.sudo(), MERGE_KEY)  # core has asked for the right
            target = marked(marked(into, MERGE_KEY), ENTRY_KEY)
            ids = (others | into).ids
            super(MergePartners, below)._merge(ids, target, extra_checks)
            into._pool_follow_customer()
            into._finish_entry()
        return None
