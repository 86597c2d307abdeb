from datetime import date, timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_pool_share import ACCESS, WORK
from .local_days import end_of_day
from .moves import HELD
from .outcome import Outcome

MAX_SHARES = 50_000  # customers × colleagues of one call
MAX_DAYS = 3650


class ResPartner(models.Model):
    """Share 共享: held customers are shown to colleagues, who may work on them or
    not. Owner, place and deadline stay. Only customers are shared, no leads."""

    _inherit = "res.partner"

    def action_pool_share(self, user_ids, access="read", until=False):
        """Share customers to colleagues.

        For the owner, and for those who decide over what the owner holds: leaders,
        managers of the pool, supervisors. Who has a share already gets this one
        instead.

        :param list user_ids: ids of ``res.users``: internal users of the company
        :param str access: ``read`` or ``work``
        :param until: the last day, ``YYYY-MM-DD``, to its midnight in the time zone
            of the pool's company; empty for an open end
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises AccessError: the caller lacks the right to share
        :raises UserError: colleagues, access or day make no sense
        """
        self.env.user._check_operation("share")
        users = self._pool_check_colleagues(user_ids)
        if not isinstance(access, str) or access not in dict(ACCESS):
            raise UserError(
                self.env._("Choose whether they may read or work: “read” or “work”.")
            )
        until = self._pool_check_until(until)
        now = fields.Datetime.now()
        outcome = self._pool_share_until(users, access, until, now)
        self._pool_tell_shared(outcome.done, users, access, until)
        return outcome.as_dict()

    def action_pool_unshare(self, user_ids):
        """End what is shared to colleagues; they lose the customers at once.

        For the owner and those who decide over what the owner holds; besides, everybody
        ends what is shared to themselves.

        :param list user_ids: ids of ``res.users``
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: no colleague is named
        """
        users = self._pool_check_user_ids(user_ids)
        outcome = self._pool_unshare(users, fields.Datetime.now())
        names = self._pool_user_list(users)
        self.browse(outcome.done)._pool_note_shares(
            self.env._("No longer shared with %(users)s", users=names)
        )
        return outcome.as_dict()

    def _pool_check_user_ids(self, user_ids):
        """Return the users named by a caller, existing ones, in sudo.

        :raises UserError: not a list of ids, none, or too many
        """
        if not isinstance(user_ids, (list, tuple)) or not all(
            type(user_id) is int and 0 < user_id < 2**31 for user_id in user_ids
        ):
            raise UserError(self.env._("Colleagues are named by a list of ids."))
        if not user_ids:
            raise UserError(self.env._("Choose at least one colleague."))
        if len(set(user_ids)) * len(self) > MAX_SHARES:
            raise UserError(
                self.env._(
                    "%(customers)s customers for %(users)s colleagues are too many at"
                    " once: %(max)s shares at most. Do it in parts.",
                    customers=len(self),
                    users=len(set(user_ids)),
                    max=MAX_SHARES,
                )
            )
        # sudo: whether they work here is asked next, whoever may read users
        return self.env["res.users"].sudo().browse(dict.fromkeys(user_ids)).exists()

    def _pool_check_colleagues(self, user_ids):
        """Return the users to share to, as above.

        :raises UserError: one of them is no colleague; who has left, and portal users,
            are not named
        """
        users = self._pool_check_user_ids(user_ids)
        colleagues = users.filtered(lambda user: user.active and not user.share)
        wrong = set(user_ids) - set(colleagues.ids)
        if wrong:
            raise UserError(
                self.env._(
                    "Customers are shared to colleagues who work here; these users do"
                    " not: %(ids)s. Choose somebody else.",
                    ids=", ".join(map(str, sorted(wrong)[:5])),
                )
            )
        if self.env.user in users:
            raise UserError(self.env._("Choose colleagues, not yourself."))
        return users

    def _pool_check_until(self, until):
        """Return the last day of a share as a date, or None.

        :raises UserError: no date, or years ahead; past days are refused customer by
            customer, since each pool counts its own days
        """
        if not until:
            return None
        try:
            day = until if isinstance(until, date) else date.fromisoformat(until)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "“%(value)s” is no day: write it as 2026-12-31, or leave it empty.",
                    value=str(until)[:30],
                )
            ) from error
        if day > fields.Date.today() + timedelta(days=MAX_DAYS):
            raise UserError(
                self.env._(
                    "%(day)s is too far ahead: leave the last day empty for a share"
                    " without end.",
                    day=day,
                )
            )
        return day

    def _pool_share_until(self, users, access, until, now):
        """Share as the current user may, to the midnight that closes ``until`` where
        each customer's pool is."""
        rights = self._pool_share_rights()
        total = Outcome()
        # The right is checked for each row under the lock.
        customers = self.sudo().exists()
        total.refuse((self - customers).ids, self._pool_no_share_right())
        customers.fetch(["pool_id"])  # not for all that a partner has
        for pool, part in customers.grouped("pool_id").items():
            ends_at = until and end_of_day(until, pool._get_tz() if pool else "UTC")
            if ends_at and ends_at <= now:
                day_over = self.env._("%(day)s is over: choose a later day.", day=until)
                total.refuse(part.ids, day_over)
                continue
            outcome = part._pool_share(users, access, ends_at, now, may=rights)
            total.done += outcome.done
            total.refused.update(outcome.refused)
        done = set(total.done)
        total.done = [record_id for record_id in self.ids if record_id in done]
        return total

    def _pool_share(self, users, access, ends_at, now, *, may=None):
        """Share held customers to users, in one statement for all of them.

        :param users: ``res.users`` who receive them
        :param str access: ``read`` or ``work``
        :param ends_at: when it ends, naive UTC; None: open-ended
        :param now: the moment of the call, naive UTC
        :param may: function ``(row) -> refusal or None``: the right of the caller,
            asked for every locked row
        :returns: Outcome; a customer of which each of the users has the same share
            already, or whose owner is among them, is done without a new one for them
        """
        outcome = Outcome()
        allowed = self._pool_filter_by_right(may) if may else self
        locked = allowed._pool_lock_against_moves()
        for record_id in dict.fromkeys(self.ids):
            row = locked.get(record_id)
            if refusal := self._pool_share_refusal(row, users, may):
                outcome.refuse([record_id], refusal)
            else:
                outcome.done.append(record_id)
        if outcome.done:
            self._pool_write_shares(outcome.done, users, access, ends_at, now)
        return outcome

    def _pool_share_refusal(self, row, users, may):
        if not row:
            return self._pool_no_share_right()
        if may and (refusal := may(row)):
            return refusal
        if row["pool_place"] != HELD:
            return self.env._("Nobody holds it: only held customers are shared.")
        if users.ids == [row["user_id"]]:
            return self.env._("%(user)s holds it.", user=users.name)
        for user in users:
            if row["company_id"] and row["company_id"] not in user.company_ids.ids:
                return self.env._(
                    "%(user)s does not work in the company of this customer.",
                    user=user.name,
                )
        return None

    def _pool_share_rights(self):
        """Return the check whether the current user may share a locked row."""
        caller = self.env.user
        # Rights of a leader or manager do not depend on what they may read.
        pools = self.env["crm.pool"].sudo()
        users = self.env["res.users"].sudo()  # as above

        def may(row):
            if row["user_id"] == caller.id:
                return None
            pool = pools.browse(row["pool_id"])
            if pool and pool._may_assign(caller, users.browse(row["user_id"])):
                return None
            return self._pool_no_share_right()

        return may

    def _pool_no_share_right(self):
        return self.env._(
            "You may not share it: you neither hold it nor decide over what its owner"
            " holds."
        )

    def _pool_write_shares(self, ids, users, access, ends_at, now):
        """Write the shares of locked customers, instead of other ones that are open.

        Shares that say the same stay.
        """
        values = {
            "ids": list(ids),
            "users": users.ids,
            "access": access,
            "ends_at": ends_at,
            "now": now,
            "actor": self.env.uid,
        }
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_pool_share
                   SET ended_at = LEAST(ends_at, %(now)s), ended_by_id = %(actor)s,
                       end_reason = CASE WHEN ends_at <= %(now)s
                                         THEN 'expired' ELSE 'replaced' END
                 WHERE customer_id = ANY(%(ids)s) AND user_id = ANY(%(users)s)
                   AND ended_at IS NULL
                   AND (access, ends_at) IS DISTINCT FROM
                       (%(access)s, %(ends_at)s::timestamp)
                """,
                **values,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_pool_share
                    (customer_id, user_id, access, ends_at, shared_by_id, shared_at)
                SELECT c.id, u.id, %(access)s, %(ends_at)s, %(actor)s, %(now)s
                  FROM res_partner c, unnest(%(users)s::int[]) u (id)
                 WHERE c.id = ANY(%(ids)s) AND c.user_id IS DISTINCT FROM u.id
                 ORDER BY c.id, u.id
                    ON CONFLICT (user_id, customer_id) WHERE ended_at IS NULL DO NOTHING
                """,
                **values,
            )
        )
        self._pool_forget_shares()
        if ends_at:
            # sudo: what hangs on the shares is cleared up at their midnight
            self.env.ref("crm_pool.ir_cron_pool_share").sudo()._trigger(ends_at)

    def _pool_forget_shares(self):
        self.env["crm.pool.share"].invalidate_model()
        self.env["res.partner"].invalidate_model(
            ["share_ids", "open_share_ids", "share_badge", "share_note"]
        )

    def _pool_unshare(self, users, now):
        """End the open shares of ``users`` as the current user may.

        :rtype: Outcome
        """
        outcome = Outcome()
        rights = self._pool_share_rights()
        # The right is checked for each row under the lock.
        customers = self.sudo()
        own = users == self.env.user
        if own:
            # What is shared to somebody is theirs to end.
            allowed = customers.exists().filtered(
                lambda c: users <= c.open_share_ids.user_id
            )
        else:
            allowed = customers._pool_filter_by_right(rights)
        locked = allowed._pool_lock_against_moves()
        for record_id in dict.fromkeys(self.ids):
            row = locked.get(record_id)
            if not own and (not row or rights(row)):
                outcome.refuse([record_id], self._pool_no_unshare_right())
        asked = [i for i in dict.fromkeys(self.ids) if i not in outcome.refused]
        condition = SQL("s.user_id = ANY(%s)", users.ids)
        ended = customers._pool_end_shares(asked, condition, "unshared", now)
        found = {row["customer_id"] for row in ended}
        outcome.done = [record_id for record_id in asked if record_id in found]
        outcome.refuse(
            [record_id for record_id in asked if record_id not in found],
            self.env._("It is not shared to them."),
        )
        return outcome

    def _pool_no_unshare_right(self):
        return self.env._(
            "You may not end its shares: you neither hold it nor decide over what its"
            " owner holds."
        )

    def _pool_filter_worked(self, user, now):
        """Besides what they hold, colleagues work for what is shared to them so."""

        def works(customer):
            return customer.pool_place == HELD and any(
                share.user_id == user and share.access == WORK and share._is_open(now)
                for share in customer.open_share_ids
            )

        return super()._pool_filter_worked(user, now) | self.filtered(works)
