from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, RedirectWarning
from odoo.fields import Domain

from odoo.addons.crm_customer.tools.system_mark import is_marked, marked

from .outcome import Outcome

LEAVING_KEY = "crm_pool_leaving"
# Who may take everything from somebody who leaves or changes the team.
USER_ADMINISTRATOR = "base.group_erp_manager"
STAFF_GROUPS = ("sales_team.group_sale_manager", USER_ADMINISTRATOR)
# Only administrators of users lock them.
SENIOR_GROUPS = (
    "sales_team.group_sale_manager",
    "crm_customer.group_customer_admin",
    "crm_customer.group_executive",
)


class Holding(NamedTuple):
    """What a user holds in one pool."""

    pool: models.Model
    records: models.Model


class ResUsers(models.Model):
    """Staff who leave: nobody goes who still holds something, for it would be nobody's
    (PO-15)."""

    _inherit = "res.users"

    def write(self, vals):
        if vals.get("active", True) or is_marked(self, LEAVING_KEY):
            return super().write(vals)
        self._check_holds_nothing()
        return super().write(vals)

    def action_archive(self):
        # Before their memberships end, so that the question is about the user.
        self._check_holds_nothing()
        return super().action_archive()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_holder(self):
        self._check_holds_nothing()

    def _check_holds_nothing(self):
        """:raises RedirectWarning: with the numbers, and the way to the dialog"""
        for user in self:
            holdings = user._pool_get_holdings()
            if holdings:
                raise user._pool_leaving_question(
                    self.env._(
                        "%(user)s still holds %(holdings)s. Hand them over, release"
                        " them, or lock the user now.",
                        user=user.name,
                        holdings=self._pool_describe_holdings(holdings),
                    ),
                    {"default_occasion": "leave"},
                )

    def _pool_leaving_question(self, text, context):
        """Return the error that leads to the dialog of staff changes."""
        action = self.env.ref("crm_pool.crm_pool_staff_action")
        return RedirectWarning(
            text,
            action.id,
            self.env._("Decide what becomes of them"),
            {"default_user_id": self.id, **context},
        )

    def _pool_get_holdings(self, pools=None):
        """Return what this user holds, as list of :class:`Holding` by pool.

        :param pools: look into these ``crm.pool`` only
        """
        self.ensure_one()
        if pools is None:
            # sudo: everything counts, whoever asks
            pools = self.env["crm.pool"].sudo().with_context(active_test=False)
            pools = pools.search([])  # pylint: disable=no-search-all
        holdings = []
        for model, of_kind in pools.sudo()._by_model():  # as above
            records = model.sudo().with_context(active_test=False)  # as above
            held = records.search(
                model._pool_root_domain()
                & Domain("user_id", "=", self.id)
                & Domain("pool_place", "=", "held")
                & Domain("pool_id", "in", of_kind.ids),
                order="id",
            )
            holdings += [
                Holding(pool, part) for pool, part in held.grouped("pool_id").items()
            ]
        return holdings

    @api.model
    def _pool_describe_holdings(self, holdings):
        return ", ".join(
            self.env._(
                "%(count)s in %(pool)s",
                count=len(holding.records),
                pool=holding.pool.name,
            )
            for holding in holdings
        )

    def _pool_has_staff_right(self, user):
        is_staff = self._has_any_group(STAFF_GROUPS)
        # sudo: where somebody works decides about the right, whoever may read it
        return is_staff and bool(user.sudo().company_ids & self.company_ids)

    def _pool_get_staff_pools(self):
        """Return the pools in which this user decides what becomes of what staff hold:
        those of the companies where they work."""
        # sudo: whoever may read pools
        pools = self.env["crm.pool"].sudo().with_context(active_test=False)
        return pools.search([("company_id", "in", self.company_ids.ids)])

    def _pool_check_staff_right(self, user):
        """Refuse who neither supervises ``user``'s company nor manages users.

        :raises AccessError: naming the user
        """
        if not self._pool_has_staff_right(user):
            raise AccessError(
                self.env._(
                    "Only supervisors and administrators of users decide what becomes"
                    " of the customers of %(user)s.",
                    user=user.name,
                )
            )

    def _pool_hand_over(self, heirs, reason, now, over_capacity=False, pools=None):
        """Hand over all that this user holds, split evenly.

        :param heirs: ``res.users`` who receive it, in this order
        :param str reason: kept in the ledger
        :param now: naive UTC
        :param bool over_capacity: they may end with more than allowed
        :param pools: what lies in these ``crm.pool`` only
        :returns: ``[(Holding, Outcome)]``
        """
        self.ensure_one()
        return [
            (
                holding,
                self._pool_hand_over_part(holding, heirs, reason, now, over_capacity),
            )
            for holding in self._pool_get_holdings(pools)
        ]

    def _pool_hand_over_part(self, holding, heirs, reason, now, over_capacity):
        members = [
            member
            for heir in heirs - self
            if (member := holding.pool._get_member(heir))
        ]
        total = Outcome()
        if not members:
            refusal = self.env._(
                "None of them is a member of the pool %(pool)s.", pool=holding.pool.name
            )
            total.refuse(holding.records.ids, refusal)
            return total
        self.env["crm.pool.member"].union(*members)._take_turns(now)
        left = holding.records
        for position, member in enumerate(members):
            # An equal part of what is left, so that one who is full passes it on.
            part = left[: -(-len(left) // (len(members) - position))]
            outcome = part._pool_move(
                "hand_over",
                now,
                member=member,
                reason=reason,
                over_capacity=over_capacity,
            )
            total.done += outcome.done
            total.refused.update(outcome.refused)
            left -= left.browse(outcome.done)
        for record_id in total.done:
            total.refused.pop(record_id, None)
        return total

    def _pool_release_all(self, reason, now, pools=None):
        """Recall all that this user holds into its pools.

        :returns: ``[(Holding, Outcome)]``
        """
        self.ensure_one()
        return [
            (holding, holding.records._pool_move("recall", now, reason=reason))
            for holding in self._pool_get_holdings(pools)
        ]

    def _pool_lock(self):
        """Take login, keys and sessions from this user at once; what they hold waits
        with them, and their leaders are told.

        :raises AccessError: it is the caller's own user, an administrator's, or one
            that only administrators of users lock
        """
        self.ensure_one()
        user = self.sudo()  # the right was asked for by whoever calls this
        if refusal := self.env.user._pool_lock_refusal(user):
            raise AccessError(refusal)
        self.env["res.users.apikeys"].sudo().search(  # as above
            [("user_id", "=", user.id)]
        )._remove()
        # Sessions depend on it: every one of them ends with the next request.
        marked(user, LEAVING_KEY).write({"active": False})
        user._pool_tell_leaders()

    def _pool_lock_refusal(self, user):
        """Say why this user may not lock ``user``, or None. A login is one for all
        companies, and who is in charge is no business of an equal."""
        if user == self or user.has_group(USER_ADMINISTRATOR):
            return self.env._(
                "%(user)s cannot be locked here: administrators are locked by"
                " other administrators, under Settings.",
                user=user.name,
            )
        if self.has_group(USER_ADMINISTRATOR):
            return None
        if user._has_any_group(SENIOR_GROUPS):
            return self.env._(
                "%(user)s supervises or administers customers: ask an administrator"
                " of users to lock this user.",
                user=user.name,
            )
        if user.company_ids - self.company_ids:
            return self.env._(
                "%(user)s works in companies that are not yours: ask an administrator"
                " of users to lock this user.",
                user=user.name,
            )
        return None

    def _pool_tell_leaders(self):
        """Give who leads the user, else who manages the pools, an activity."""
        holdings = self._pool_get_holdings()
        if not holdings:
            return
        pools = self.env["crm.pool"].union(*(holding.pool for holding in holdings))
        told = pools._get_leaders(self) - self or pools.manager_ids - self
        for leader in told or self.env.user:
            local = self.with_context(lang=leader.lang)
            self.env["mail.activity"].create(
                {
                    "user_id": leader.id,
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "summary": local.env._(
                        "%(user)s is locked and holds %(holdings)s: they need a new"
                        " owner",
                        user=self.name,
                        holdings=local._pool_describe_holdings(holdings),
                    ),
                }
            )
