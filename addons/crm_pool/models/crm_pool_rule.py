from ast import literal_eval

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from odoo.addons.crm_customer.tools.system_mark import is_marked, marked

from .crm_pool_deadline import ORDER_KINDS
from .kinds import LEADS

EFFECT_KEY = "pool_rule_takes_effect"
# A change of any of these may bring a deadline forward.
DEADLINE_FIELDS = {
    "kind",
    "days",
    "day_kind",
    "domain",
    "active",
    "pool_id",
    "spare_opportunity",
    "spare_order_days",
}
RULE_DAYS = range(1, 3651)
# Clocks that a lead has.
LEAD_RULES = {"never_contacted", "interval", "not_won"}


class CrmPoolRule(models.Model):
    _name = "crm.pool.rule"
    _description = "Reclaim Rule"
    _order = "pool_id, sequence, id"

    pool_id = fields.Many2one("crm.pool", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="pool_id.company_id", store=True)
    pool_kind = fields.Selection(related="pool_id.kind", string="Kind of Pool")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("never_contacted", "Claimed and never contacted"),
            ("interval", "Not contacted for"),
            ("not_won", "Not won within"),
            ("no_order", "No order for"),
        ],
        required=True,
        default="interval",
        help="Which clock runs: from the start of this holding, the last effective"
        " contact in it, until the first confirmed order in it, or from the last"
        " order.",
    )
    days = fields.Integer(
        required=True,
        default=30,
        help="It goes back at the midnight that ends the last day.",
    )
    day_kind = fields.Selection(
        [("calendar", "Calendar days"), ("working", "Working days")],
        string="Counted In",
        required=True,
        default="calendar",
        help="Working days are those of the company's calendar, with Chinese public"
        " holidays and the days that make up for them. The owner is warned for"
        " calendar days.",
    )
    spare_opportunity = fields.Boolean(
        string="Spare Open Opportunities",
        help="The rule takes no customer for whom its owner has an open opportunity.",
    )
    spare_order_days = fields.Integer(
        string="Spare After an Order",
        help="Days after the last confirmed order in which the rule takes no"
        " customer; 0: an order spares nobody.",
    )
    domain = fields.Char(
        default="[]",
        help="The rule is for what matches; for all if it is empty.",
    )
    effective_at = fields.Datetime(
        readonly=True,
        default=fields.Datetime.now,
        help="Last change: every owner has the full warning days from then on.",
    )

    _days_check = models.Constraint(
        "CHECK (days BETWEEN 1 AND 3650)",
        "The days of a reclaim rule are a number from 1 to 3650.",
    )
    _spare_order_days_check = models.Constraint(
        "CHECK (spare_order_days BETWEEN 0 AND 3650)",
        "The days for which an order spares a customer are a number from 0 to 3650.",
    )

    @api.depends("kind", "days", "day_kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for rule in self:
            kind = kinds.get(rule.kind)
            rule.display_name = (
                self.env._("%(kind)s %(days)s working days", kind=kind, days=rule.days)
                if rule.day_kind == "working"
                else self.env._("%(kind)s %(days)s days", kind=kind, days=rule.days)
            )

    @api.constrains("days", "spare_order_days")
    def _check_days(self):
        """Before the database does, so that a preview can tell."""
        for rule in self:
            if rule.days not in RULE_DAYS:
                raise ValidationError(
                    self.env._(
                        "Reclaim rule %(rule)s: the days are a number from"
                        " %(first)s to %(last)s.",
                        rule=rule.display_name,
                        first=RULE_DAYS[0],
                        last=RULE_DAYS[-1],
                    )
                )
            if rule.spare_order_days not in range(RULE_DAYS[-1] + 1):
                raise ValidationError(
                    self.env._(
                        "Reclaim rule %(rule)s: the days for which an order spares a"
                        " customer are a number from 0 to %(last)s.",
                        rule=rule.display_name,
                        last=RULE_DAYS[-1],
                    )
                )

    @api.constrains("kind", "pool_id")
    def _check_kind(self):
        for rule in self:
            if rule.pool_id.kind == LEADS and rule.kind not in LEAD_RULES:
                raise ValidationError(
                    self.env._(
                        "Reclaim rule %(rule)s: leads have no orders. In the leads pool"
                        " %(pool)s, choose never contacted, not contacted for, or not"
                        " won within.",
                        rule=rule.display_name,
                        pool=rule.pool_id.name,
                    )
                )

    @api.constrains("domain", "pool_id")
    def _check_domain(self):
        for rule in self:
            try:
                records = rule.pool_id._get_model()
                rule._get_domain().validate(records)
                # The engine searches for everybody: the domain may read no field
                # that is hidden from who writes it.
                records._search(rule._get_domain())
            except (AccessError, ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "Reclaim rule %(rule)s: the filter %(domain)s cannot be read:"
                        " %(error)s. Build it with the filter editor.",
                        rule=rule.display_name,
                        domain=rule.domain,
                        error=error,
                    )
                ) from error

    def _get_domain(self):
        """Return what this rule is for."""
        self.ensure_one()
        return Domain(literal_eval(self.domain or "[]"))

    def _reads_orders(self):
        """Whether an order moves or excuses anything for this rule."""
        self.ensure_one()
        return self.spare_order_days > 0 or self.kind in ORDER_KINDS

    def _reads_rows_only(self, records, written):
        """Whether all that the rule asks of a record is told by its own row, and its
        filter by none of the columns just being written.

        :param written: names of these columns
        """
        self.ensure_one()
        if self.spare_opportunity:
            return False
        for condition in self._get_domain().iter_conditions():
            field = records._fields.get(condition.field_expr)
            if not (field and field.store and field.column_type):
                return False  # not of the row, or not of it alone
            if field.name in written or "any" in condition.operator:
                return False
        return True

    def _prepare_deadline_values(self, changed):
        """Return what the rule brings into the query of the deadlines.

        :param bool changed: owners have the warning days from its last change
        """
        self.ensure_one()
        pool = self.pool_id
        return {
            "id": self.id or self._origin.id or 0,
            "pool_id": (pool._origin or pool).id,
            "company_id": pool.company_id._origin.id,
            "kind": self.kind,
            "days": self.days,
            "effective_at": (changed and self.effective_at) or None,
            "warning_days": pool.warning_days,
            "tz": pool._get_tz(),
            "is_working": self.day_kind == "working",
            "spare_opportunity": bool(self.spare_opportunity),
            "spare_order_days": self.spare_order_days,
        }

    @api.model
    @tools.ormcache("pool_kind")
    def _get_domain_fields(self, pool_kind):
        """Return the names of the fields that active rules of such pools read."""
        in_force = self.with_context(active_test=True)
        rules = in_force.search(
            [("domain", "not in", (False, "[]")), ("pool_id.kind", "=", pool_kind)]
        )
        return frozenset(
            condition.field_expr.split(".")[0]
            for rule in rules
            for condition in rule._get_domain().iter_conditions()
        )

    @api.model
    @tools.ormcache()
    def _spares_opportunities(self):
        """Whether an open opportunity means anything to any rule in force."""
        in_force = self.with_context(active_test=True)
        return bool(in_force.search_count([("spare_opportunity", "=", True)], limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        rules = super().create([dict(vals, effective_at=now) for vals in vals_list])
        rules._deadlines_changed()
        return rules

    def write(self, vals):
        pools = self.pool_id
        changes = DEADLINE_FIELDS & vals.keys()
        if not is_marked(self, EFFECT_KEY):
            # The warning days cannot be shortened by dating a change back.
            vals = {key: value for key, value in vals.items() if key != "effective_at"}
        result = super().write(vals)
        if changes:
            self._take_effect(fields.Datetime.now())
            self._deadlines_changed(pools)
        return result

    def _take_effect(self, now):
        """From ``now`` on every owner has the full warning days."""
        marked(self, EFFECT_KEY).write({"effective_at": now})

    def unlink(self):
        pools = self.pool_id
        result = super().unlink()
        self.browse()._deadlines_changed(pools)
        return result

    def _deadlines_changed(self, pools=None):
        self.env.registry.clear_cache()
        pools = (pools or self.env["crm.pool"]) | self.pool_id
        for records, part in pools._by_model():
            records._pool_refresh_deadlines(pools=part)
