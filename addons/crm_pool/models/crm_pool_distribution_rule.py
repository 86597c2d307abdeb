from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain


class CrmPoolDistributionRule(models.Model):
    """Who receives which customers when a pool is distributed by rules."""

    _name = "crm.pool.distribution.rule"
    _description = "Distribution Rule"
    _order = "pool_id, sequence, id"

    pool_id = fields.Many2one("crm.pool", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="pool_id.company_id", store=True)
    pool_kind = fields.Selection(related="pool_id.kind", string="Kind of Pool")
    sequence = fields.Integer(
        default=10,
        help="The first rule that a customer matches is the one that counts.",
    )
    active = fields.Boolean(default=True)
    region_ids = fields.Many2many(
        "crm.region",
        string="Regions",
        help="Customers of these regions and of what is below them; any if empty.",
    )
    industry_ids = fields.Many2many(
        "res.partner.industry",
        string="Industries",
        help="Customers of these industries; any if empty.",
    )
    source_ids = fields.Many2many(
        "utm.source",
        string="Sources",
        help="Customers from these sources; any if empty.",
    )
    domain = fields.Char(
        string="Only For",
        default="[]",
        help="Customers that match this filter besides; all if it is empty.",
    )
    member_ids = fields.Many2many(
        "crm.pool.member",
        string="Receivers",
        required=True,
        domain="[('pool_id', '=', pool_id)]",
        help="Members among whom the customers of this rule are divided.",
    )

    @api.depends("region_ids", "industry_ids", "source_ids", "domain")
    def _compute_display_name(self):
        for rule in self:
            records = (rule.region_ids, rule.industry_ids, rule.source_ids)
            parts = [", ".join(names.mapped("display_name")) for names in records]
            if not rule._get_filter().is_true():
                parts.append(self.env._("a filter of its own"))
            rule.display_name = " · ".join(filter(None, parts)) or self.env._(
                "all customers"
            )

    @api.constrains("pool_id", "member_ids")
    def _check_members(self):
        for rule in self:
            # Whoever left the pool may stay named: they receive nothing.
            members = rule.with_context(active_test=False).member_ids
            strangers = members.filtered(lambda m, r=rule: m.pool_id != r.pool_id)
            if strangers or not members:
                raise ValidationError(
                    self.env._(
                        "Distribution rule %(rule)s: choose receivers among the members"
                        " of %(pool)s.",
                        rule=rule.display_name,
                        pool=rule.pool_id.name,
                    )
                )

    @api.constrains("domain")
    def _check_domain(self):
        for rule in self:
            model = rule.pool_id._get_model()
            try:
                rule._get_filter().validate(model)
                # The engine searches for everybody: the domain may read no field
                # that is hidden from who writes it.
                model._search(rule._get_filter())
            except (AccessError, ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "Distribution rule of %(pool)s: the filter %(domain)s cannot be"
                        " read: %(error)s. Build it with the filter editor.",
                        pool=rule.pool_id.name,
                        domain=rule.domain,
                        error=error,
                    )
                ) from error

    def _get_filter(self):
        self.ensure_one()
        return Domain(literal_eval(self.domain or "[]"))

    def _get_domain(self, model):
        """Return what falls under this rule, if no rule before it takes it.

        :param model: the model of what lies in the pool; conditions on fields that it
            has not are left out
        """
        self.ensure_one()
        conditions = [self._get_filter()]
        for field, operator, values in (
            (model._pool_region_field, "child_of", self.region_ids),
            (model._pool_industry_field, "in", self.industry_ids),
            (model._pool_source_field, "in", self.source_ids),
        ):
            if field and values:
                conditions.append(Domain(field, operator, values.ids))
        return Domain.AND(conditions)
