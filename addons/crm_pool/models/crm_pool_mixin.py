from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .moves import PLACES

MOST_DAYS = 36_500  # more are asked for by nobody, and end beyond the calendar

# Nothing but the gate changes these.
GATE_FIELDS = frozenset(
    {
        "pool_id",
        "pool_place",
        "pool_since",
        "pool_moves",
        "claimed_at",
        "last_contact_at",
        "last_order_at",
        "protected_until",
        "protection_count",
        "protection_reminded_at",
        "reclaim_at",
        "reclaim_rule_id",
        "reclaim_notice_at",
        "reclaim_error",
        "opportunity_ended_at",
        "order_cancelled_at",
        "extended_until",
        "rest_until",
        "awaits_distribution",
    }
)


class CrmPoolMixin(models.AbstractModel):
    """What lies in a pool: its owner is ``user_id``, its place one of three.

    Models that use it say by ``_pool_kind`` which pools they lie in, by
    ``_pool_log_field`` which column of the ledger names their records, by
    ``_pool_window`` where members see them, and by ``_pool_root_condition``,
    ``_pool_root_domain`` and ``_pool_roots`` which of their rows count.
    """

    _name = "crm.pool.mixin"
    _description = "Record of a Pool"

    _pool_kind = None
    _pool_log_field = None
    _pool_window = None
    _pool_list_action = None
    # Addons that keep facts of their own on the records guard them so too.
    _pool_gate_fields = GATE_FIELDS

    pool_id = fields.Many2one(
        "crm.pool",
        ondelete="restrict",
        copy=False,
        readonly=True,
        tracking=True,
        groups="base.group_user",
    )
    pool_place = fields.Selection(
        PLACES, string="Place", copy=False, readonly=True, groups="base.group_user"
    )
    pool_since = fields.Datetime(
        string="In the Pool Since", copy=False, readonly=True, groups="base.group_user"
    )
    pool_moves = fields.Integer(copy=False, readonly=True, groups="base.group_user")
    claimed_at = fields.Datetime(
        string="Held Since", copy=False, readonly=True, groups="base.group_user"
    )
    last_contact_at = fields.Datetime(
        string="Last Contact", copy=False, readonly=True, groups="base.group_user"
    )
    last_order_at = fields.Datetime(
        string="Last Order", copy=False, readonly=True, groups="base.group_user"
    )
    protected_until = fields.Datetime(
        copy=False, readonly=True, groups="base.group_user"
    )
    reclaim_at = fields.Datetime(
        string="Goes Back On",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="When it goes back to the pool if nothing happens.",
    )
    reclaim_rule_id = fields.Many2one(
        "crm.pool.rule",
        copy=False,
        readonly=True,
        groups="base.group_user",
        ondelete="set null",
    )
    reclaim_notice_at = fields.Datetime(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="The owner has the full warning days from then on.",
    )
    reclaim_error = fields.Char(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Why the schedule could not take it back.",
    )
    opportunity_ended_at = fields.Datetime(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="When the owner's last open opportunity ended: rules that spared the"
        " customer for it leave the full warning days from then on.",
    )
    order_cancelled_at = fields.Datetime(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="When an order that moved a clock was cancelled: rules that read orders"
        " leave the full warning days from then on.",
    )
    extended_until = fields.Datetime(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Until then no rule takes the customer: an approved extension.",
    )
    awaits_distribution = fields.Boolean(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="New in a pool that distributes by itself, and not yet tried.",
    )
    days_left = fields.Integer(
        compute="_compute_days_left",
        search="_search_days_left",
        groups="base.group_user",
        help="Whole days until it goes back to the pool.",
    )

    def _pool_root_condition(self) -> SQL:
        """Rows of this table that are in a pool themselves, as SQL."""
        return SQL("TRUE")

    def _pool_root_domain(self) -> Domain:
        """The same as a domain."""
        return Domain.TRUE

    def _pool_roots(self):
        """Return the records in a pool of their own that ``self`` belongs to."""
        return self.filtered("pool_place")

    def _pool_nouns(self):
        """Return what these records are called, as the reader's language says."""
        raise NotImplementedError

    def _pool_count_words(self, count):
        """Return e.g. "3 customers" in the reader's language."""
        raise NotImplementedError

    def _compute_days_left(self):
        now = fields.Datetime.now()
        for record in self:
            due = record.reclaim_at
            record.days_left = max((due - now).days, 0) if due else False

    def _search_days_left(self, operator, value):
        if operator not in ("<", "<=", ">", ">=") or not isinstance(
            value, (int, float)
        ):
            return NotImplemented
        value = max(-MOST_DAYS, min(MOST_DAYS, value))
        days = value + 1 if operator in ("<=", ">") else value
        limit = fields.Datetime.add(fields.Datetime.now(), days=days)
        return [("reclaim_at", "<" if operator in ("<", "<=") else ">=", limit)]
