from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What the preview tries of a rule.
TRIED_FIELDS = (
    "kind",
    "days",
    "day_kind",
    "spare_opportunity",
    "spare_order_days",
    "domain",
)


class CrmPoolPreview(models.TransientModel):
    """Preview 预演: a reclaim rule is tried here before it is saved.

    It reads the clocks as they stand now; nothing is taken by looking.
    """

    _name = "crm.pool.preview"
    _description = "Preview of a Reclaim Rule"

    pool_id = fields.Many2one("crm.pool", required=True, readonly=True)
    rule_id = fields.Many2one("crm.pool.rule", readonly=True)
    is_whole_pool = fields.Boolean(
        readonly=True, help="All saved rules of the pool together."
    )
    kind = fields.Selection(
        lambda self: self._get_selection("kind"),
        default="interval",
    )
    days = fields.Integer(default=30)
    day_kind = fields.Selection(
        lambda self: self._get_selection("day_kind"),
        string="Counted In",
        default="calendar",
    )
    spare_opportunity = fields.Boolean(string="Spare Open Opportunities")
    spare_order_days = fields.Integer(string="Spare After an Order")
    domain = fields.Char(string="Only For", default="[]")
    is_rule_active = fields.Boolean(string="In Force", default=True)
    warning_days = fields.Integer(related="pool_id.warning_days")
    total = fields.Integer(string="Due Now", compute="_compute_preview")
    owner_table = fields.Html(
        string="From Whom", compute="_compute_preview", sanitize=False
    )
    problem = fields.Char(compute="_compute_preview")
    customer_ids = fields.Many2many("res.partner", compute="_compute_preview")
    lead_ids = fields.Many2many("crm.lead", compute="_compute_preview")
    res_model = fields.Char(compute="_compute_res_model")

    @api.depends("pool_id")
    def _compute_res_model(self):
        for preview in self:
            pool = preview.pool_id
            preview.res_model = pool and pool._get_model()._name

    @api.model
    def _get_selection(self, name):
        """Return the choices of a rule's field in the reader's language."""
        field = self.env["crm.pool.rule"]._fields[name]
        return field._description_selection(self.env)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        rule = self.env["crm.pool.rule"].browse(values.get("rule_id"))
        if rule:
            values.update(
                pool_id=rule.pool_id.id,
                is_rule_active=rule.active,
                **{name: rule[name] for name in TRIED_FIELDS},
            )
        return values

    @api.depends("pool_id", "is_rule_active", "is_whole_pool", *TRIED_FIELDS)
    def _compute_preview(self):
        for preview in self:
            preview.problem = False
            try:
                result = preview._try_rules(fields.Datetime.now())
            except ValidationError as error:
                preview.problem = str(error)
                result = {"total": 0, "owners": [], "ids": []}
            preview.total = result["total"]
            preview.owner_table = preview._render_owners(result)
            for name in ("customer_ids", "lead_ids"):
                is_shown = preview._fields[name].comodel_name == preview.res_model
                preview[name] = result["ids"] if is_shown else []

    def _try_rules(self, now):
        """Return what the rules of this preview would take at ``now``.

        :raises ValidationError: the rule cannot be saved as it stands
        """
        return self.env["crm.pool"]._preview(self._get_rules().filtered("active"), now)

    def _get_rules(self):
        return self.pool_id.rule_ids if self.is_whole_pool else self._prepare_rule()

    def _prepare_rule(self):
        """Return the rule as typed, checked but not saved."""
        rule = self.env["crm.pool.rule"].new(self._get_rule_values(), self.rule_id)
        rule._check_days()
        rule._check_kind()
        rule._check_domain()
        return rule

    def _get_rule_values(self):
        return {
            **{name: self[name] for name in TRIED_FIELDS},
            "pool_id": self.pool_id.id,
            "domain": self.domain or "[]",
            "active": self.is_rule_active,
        }

    def _render_owners(self, result):
        """Return one line with a bar for each owner, most customers first."""
        rows = [
            Markup(
                '<tr><td class="pe-3 text-nowrap">%s</td>'
                '<td class="w-100 align-middle"><div class="progress">'
                '<div class="progress-bar bg-warning" style="width: %s%%"></div>'
                '</div></td><td class="ps-3 text-end">%s</td></tr>'
            )
            % (owner["name"], 100 * owner["count"] // result["total"], owner["count"])
            for owner in result["owners"]
        ]
        return rows and Markup('<table class="w-100">%s</table>') % Markup("").join(
            rows
        )

    def action_open_customers(self):
        """Open all that the rules would take, by owner."""
        self.ensure_one()
        rules = self._get_rules().filtered("active")
        records = self.pool_id._get_model()
        ids = records._pool_preview_ids(rules, fields.Datetime.now())
        action = records._get_pool_action()
        action["domain"] = [("id", "in", ids)]
        action["context"] = {"group_by": ["user_id"], "create": False}
        action["display_name"] = self.env._("Would Go Back")
        return action

    def action_save(self):
        """Save the rule that was tried: a new one, or the one it was opened from."""
        self.ensure_one()
        values = self._get_rule_values()
        if self.rule_id:
            self.rule_id.write(values)
        else:
            self.env["crm.pool.rule"].create(values)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Rule saved. Owners of %(count)s customers are warned for"
                    " %(days)s days before anything is taken.",
                    count=self.total,
                    days=self.pool_id.warning_days,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
