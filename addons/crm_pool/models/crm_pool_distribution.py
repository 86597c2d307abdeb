from odoo import fields, models

from .kinds import LEADS

DIVIDE_BY = [
    ("evenly", "Evenly"),
    ("free_capacity", "By free capacity"),
    ("weight", "By weight"),
]
DISTRIBUTE_BY = [*DIVIDE_BY, ("rules", "By rules")]


class CrmPool(models.Model):
    """How a pool gives customers to its members by itself or at a manager's word."""

    _inherit = "crm.pool"

    distribute_by = fields.Selection(
        DISTRIBUTE_BY,
        required=True,
        default="evenly",
        help="How customers are divided among members: the same number for each, in"
        " proportion to what they have room for, in proportion to their weight, or by"
        " the rules below. Within these numbers customers go to members whose regions"
        " and industries they match.",
    )
    divide_by = fields.Selection(
        DIVIDE_BY,
        string="Beside the Rules",
        required=True,
        default="evenly",
        help="How the customers of a rule are divided among its receivers, and those"
        " that no rule names among all.",
    )
    auto_distribute = fields.Boolean(
        string="Distribute New Arrivals",
        help="New public customers are given to members within minutes, first to those"
        " whose regions and industries they match. What nobody has room for stays in"
        " the pool, and the pool's managers are told.",
    )
    distribution_rule_ids = fields.One2many(
        "crm.pool.distribution.rule", "pool_id", string="Distribution Rules"
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("auto_distribute") is False:
            # What came in before is no arrival any more, should it be switched on.
            for pool in self:
                pool._get_model()._pool_no_arrivals(pool)
        return result

    def _get_receivers(self, caller, users=None):
        """Return the members to whom ``caller`` may distribute, in their order.

        :param users: only these, if given
        """
        # Whoever left stays out, whatever the caller's context asks to be shown.
        pools = self.with_context(active_test=True)
        members = pools._get_assignable_members(caller)._filter_at_work()
        return members.filtered(lambda m: users is None or m.user_id in users)

    def _word_received(self, number):
        """Return how a message tells a member what they were given."""
        if self.kind == LEADS:
            return lambda env: env._(
                "You have been given %(count)s new leads", count=number
            )
        return lambda env: env._(
            "You have been given %(count)s new customers", count=number
        )
