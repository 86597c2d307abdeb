from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .kinds import CUSTOMERS, KINDS, MODELS
from .local_days import local_day


class CrmPool(models.Model):
    _name = "crm.pool"
    _description = "Customer Pool"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        KINDS, required=True, default=CUSTOMERS, help="What lies in this pool."
    )
    is_default = fields.Boolean(
        string="Default Pool",
        help="What is new enters here when nobody chose another pool. Leads without a"
        " default pool stay outside, as in Odoo itself.",
    )
    manager_ids = fields.Many2many(
        "res.users",
        "crm_pool_manager_rel",
        string="Pool Managers",
        domain=[("share", "=", False)],
        help="They see all that lies in this pool, and assign and recall it.",
    )
    team_ids = fields.Many2many(
        "crm.team",
        string="Sales Teams",
        help="Everybody in these teams is a member of the pool.",
    )
    member_ids = fields.One2many("crm.pool.member", "pool_id", string="Members")
    rule_ids = fields.One2many("crm.pool.rule", "pool_id", string="Reclaim Rules")
    claim_mode = fields.Selection(
        [("free", "Members claim freely"), ("approval", "Granted on request")],
        string="Claiming",
        default="free",
        required=True,
        help="Granted on request: members apply for a customer, and whoever may assign"
        " to them decides; the pool's managers are told, else the supervisors.",
    )
    capacity = fields.Integer(
        default=200,
        required=True,
        help="How many records of this pool a member may hold at a time.",
    )
    daily_limit = fields.Integer(
        default=20,
        required=True,
        help="How many a member may claim a day. A return gives none back.",
    )
    cooldown_days = fields.Integer(
        string="Cooldown",
        default=7,
        required=True,
        help="Days for which nobody may claim what they gave up or lost.",
    )
    warning_days = fields.Integer(
        string="Warning",
        default=3,
        required=True,
        help="Days for which the owner is warned before anything is taken.",
    )
    rest_days = fields.Integer(
        string="Rest by the Owner",
        default=30,
        required=True,
        help="Days for which owners may let a customer rest in one holding, in all."
        " Leaders, managers of the pool and supervisors are not bound by it.",
    )
    extension_limit = fields.Integer(
        string="Extensions",
        default=1,
        required=True,
        help="How often the deadline of a customer may be extended in one holding.",
    )
    extension_days = fields.Integer(
        string="Longest Extension",
        default=30,
        required=True,
        help="Days after the deadline that an extension may last at most.",
    )
    show_held = fields.Boolean(
        string="Show What Is Held",
        default=True,
        help="Members see in the window what is held, and by whom.",
    )
    mask_contact_data = fields.Boolean(
        default=True,
        help="Members see phone and email of what is public as 138****5678.",
    )
    public_count = fields.Integer(compute="_compute_counts", string="Public")
    held_count = fields.Integer(compute="_compute_counts", string="Held")
    due_count = fields.Integer(
        compute="_compute_counts",
        string="Due in 7 Days",
        help="What goes back to the pool within seven days.",
    )

    _default_uniq = models.UniqueIndex(
        "(company_id, kind) WHERE is_default IS TRUE AND active IS TRUE",
        "A company has one default pool of each kind.",
    )
    _limits_check = models.Constraint(
        "CHECK (capacity >= 0 AND daily_limit >= 0"
        " AND cooldown_days BETWEEN 0 AND 3650 AND warning_days BETWEEN 0 AND 365)",
        "Limits and days of a pool are numbers from 0;"
        " a cooldown lasts 3650 days at most, a warning 365.",
    )
    _clocks_check = models.Constraint(
        "CHECK (rest_days BETWEEN 0 AND 3650 AND extension_limit >= 0"
        " AND extension_days BETWEEN 0 AND 3650)",
        "Rest and extensions of a pool are numbers from 0, their days at most 3650.",
    )

    @api.constrains("kind")
    def _check_rules(self):
        """Rules that a pool had before fit its new kind too."""
        rules = self.with_context(active_test=False).rule_ids
        rules._check_kind()
        rules._check_domain()

    @api.depends_context("uid")
    def _compute_counts(self):
        counts = self._count_places(fields.Datetime.now())
        for pool in self:
            places = counts.get(pool.id, {})
            pool.public_count = places.get("public", 0)
            pool.held_count = places.get("held", 0)
            pool.due_count = places.get("due", 0)

    def _count_places(self, now):
        """Return ``{pool id: {"public": n, "held": n, "due": n}}`` by kind."""
        counts = {}
        week = fields.Datetime.add(now, days=7)
        for records, pools in self._by_model():
            # Managers see these sums before they open a single record.
            records = records.sudo().with_context(active_test=False)
            domain = Domain("pool_id", "in", pools.ids) & records._pool_root_domain()
            for pool, place, count in records._read_group(
                domain, ["pool_id", "pool_place"], ["__count"]
            ):
                counts.setdefault(pool.id, {})[place] = count
            for pool, count in records._read_group(
                domain & Domain("reclaim_at", "<=", week), ["pool_id"], ["__count"]
            ):
                counts.setdefault(pool.id, {})["due"] = count
        return counts

    def _by_model(self):
        """Return ``[(empty recordset of what lies in them, pools)]`` by kind."""
        return [
            (self.env[MODELS[kind]], pools)
            for kind, pools in self.grouped("kind").items()
            if kind
        ]

    def _get_model(self):
        """Return the empty recordset of what lies in this pool."""
        self.ensure_one()
        return self.env[MODELS[self.kind]]

    @api.model_create_multi
    def create(self, vals_list):
        pools = super().create(vals_list)
        pools._sync_members()
        return pools

    def write(self, vals):
        if vals.get("active") is False or {"company_id", "kind"} & vals.keys():
            self._check_empty()
        result = super().write(vals)
        if "team_ids" in vals:
            self._sync_members()
        if "warning_days" in vals:
            self._refresh_all_deadlines(fields.Datetime.now(), notice=True)
        return result

    def _check_empty(self):
        """:raises UserError: something lies in the pool, which needs it"""
        for records, pools in self._by_model():
            # All counts, whoever may see it.
            records = records.sudo().with_context(active_test=False)
            found = records._read_group(
                [("pool_id", "in", pools.ids)], ["pool_id"], ["__count"]
            )
            for pool, count in found:
                raise UserError(
                    self.env._(
                        "%(pool)s still has %(count)s customers, contacts or leads. It"
                        " can neither be archived nor change its company or kind.",
                        pool=pool.name,
                        count=count,
                    )
                )

    @api.model
    def _get_default(self, company):
        """Return the company's default pool of customers, made on first use."""
        pool = self._find_default(company, CUSTOMERS)
        # Everybody who enters a customer needs it, whoever may read pools.
        return pool or self.sudo().create(self._prepare_default_values(company))

    @api.model
    def _find_default(self, company, kind):
        """Return the company's default pool of a kind, empty if it has none."""
        # As above.
        return self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", kind),
                ("is_default", "=", True),
            ],
            limit=1,
        )

    @api.model
    def _prepare_default_values(self, company):
        return {
            "name": self.env._("Open Sea"),
            "company_id": company.id,
            "is_default": True,
        }

    def _get_tz(self):
        self.ensure_one()
        company = self.company_id
        company.fetch(
            ["business_tz"]
        )  # each claim asks: not for all that a company has
        return company.business_tz or "UTC"

    def _local_day(self, now):
        self.ensure_one()
        return local_day(now, self._get_tz())

    def _get_member(self, user):
        """Return the user's row in this pool, empty for who is no member or does not
        work in its company any more."""
        self.ensure_one()
        # Whoever left stays out, whatever the caller's context asks to be shown.
        members = self.env["crm.pool.member"].with_context(active_test=True)
        return members.search(
            [
                ("pool_id", "=", self.id),
                ("user_id", "=", user.id),
                ("user_id.active", "=", True),
                ("user_id.company_ids", "in", self.company_id.ids),
            ],
            limit=1,
        )

    def _may_assign(self, caller, user):
        """Whether ``caller`` decides over what ``user`` holds in this pool: its
        managers and supervisors do, leaders for their members, all of them within
        their own companies."""
        self.ensure_one()
        if self.company_id not in caller.company_ids:
            return False
        if caller in self.manager_ids or self._is_supervised_by(caller):
            return True
        return caller in self._get_leaders(user)

    def _get_leaders(self, user):
        """Return who leads a team that the user is in now, one of these pools' company
        or of none."""
        return self._get_teams(user).user_id

    def _get_teams(self, user):
        """Return the teams that the user is in now and that count in these pools."""
        # As in _get_member: former memberships count for nobody.
        teams = user.with_context(active_test=True).crm_team_member_ids.crm_team_id
        companies = self.company_id
        return teams.filtered(lambda team: team.company_id <= companies)

    def _get_assignable_members(self, caller):
        """Return the members of these pools to whom ``caller`` may assign."""
        return self.member_ids.filtered(
            lambda member: member.pool_id._may_assign(caller, member.user_id)
        )

    @api.model
    def _may_assign_any(self, caller):
        """Whether ``caller`` may assign anything to anybody in any pool."""
        # Whom one leads does not depend on which pools one may read.
        pools = self.sudo().search([("company_id", "in", caller.company_ids.ids)])
        return bool(pools._get_assignable_members(caller))

    def _is_supervised_by(self, user):
        self.ensure_one()
        return user._is_customer_supervisor() and self.company_id in user.company_ids

    def _is_open_to(self, user):
        """Whether ``user`` may enter customers into this pool."""
        return (
            user in self.manager_ids
            or self._is_supervised_by(user)
            or bool(self._get_member(user))
        )

    def _not_a_member_message(self, user):
        self.ensure_one()
        return self.env._(
            "%(user)s is no member of the pool %(pool)s. Ask its manager to add them.",
            user=user.name,
            pool=self.name,
        )

    def _sync_members(self):
        """Make everybody in the pool's teams a member, and end the membership of
        those who came by a team and left it. Members named directly stay."""
        # As in _get_member: archived teams and memberships make no member.
        for pool in self.with_context(active_test=True):
            pool._sync_team_members(pool.team_ids.crm_team_member_ids.user_id)

    def _sync_team_members(self, users):
        self.ensure_one()
        members = self.env["crm.pool.member"].with_context(active_test=False)
        rows = members.search([("pool_id", "=", self.id)])
        members.create(
            [
                {"pool_id": self.id, "user_id": user.id, "by_team": True}
                for user in users - rows.user_id
            ]
        )
        by_team = rows.filtered("by_team")
        staying = by_team.filtered(lambda member: member.user_id in users)
        self._end_memberships((by_team - staying).filtered("active"))
        staying.filtered(lambda member: not member.active).write({"active": True})

    def _end_memberships(self, members):
        """Members whose team has left the pool, or who left the team."""
        members.write({"active": False})

    def _refresh_all_deadlines(self, now, notice=False):
        """Recompute the deadline of all that is held in these pools.

        :param now: the moment of the change, naive UTC
        :param notice: the change may bring deadlines forward: from ``now`` on every
            owner has the full warning days
        """
        if notice:
            self.rule_ids._take_effect(now)
        for records, pools in self._by_model():
            records._pool_refresh_deadlines(pools=pools)

    @api.model
    def _preview(self, rules, now):
        """Tell what reclaim rules would take, before they are saved.

        The warning days that a changed rule grants are left out: these are the
        customers whose owners would be warned at once.

        :param rules: ``crm.pool.rule`` records of pools of one kind, saved or new;
            they are tried instead of the rules of their pools
        :param now: the moment to try them at, naive UTC
        :returns: ``{"total": held customers due, "owners": [{"user_id", "name",
            "count"}], "ids": ids of at most 80 of them, first due first}``
        """
        pools = rules.pool_id
        if not pools:
            return {"total": 0, "owners": [], "ids": []}
        return pools[0]._get_model()._pool_preview(rules, now)
