from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_privacy.models.contact_field import hides_contacts

from .local_days import days_left
from .outcome import Outcome


class CrmPoolWindow(models.AbstractModel):
    """A window 公海窗口: what a member may know of what lies in the pool.

    A model of its own for each kind of pool, with contact data masked in SQL, so that
    there is no field of the record that somebody could forget to hide. Models that
    use it name by ``_window_of`` the model that is looked at, and add columns.
    """

    _name = "crm.pool.window"
    _description = "Window of a Pool"
    _order = "pool_since desc, id desc"

    _window_of = None
    _window_action = None

    name = fields.Char(readonly=True)
    pool_id = fields.Many2one("crm.pool", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    place = fields.Selection([("public", "Public"), ("held", "Held")], readonly=True)
    pool_since = fields.Datetime(string="In the Pool Since", readonly=True)
    days_in_pool = fields.Integer(compute="_compute_days_in_pool")
    owner_id = fields.Many2one("res.users", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    last_contact_date = fields.Date(string="Last Contact", readonly=True)
    phone = fields.Char(readonly=True)
    mobile = fields.Char(readonly=True)
    email = fields.Char(readonly=True)
    rest_until = fields.Datetime(string="Rests Until", readonly=True)
    is_resting = fields.Boolean(compute="_compute_is_resting")
    claim_refusal = fields.Char(
        string="Not Now",
        compute="_compute_pool_rights",
        help="Why the reader, a member, may not have it now though it is public.",
    )
    claim_label = fields.Char(string="When", compute="_compute_pool_rights")
    is_claim_allowed = fields.Boolean(compute="_compute_pool_rights")
    is_assign_allowed = fields.Boolean(compute="_compute_pool_rights")

    @api.model
    def search_fetch(self, domain, field_names=None, *args, **kwargs):
        """Take along what the rules read, so that a list is not read twice."""
        if field_names:
            field_names = dict.fromkeys([*field_names, "pool_id", "company_id"])
        return super().search_fetch(domain, field_names, *args, **kwargs)

    @api.depends("place", "pool_since")
    def _compute_days_in_pool(self):
        now = fields.Datetime.now()
        for row in self:
            since = row.place == "public" and row.pool_since
            row.days_in_pool = (now - since).days if since else 0

    @api.depends("rest_until")
    def _compute_is_resting(self):
        now = fields.Datetime.now()
        for row in self:
            row.is_resting = bool(row.rest_until and row.rest_until > now)

    @api.depends("place", "pool_id", "rest_until")
    @api.depends_context("uid", "lang")
    def _compute_pool_rights(self):
        user = self.env.user
        # Who is a member, and of whom one may decide, is no secret of the pool's.
        pools = self.pool_id.sudo()
        members = {pool: pool._get_member(user) for pool in pools}
        assignable = pools.filtered(lambda pool: pool._get_assignable_members(user))
        self.claim_refusal = self.claim_label = False
        for pool, rows in self.grouped("pool_id").items():
            public = rows.filtered(lambda row: row.place == "public")
            if members.get(pool):
                public._set_claim_refusals(members[pool], fields.Datetime.now())
            for row in rows:
                claims = row in public and not row.claim_refusal
                row.is_claim_allowed = claims and bool(members.get(pool))
                row.is_assign_allowed = row in public and pool in assignable

    def _set_claim_refusals(self, member, now):
        """Say why the gate would refuse public rows of a pool to a member now: they
        rest, or the member gave them up lately."""
        outcome = Outcome()
        facts = [{"id": row.id, "rest_until": row.rest_until} for row in self]
        records = self._get_records()
        records._pool_filter_cooling(facts, member, now, outcome)
        refused = self.browse(outcome.refused)
        ends = records._pool_cooling_ends(refused.ids, member, now) if refused else {}
        for row in refused:
            row.claim_refusal = outcome.refused[row.id]
            row.claim_label = (
                self.env._("In %(days)s days", days=days_left(ends[row.id], now))
                if row.id in ends and not row.is_resting
                else self.env._("Resting")
            )

    @property
    def _table_query(self) -> SQL:
        columns = {
            "id": SQL("p.id"),
            "name": SQL("p.name"),
            "pool_id": SQL("p.pool_id"),
            "company_id": SQL("p.company_id"),
            "place": SQL("p.pool_place"),
            "pool_since": SQL("p.pool_since"),
            "owner_id": SQL("p.user_id"),
            "rest_until": SQL("p.rest_until"),
            "source_id": SQL("p.source_id"),
            "last_contact_date": SQL(
                "(p.last_contact_at AT TIME ZONE 'UTC'"
                " AT TIME ZONE c.business_tz)::date"
            ),
            **self._window_columns(),
        }
        return SQL(
            """
            SELECT %s
              FROM %s p
              JOIN crm_pool o ON o.id = p.pool_id
              JOIN res_company c ON c.id = o.company_id
             WHERE %s AND p.active
               AND (p.pool_place = 'public'
                    OR (p.pool_place = 'held' AND o.show_held
                        AND NOT (o.hide_protected IS TRUE
                                 AND p.protected_until IS NOT NULL
                                 AND p.protected_until > now() AT TIME ZONE 'UTC')))
            """,
            SQL(", ").join(
                SQL("%s AS %s", column, SQL.identifier(name))
                for name, column in columns.items()
            ),
            SQL.identifier(self.env[self._window_of]._table),
            self._window_root_sql(),
        )

    def _window_columns(self) -> dict:
        """Return ``{field: SQL}`` of what it shows besides; ``p`` is the row."""
        return {
            "phone": self._mask_sql(SQL("p.phone"), self._mask_number_sql),
            "mobile": self._mask_sql(SQL("p.mobile"), self._mask_number_sql),
            "email": self._mask_sql(SQL("p.email"), self._mask_email_sql),
        }

    def _window_root_sql(self) -> SQL:
        """Rows ``p`` of the model that are in a pool of their own."""
        raise NotImplementedError

    def _mask_sql(self, column, mask) -> SQL:
        """Held ones show nothing at all, public ones what the pool allows; to those
        for whom customers are masked, a pool allows nothing."""
        reader = self.env(su=False)
        masked = SQL("TRUE" if hides_contacts(reader) else "o.mask_contact_data")
        return SQL(
            "CASE WHEN p.pool_place = 'held' THEN NULL WHEN %s THEN %s ELSE %s END",
            masked,
            mask(column),
            column,
        )

    def _mask_number_sql(self, column) -> SQL:
        """``13812345678`` becomes ``138****5678``; short numbers vanish."""
        return SQL(
            "CASE WHEN length(regexp_replace(%(c)s, '[^0-9]', '', 'g')) >= 11"
            " THEN left(%(c)s, 3) || '****' || right(%(c)s, 4)"
            " WHEN %(c)s <> '' THEN '****' END",
            c=column,
        )

    def _mask_email_sql(self, column) -> SQL:
        """``wang@example.com`` becomes ``w***@example.com``."""
        return SQL(
            "CASE WHEN position('@' IN %(c)s) > 1"
            " THEN left(%(c)s, 1) || '***@' || split_part(%(c)s, '@', 2)"
            " WHEN %(c)s <> '' THEN '***' END",
            c=column,
        )

    def _get_records(self):
        """Return what is behind the rows, which the reader need not be able to read."""
        return self.env[self._window_of].browse(self.ids)

    def action_claim(self, request_key=None):
        """Claim what is public for the current user, in the order given.

        :param str request_key: the same key gives the same answer, nothing twice
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        """
        records = self._get_records()
        return self.env["crm.pool.call"]._once(
            request_key,
            lambda: records._pool_claim(fields.Datetime.now()).as_dict(),
        )

    def action_claim_button(self):
        """Claim from the window; answer with a toast.

        :returns: a client action; with ``pool_open_claimed`` in the context, it then
            opens what was claimed
        """
        answer = self.action_claim()
        done = answer["done"]
        records = self._get_records()
        next_action = None
        if done and self.env.context.get("pool_open_claimed"):
            next_action = records.browse(done[0])._pool_open_form()
        return records._pool_toast(
            answer, self.env._("Claimed successfully"), next_action=next_action
        )

    def action_open_distribution(self):
        """Open the dialog that distributes these, or all that match the filter.

        :returns: a window action
        """
        return self.env["crm.pool.distribute"]._open(self)

    @api.model
    def _get_window_action(self):
        """Return the window's action with the buttons that the user can use."""
        action = self.env["ir.actions.act_window"]._for_xml_id(self._window_action)
        action.pop("path", None)
        kind = self.env[self._window_of]._pool_kind
        # A member row of one's own is always readable.
        membership = self.env["crm.pool.member"].search_count(
            [("user_id", "=", self.env.uid), ("pool_id.kind", "=", kind)], limit=1
        )
        action["context"] = {
            "search_default_public": 1,
            "pool_may_claim": bool(membership),
            "pool_may_assign": self.env["crm.pool"]._may_assign_any(self.env.user),
        }
        return action
