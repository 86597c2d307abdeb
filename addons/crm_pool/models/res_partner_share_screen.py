from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from .crm_pool_share import ACCESS
from .moves import HELD
from .res_partner_share_end import UNDO_MINUTES
from .shared_domain import shared_domain

BADGES = [
    ("read", "Shared: read"),
    ("work", "Shared: work"),
    ("out", "Shared out"),
]


class ResPartner(models.Model):
    """What the screens show of shares and say when one was made or ended."""

    _inherit = "res.partner"

    share_ids = fields.One2many(
        "crm.pool.share",
        "customer_id",
        string="Shares",
        readonly=True,
        groups="base.group_user",
    )
    open_share_ids = fields.One2many(
        "crm.pool.share",
        "customer_id",
        string="Open Shares",
        domain=[("ended_at", "=", False)],
        readonly=True,
        groups="base.group_user",
    )
    share_badge = fields.Selection(
        BADGES,
        string="Shared",
        compute="_compute_share_badge",
        groups="base.group_user",
    )
    share_note = fields.Char(compute="_compute_share_badge", groups="base.group_user")
    is_shared_to_me = fields.Boolean(
        compute="_compute_share_badge",
        search="_search_is_shared_to_me",
        groups="base.group_user",
    )
    is_shared_by_me = fields.Boolean(
        compute="_compute_share_badge",
        search="_search_is_shared_by_me",
        groups="base.group_user",
    )
    is_pool_share_allowed = fields.Boolean(
        compute="_compute_pool_share_rights", groups="base.group_user"
    )
    is_pool_unshare_allowed = fields.Boolean(
        compute="_compute_pool_share_rights", groups="base.group_user"
    )

    @api.depends("open_share_ids", "customer_id", "user_id", "pool_place")
    @api.depends_context("uid")
    def _compute_share_badge(self):
        now = fields.Datetime.now()
        user = self.env.user
        # sudo: who sees a customer may know who else does
        for partner, in_sudo in zip(self, self.sudo(), strict=True):
            shares = in_sudo.customer_id.open_share_ids
            shares = shares.filtered(lambda share: share._is_open(now))
            if in_sudo.pool_place != HELD:
                shares = shares.browse()
            mine = shares.filtered(lambda share: share.user_id == user)
            partner.is_shared_to_me = bool(mine)
            partner.is_shared_by_me = user in shares.shared_by_id
            partner.share_badge = mine.access or ("out" if shares else False)
            partner.share_note = mine._describe_for_colleague() if mine else False

    def _search_is_shared_to_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = shared_domain(*dict(ACCESS))
        return found if True in value else ~found

    def _search_is_shared_by_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        shares = (
            Domain("shared_by_id", "=", self.env.uid)
            & Domain("ended_at", "=", False)
            & (Domain("ends_at", "=", False) | Domain("ends_at", ">", now))
        )
        found = Domain("pool_place", "=", HELD) & Domain("share_ids", "any", shares)
        return found if True in value else ~found

    @api.depends("user_id", "pool_id", "pool_place", "customer_id")
    @api.depends_context("uid")
    def _compute_pool_share_rights(self):
        rights = self._pool_share_rights()
        may_share = self.env.user._may_operate("share")
        for partner in self:
            row = {"user_id": partner.user_id.id, "pool_id": partner.pool_id.id}
            held = partner.customer_id == partner and partner.pool_place == HELD
            partner.is_pool_unshare_allowed = held and not rights(row)
            partner.is_pool_share_allowed = (
                may_share and partner.is_pool_unshare_allowed
            )

    def action_pool_undo_share_button(self):
        """Undo from the toast; answer with a toast.

        :returns: a client action
        """
        return self._pool_toast(
            self.action_pool_undo_share(),
            self.env._("Undone successfully"),
            next_action={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    def _pool_share_toast(self, users, access, until):
        """Share from the dialog; answer with a toast that offers to undo it.

        :returns: a client action
        """
        answer = self.action_pool_share(users.ids, access, until)
        toast = self._pool_toast(
            answer,
            self.env._("Shared with %(users)s", users=self._pool_user_list(users)),
            undo_minutes=UNDO_MINUTES,
        )
        toast["params"]["undo_method"] = "action_pool_undo_share_button"
        return toast

    def _pool_unshare_toast(self, user_ids):
        """End shares from a list; answer with a toast.

        :returns: a client action
        """
        return self._pool_toast(
            self.action_pool_unshare(user_ids),
            self.env._("Share ended"),
            next_action={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    @api.model
    def _pool_user_list(self, users):
        names = ", ".join(users[:3].mapped("name"))
        if len(users) <= 3:
            return names
        return self.env._(
            "%(names)s and %(count)s more", names=names, count=len(users) - 3
        )

    def _pool_tell_shared(self, ids, users, access, until):
        """Note on the customers what was shared, and tell each colleague once."""
        if not ids:
            return
        # sudo: leaders and managers share what they may not change
        customers = self.browse(ids).sudo()
        customers._pool_note_shares(
            self.env._(
                "Shared with %(users)s: %(terms)s",
                users=self._pool_user_list(users),
                terms=self.env["crm.pool.share"]._describe_terms(access, until),
            )
        )
        pool = customers[0].pool_id
        lines = [(customer.name, None, None) for customer in customers[:100]]
        lines += [("", None, None)] * (len(ids) - len(lines))
        for user in users:
            pool._notify_owner(
                user,
                lambda env: env._(
                    "%(who)s shared %(count)s customers with you",
                    who=self.env.user.name,
                    count=len(ids),
                ),
                lines,
            )

    def _pool_note_shares(self, text):
        """Leave a note on each customer; nobody is notified."""
        # sudo: leaders and managers share what they may not change
        self.sudo()._message_log_batch(
            dict.fromkeys(self.ids, Markup("<p>%s</p>") % text)
        )
