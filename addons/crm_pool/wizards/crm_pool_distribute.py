from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..models.crm_pool_distribute import MOST_AT_A_TIME
from ..models.crm_pool_distribution import DISTRIBUTE_BY
from ..models.moves import UNDO

# Beyond this the browser keeps the filter of its list in place of the ids.
IDS_IN_BROWSER = 500


class CrmPoolDistribute(models.TransientModel):
    """Distribution of what is selected, or of all that matches the filter of a list,
    which is searched again when the dialog is done."""

    _name = "crm.pool.distribute"
    _description = "Distribute Customers"
    _inherit = ["crm.pool.wizard"]

    source = fields.Char()
    domain = fields.Json()
    by = fields.Selection(
        DISTRIBUTE_BY,
        string="Divide",
        required=True,
        default="evenly",
        help="Whatever is chosen, customers go to members whose regions and industries"
        " they match as far as the numbers allow, and nobody gets more than they have"
        " room for.",
    )
    all_members = fields.Boolean(default=True)
    line_ids = fields.One2many("crm.pool.distribute.line", "wizard_id")
    has_pools = fields.Boolean(compute="_compute_has_pools")
    preview = fields.Json(compute="_compute_preview")
    total = fields.Integer(compute="_compute_texts")
    overflow = fields.Integer(compute="_compute_texts")
    overflow_text = fields.Text(compute="_compute_texts")

    @api.model
    def _open(self, rows):
        """Return the action that opens the dialog for rows of a list.

        :param rows: the rows selected; none: all that match the list's filter, which
            the client puts into the context
        :raises UserError: nothing among them lies in a pool, or too much
        """
        values = {"source": rows._name, "res_model": self._get_models()[rows._name]}
        domain = self.env.context.get("active_domain") or []
        if self._is_whole_list(rows, domain):
            values["domain"] = domain
        else:
            values["customer_ids"] = rows.ids
        customers = self.new(values)._get_customers()
        if not customers:
            raise UserError(
                self.env._(
                    "Nothing here lies in a pool. Choose customers that nobody holds."
                )
            )
        if len(customers) > MOST_AT_A_TIME:
            raise UserError(
                self.env._(
                    "%(count)s are too many: distribute at most %(most)s at a time.",
                    count=len(customers),
                    most=MOST_AT_A_TIME,
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_pool.crm_pool_distribute_action"
        )
        action["context"] = {f"default_{key}": value for key, value in values.items()}
        return action

    @api.model
    def _is_whole_list(self, rows, domain):
        if len(rows) <= IDS_IN_BROWSER:
            return not rows
        # The client selects all by ids, up to a limit of its own.
        limit = self.env["ir.http"].session_info().get("active_ids_limit")
        return len(rows) == limit or len(rows) == rows.search_count(domain)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if "line_ids" in fields_list:
            pools = self.new(values)._get_pools()
            if len(pools) == 1:
                values["by"] = pools.distribute_by
            values["line_ids"] = [
                Command.create({"member_id": member.id, "is_chosen": True})
                for member in pools._get_receivers(self.env.user)
            ]
        return values

    def _get_customers(self):
        self.ensure_one()
        models_of = self._get_models()
        if self.source not in models_of or not isinstance(self.domain, list):
            return super()._get_customers()
        customers = self.env[models_of[self.source]]
        if self.source == customers._name:
            public = Domain("pool_place", "=", "public") & customers._pool_root_domain()
        else:
            public = Domain("place", "=", "public")
        # As the reader sees the list, whose rows carry the ids of what is behind them.
        found = self.env[self.source].search(self._get_filter() & public)
        return customers.browse(found.ids)

    def _get_filter(self):
        """:raises UserError: what the client sent is no filter of the list"""
        try:
            domain = Domain(self.domain)
            domain.validate(self.env[self.source])
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "The filter of the list cannot be read: select rows instead."
                )
            ) from error
        return domain

    def _get_pools(self):
        # A leader distributes public customers that only the window shows.
        customers = self._get_customers().sudo()
        customers.fetch(["pool_id"])  # not for all that a customer has
        return customers.pool_id.sorted("sequence")

    @api.depends("customer_ids", "domain")
    def _compute_customers(self):
        return super()._compute_customers()

    @api.depends("line_ids.member_id")
    def _compute_has_pools(self):
        for wizard in self:
            wizard.has_pools = len(wizard.line_ids.member_id.pool_id) > 1

    @api.depends("by", "customer_ids", "domain", "line_ids.is_chosen")
    def _compute_preview(self):
        for wizard in self:
            customers, users = wizard._get_customers(), wizard._get_users()
            wizard.preview = bool(users) and customers._pool_distribute_preview(
                users, wizard.by
            )

    def _get_users(self):
        return self.line_ids.filtered("is_chosen").member_id.user_id

    @api.depends("preview")
    def _compute_texts(self):
        for wizard in self:
            preview = wizard.preview or {}
            wizard.total = preview.get("total", 0)
            wizard.overflow = preview.get("overflow", 0)
            wizard.overflow_text = "\n".join(
                self.env._("%(count)s: %(reason)s", count=number, reason=reason)
                for reason, number in preview.get("reasons", {}).items()
            )

    @api.onchange("all_members")
    def _onchange_all_members(self):
        for line in self.line_ids:
            line.is_chosen = self.all_members

    def action_distribute(self):
        """Distribute as previewed; answer with a toast that offers to undo it.

        :raises UserError: no member is chosen
        """
        users = self._get_users()
        if not users:
            raise UserError(self.env._("Choose the members who shall receive."))
        customers = self._get_customers()
        answer = customers.action_pool_distribute(users.ids, self.by)
        receivers = sum(map(bool, answer["members"].values()))
        return customers._pool_toast(
            answer,
            self.env._("Distributed among %(count)s members", count=receivers),
            undo_minutes=UNDO["distribute"][1],
        )


class CrmPoolDistributeLine(models.TransientModel):
    """A member who may receive, and what the dialog would give them."""

    _name = "crm.pool.distribute.line"
    _description = "Receiver of a Distribution"

    wizard_id = fields.Many2one("crm.pool.distribute", ondelete="cascade")
    member_id = fields.Many2one(
        "crm.pool.member", string="Membership", required=True, ondelete="cascade"
    )
    is_chosen = fields.Boolean(string="Receives", default=True)
    # Not in sudo: a line may be made for any member, by id.
    user_id = fields.Many2one(related="member_id.user_id", related_sudo=False)
    pool_id = fields.Many2one(related="member_id.pool_id", related_sudo=False)
    held_count = fields.Integer(related="member_id.held_count", related_sudo=False)
    capacity = fields.Integer(related="member_id.capacity", related_sudo=False)
    free = fields.Integer(compute="_compute_free")
    weight = fields.Integer(related="member_id.weight", related_sudo=False)
    count = fields.Integer(string="Gets", compute="_compute_count")

    @api.depends("held_count", "capacity")
    def _compute_free(self):
        for line in self:
            line.free = max(line.capacity - line.held_count, 0)

    @api.depends("wizard_id.preview", "is_chosen")
    def _compute_count(self):
        for line in self:
            preview = line.wizard_id.preview or {}
            line.count = sum(
                entry["count"]
                for entry in preview.get("members", ())
                if entry["member_id"] == line.member_id.id
            )
