from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .sent import browse_sent_id


class CrmPool(models.Model):
    _inherit = "crm.pool"

    allow_transfer = fields.Boolean(
        string="Owners Transfer",
        default=True,
        help="Members may pass their customers on to another member themselves. If not,"
        " leaders do so within their team, and supervisors.",
    )

    def _get_common_leaders(self, owner, user):
        """Return who leads a team that both users are in now."""
        return (self._get_teams(owner) & self._get_teams(user)).user_id

    def _transfer_refusal(self, caller, owner, user):
        """Say why ``caller`` may not pass a customer of ``owner`` on to ``user``.

        :param user: None asks whether there is anybody to pass it on to
        """
        self.ensure_one()
        if self._is_supervised_by(caller):
            return None
        if self.company_id in caller.company_ids:
            leaders = self._get_common_leaders(owner, user or owner)
            if caller in leaders or (caller == owner and self.allow_transfer):
                return None
        if caller == owner:
            return self.env._(
                "Owners do not transfer customers of the pool %(pool)s themselves:"
                " ask your leader.",
                pool=self.name,
            )
        return self.env["crm.pool.mixin"]._pool_no_transfer_right()


class CrmPoolTransfer(models.AbstractModel):
    """Transfer 转移: a customer goes from its owner to a colleague."""

    _inherit = "crm.pool.mixin"

    is_pool_transfer_allowed = fields.Boolean(
        compute="_compute_is_pool_transfer_allowed", groups="base.group_user"
    )

    @api.depends("user_id", "pool_id", "pool_place", "protected_until")
    @api.depends_context("uid")
    def _compute_is_pool_transfer_allowed(self):
        may_transfer = self.env.user._may_operate("transfer")
        rights = self._pool_transfer_rights(None, fields.Datetime.now())
        for record in self:
            record.is_pool_transfer_allowed = may_transfer and record._pool_may(
                "transfer", rights
            )

    def action_pool_transfer(
        self, user_id, reason, over_capacity=False, keep_shares=True
    ):
        """Pass held customers on to another member of their pool.

        For owners where the pool lets them, for leaders within their team, and for
        supervisors; protected customers for their owner and supervisors only.

        :param int user_id: id of the ``res.users`` who receives them
        :param str reason: why, kept in the ledger
        :param bool over_capacity: the receiver may end with more than allowed; for
            supervisors only
        :param bool keep_shares: whoever the customers are shared to keeps them
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: without a reason, or there is no such user
        :raises AccessError: the caller lacks the right to transfer, or is no
            supervisor and asks for more than the receiver's capacity
        """
        self.env.user._check_operation("transfer")
        reason = self._pool_check_reason(reason)
        user = browse_sent_id(self.env["res.users"], user_id)
        if not user:
            raise UserError(self.env._("Choose who shall hold the customers."))
        if over_capacity and not self.env.user._is_customer_supervisor():
            raise AccessError(
                self.env._("Only a supervisor gives somebody more than their capacity.")
            )
        return self._pool_transfer(
            user, reason, fields.Datetime.now(), bool(over_capacity), bool(keep_shares)
        ).as_dict()

    def _pool_transfer(self, user, reason, now, over_capacity=False, keep_shares=True):
        rights = self._pool_transfer_rights(user, now)

        def move(part, member, may=rights):
            return part._pool_move(
                "transfer",
                now,
                member=member,
                reason=reason,
                may=may,
                over_capacity=over_capacity,
            )

        def refuse(part, pool):
            # Who is in a pool is told to those alone who might pass it on.
            no_member = pool._not_a_member_message(user)
            return move(part, None, lambda row: rights(row) or no_member)

        # The right is checked for each row under the lock.
        outcome = self.sudo()._pool_by_pool(
            lambda pool: pool._get_member(user),
            move,
            self._pool_no_transfer_right(),
            refuse,
        )
        if not keep_shares:
            self.browse(outcome.done).sudo()._pool_drop_shares(now)  # as above
        return outcome

    def _pool_transfer_rights(self, user, now):
        """Return the check whether the current user may pass a locked row on.

        :param user: ``res.users`` who receives it; None: anybody
        """
        caller = self.env.user
        # Rights of a leader or owner do not depend on what they may read.
        pools = self.env["crm.pool"].sudo()
        users = self.env["res.users"].sudo()  # as above
        user = user and users.browse(user.id)

        def may(row):
            owner = users.browse(row["user_id"])
            pool = pools.browse(row["pool_id"])
            refusal = pool._transfer_refusal(caller, owner, user)
            if refusal:
                return refusal
            if user and owner == user:
                return self.env._("%(user)s holds it already.", user=owner.name)
            protected = row["protected_until"] and row["protected_until"] > now
            if protected and caller != owner and not pool._is_supervised_by(caller):
                return self.env._(
                    "It is protected: only its owner or a supervisor may transfer it."
                )
            return None

        return may

    def _pool_no_transfer_right(self):
        return self.env._(
            "You may not transfer it: you neither hold it nor lead both its owner"
            " and who shall have it."
        )

    def _pool_drop_shares(self, now):
        """End what owners shared to colleagues; hook of what makes shares."""
