from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class CrmPoolMember(models.Model):
    """A member's row is also the one row that everybody updates who gives the
    member a customer: Odoo's transactions are snapshots, so only a row that all
    writers change makes a count across rows exact."""

    _name = "crm.pool.member"
    _description = "Customer Pool Member"
    _rec_name = "user_id"
    _order = "pool_id, id"

    pool_id = fields.Many2one("crm.pool", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="pool_id.company_id", store=True)
    pool_kind = fields.Selection(related="pool_id.kind")
    user_id = fields.Many2one(
        "res.users",
        string="Member",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    active = fields.Boolean(default=True)
    by_team = fields.Boolean(readonly=True, help="Member through a sales team.")
    own_limits = fields.Boolean(help="Limits of this member instead of the pool's.")
    capacity = fields.Integer(
        compute="_compute_limits",
        store=True,
        readonly=False,
        help="How many records of this pool the member may hold at a time.",
    )
    daily_limit = fields.Integer(
        compute="_compute_limits",
        store=True,
        readonly=False,
        help="How many the member may claim a day.",
    )
    claim_day = fields.Date(readonly=True)
    claim_count = fields.Integer(
        readonly=True, help="Claims on the last day on which the member claimed."
    )
    warned_on = fields.Date(readonly=True)
    held_count = fields.Integer(compute="_compute_held_count", string="Holds")
    claimed_today = fields.Integer(compute="_compute_claimed_today")

    _pool_user_uniq = models.Constraint(
        "UNIQUE (pool_id, user_id)", "Somebody is a member of a pool only once."
    )
    _limits_check = models.Constraint(
        "CHECK (capacity >= 0 AND daily_limit >= 0)",
        "Capacity and daily limit are numbers from 0.",
    )

    @api.depends("own_limits", "pool_id.capacity", "pool_id.daily_limit")
    def _compute_limits(self):
        for member in self:
            if not member.own_limits:
                member.capacity = member.pool_id.capacity
                member.daily_limit = member.pool_id.daily_limit

    @api.depends("user_id")
    @api.depends_context("pool_show_load")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        if self.env.context.get("pool_show_load"):
            for member in self:
                member.display_name = self.env._(
                    "%(user)s (%(held)s of %(capacity)s)",
                    user=member.user_id.name,
                    held=member.held_count,
                    capacity=member.capacity,
                )
        return result

    def _compute_held_count(self):
        counts = {}
        for records, _pools in self.pool_id._by_model():
            # A count of what one's colleagues hold says nothing about any of it.
            groups = records.sudo()._read_group(
                self._held_domain(records), ["pool_id", "user_id"], ["__count"]
            )
            counts |= {(pool.id, user.id): count for pool, user, count in groups}
        for member in self:
            member.held_count = counts.get((member.pool_id.id, member.user_id.id), 0)

    def _held_domain(self, records):
        return (
            Domain("pool_place", "=", "held")
            & records._pool_root_domain()
            & Domain("pool_id", "in", self.pool_id.ids)
            & Domain("user_id", "in", self.user_id.ids)
        )

    @api.depends("claim_day", "claim_count")
    def _compute_claimed_today(self):
        now = fields.Datetime.now()
        for member in self:
            is_today = member.pool_id and (
                member.claim_day == member.pool_id._local_day(now)
            )
            member.claimed_today = member.claim_count if is_today else 0

    @api.model
    def _get_for(self, user, company, kind):
        """Return the user's memberships in the company's pools of a kind, in order."""
        domain = [
            ("user_id", "=", user.id),
            ("company_id", "=", company.id),
            ("pool_id.active", "=", True),
            ("pool_id.kind", "=", kind),
        ]
        # As in crm.pool._get_member: former memberships count for nobody.
        members = self.with_context(active_test=True).search(domain)
        return members.sorted(lambda m: (m.pool_id.sequence, m.pool_id.id))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_holding(self):
        for member in self:
            if member.held_count:
                raise UserError(
                    self.env._(
                        "%(user)s still holds %(what)s of %(pool)s: end the membership"
                        " by archiving it, they then keep their deadlines and"
                        " warnings.",
                        user=member.user_id.name,
                        what=member.pool_id._get_model()._pool_count_words(
                            member.held_count
                        ),
                        pool=member.pool_id.name,
                    )
                )

    def _take_turn(self, day):
        """Update the member's row first, before anything is counted.

        A second transaction that wants the same row fails with a serialization
        error and is run again by Odoo on a fresh snapshot. So what is counted
        afterwards is exact until this transaction ends.

        :param day: the local day; claims of an earlier day are forgotten
        :returns: ``(capacity, daily limit, claims so far on that day)``
        """
        self.ensure_one()
        self.flush_recordset()
        [row] = self.env.execute_query(
            SQL(
                """
                UPDATE crm_pool_member
                   SET claim_count = CASE WHEN claim_day = %(day)s
                                          THEN claim_count ELSE 0 END,
                       claim_day = %(day)s
                 WHERE id = %(id)s
             RETURNING capacity, daily_limit, claim_count
                """,
                day=day,
                id=self.id,
            )
        )
        self.invalidate_recordset(["claim_count", "claim_day"])
        return row

    def _take_turns(self, now):
        """Take the turns of all these members, in id order: two transactions that want
        several of them wait for each other and never for good."""
        for member in self.sorted("id"):
            member._take_turn(member.pool_id._local_day(now))

    def _count_claims(self, number):
        """Add to the claims of the day that :meth:`_take_turn` began."""
        self.ensure_one()
        self.env.execute_query(
            SQL(
                "UPDATE crm_pool_member SET claim_count = claim_count + %s"
                " WHERE id = %s RETURNING id",
                number,
                self.id,
            )
        )
        self.invalidate_recordset(["claim_count"])

    def _count_held(self, model):
        """Count what the member holds in this pool, seen under :meth:`_take_turn`."""
        self.ensure_one()
        [[count]] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM %s WHERE pool_place = 'held'"
                " AND pool_id = %s AND user_id = %s AND %s",
                SQL.identifier(model._table),
                self.pool_id.id,
                self.user_id.id,
                model._pool_root_condition(),
            )
        )
        return count
