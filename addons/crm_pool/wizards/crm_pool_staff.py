from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.outcome import Outcome


class CrmPoolStaff(models.TransientModel):
    """The dialog for staff who leave or change the team: what becomes of what they
    hold."""

    _name = "crm.pool.staff"
    _description = "Staff Change"
    _inherit = ["crm.pool.reason.wizard"]

    reason_id = fields.Many2one(
        domain=[("kind", "=", "recall_reason")],
        default=lambda self: self.env.ref(
            "crm_pool.dictionary_recall_leaving", raise_if_not_found=False
        ),
    )
    occasion = fields.Selection(
        [("leave", "Leaves the company"), ("team", "Changes the team")],
        default="leave",
        required=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        required=True,
        domain=[("share", "=", False)],
        context={"active_test": False},
    )
    holdings = fields.Char(string="Holds", compute="_compute_holdings")
    is_empty = fields.Boolean(compute="_compute_holdings")
    disposal = fields.Selection(
        [
            ("hand_over", "Hand over to colleagues"),
            ("release", "Release all into the pool"),
            ("keep", "All goes along"),
            ("lock", "Lock now, decide later"),
        ],
        default="hand_over",
        required=True,
    )
    candidate_ids = fields.Many2many("res.users", compute="_compute_holdings")
    heir_ids = fields.Many2many(
        "res.users",
        "crm_pool_staff_heir_rel",
        string="Colleagues",
        domain="[('id', 'in', candidate_ids)]",
        help="Each receives an equal part, as far as they have room.",
    )
    over_capacity = fields.Boolean(
        help="The colleagues may end with more than allowed."
    )
    team_id = fields.Many2one("crm.team", string="New Team")
    archive_user = fields.Boolean(
        string="Archive the User",
        default=True,
        help="Nobody signs in as this user any more.",
    )
    may_archive = fields.Boolean(compute="_compute_may_archive")

    @api.depends("user_id")
    def _compute_holdings(self):
        for dialog in self:
            user = dialog.user_id
            may_ask = user and self.env.user._pool_has_staff_right(user)
            pools = self.env.user._pool_get_staff_pools()
            holdings = user._pool_get_holdings(pools) if may_ask else []
            dialog.holdings = user._pool_describe_holdings(holdings)
            dialog.is_empty = not holdings
            pools = self.env["crm.pool"].union(*(holding.pool for holding in holdings))
            # sudo: who is in a pool is no secret of the pool's
            dialog.candidate_ids = pools.sudo().member_ids.user_id - user

    @api.depends_context("uid")
    def _compute_may_archive(self):
        for dialog in self:
            dialog.may_archive = self.env["res.users"].has_access("write")

    def action_apply(self):
        """Do what was chosen; answer with a toast."""
        self.ensure_one()
        self.env.user._pool_check_staff_right(self.user_id)
        if self.occasion == "team":
            return self._change_team()
        if self.disposal == "lock":
            self.user_id._pool_lock()
            return self._toast(self.env._("Locked: %(user)s", user=self.user_id.name))
        outcomes = self._dispose()
        self._check_all_done(outcomes)
        if self.archive_user and self.may_archive:
            self.user_id.action_archive()
        return self._toast(self._describe(outcomes))

    def _change_team(self):
        if not self.team_id:
            raise UserError(self.env._("Choose the new team."))
        self.team_id.check_access("read")  # those of other companies are not
        outcomes = []
        if self.disposal == "lock":
            raise UserError(
                self.env._("Who changes the team goes on working: choose another way.")
            )
        if self.disposal != "keep":
            outcomes = self._dispose()
            self._check_all_done(outcomes)
        self.user_id._pool_change_team(self.team_id)
        return self._toast(
            self.env._(
                "%(user)s is in the team %(team)s now. %(what)s",
                user=self.user_id.name,
                team=self.team_id.name,
                what=self._describe(outcomes) if outcomes else "",
            )
        )

    def _dispose(self):
        """Hand over or release what the user holds in the caller's companies.

        :returns: ``[(Holding, Outcome)]``
        """
        now = fields.Datetime.now()
        pools = self.env.user._pool_get_staff_pools()
        if self.disposal == "release":
            return self.user_id._pool_release_all(self._get_reason(), now, pools)
        if self.disposal == "keep":
            raise UserError(
                self.env._("Who leaves keeps nothing: hand it over or release it.")
            )
        if not self.heir_ids:
            raise UserError(self.env._("Choose the colleagues who receive it."))
        return self.user_id._pool_hand_over(
            self.heir_ids, self._get_reason(), now, self.over_capacity, pools
        )

    def _check_all_done(self, outcomes):
        """All or nothing: who leaves must hold nothing in the end.

        :raises UserError: with the first reasons
        """
        refused = Outcome()
        for _holding, outcome in outcomes:
            refused.refused.update(outcome.refused)
        if refused.refused:
            reasons = list(dict.fromkeys(refused.refused.values()))
            raise UserError(
                self.env._(
                    "%(count)s cannot go, so nothing was changed:\n%(reasons)s",
                    count=len(refused.refused),
                    reasons="\n".join(reasons[:3]),
                )
            )

    def _describe(self, outcomes):
        count = sum(len(outcome.done) for _holding, outcome in outcomes)
        if self.disposal == "release":
            return self.env._("Released successfully: %(count)s", count=count)
        return self.env._("Handed over successfully: %(count)s", count=count)

    def _toast(self, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": text,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
