from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from .local_days import local_day
from .moves import HELD, PUBLIC
from .outcome import Outcome
from .sent import sound_text

LONGEST_REST = 366  # days ahead


class CrmPoolResting(models.AbstractModel):
    """Rest 免打扰: nobody claims the record, no rule takes it, its clocks stop."""

    _inherit = "crm.pool.mixin"

    rest_until = fields.Datetime(
        string="Rests Until",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Until then nobody claims the customer and no rule takes it; what its"
        " clocks had left goes on afterwards.",
    )
    is_resting = fields.Boolean(
        compute="_compute_is_resting",
        search="_search_is_resting",
        groups="base.group_user",
    )
    is_pool_rest_allowed = fields.Boolean(
        compute="_compute_is_pool_rest_allowed", groups="base.group_user"
    )

    @api.depends("rest_until")
    def _compute_is_resting(self):
        now = fields.Datetime.now()
        for record in self:
            record.is_resting = bool(record.rest_until and record.rest_until > now)

    def _search_is_resting(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain("rest_until", ">", fields.Datetime.now())

    @api.depends("user_id", "pool_id", "pool_place")
    @api.depends_context("uid")
    def _compute_is_pool_rest_allowed(self):
        refusal = self._pool_rest_refusal()
        for record in self:
            record.is_pool_rest_allowed = not refusal(record)

    def action_pool_rest(self, until, reason=None):
        """Leave customers in peace until the midnight that closes a day.

        For the owner - no longer than the pool allows in one holding -, for leaders
        of the owner, managers of the pool and supervisors. Called again it sets
        another last day.

        :param until: last day of the rest, a date or ``YYYY-MM-DD``
        :param str reason: why, kept on the customer
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: the date is none
        """
        until = self._pool_check_date(until)
        return self._pool_rest(until, reason, fields.Datetime.now()).as_dict()

    def action_pool_unrest(self):
        """End the rest of customers now; their owners have the full warning days.

        For whom :meth:`action_pool_rest` is.

        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        """
        return self._pool_unrest(fields.Datetime.now()).as_dict()

    def action_pool_unrest_button(self):
        """End the rest; answer with a toast.

        :returns: a client action
        """
        return self._pool_toast(
            self.action_pool_unrest(),
            self.env._("Rest ended"),
            next_action={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    @api.model
    def _pool_check_date(self, value):
        """Return a date that somebody typed or sent.

        :raises UserError: it is none
        """
        try:
            day = fields.Date.to_date(value)
        except (KeyError, TypeError, ValueError):
            day = None
        if not isinstance(day, date):
            raise UserError(
                self.env._(
                    "%(value)s is no date: write YYYY-MM-DD.", value=str(value)[:30]
                )
            )
        return day

    def _pool_rest(self, until, reason, now):
        outcome = Outcome()
        may_rest = self._pool_filter_may_rest(outcome)
        rested = may_rest.filtered(
            lambda record: (
                not outcome.refuse_one(
                    record.id,
                    record._pool_rest_limit_refusal(until, self.env.user, now),
                )
            )
        )
        rested._pool_add_rest(until, reason and sound_text(reason), now)
        outcome.done = rested.ids
        return outcome

    def _pool_unrest(self, now):
        outcome = Outcome()
        may_rest = self._pool_filter_may_rest(outcome)
        resting = may_rest.filtered(
            lambda record: record.rest_until and record.rest_until > now
        )
        outcome.refuse((may_rest - resting).ids, self.env._("It does not rest."))
        ended = resting._pool_end_rest(now)
        outcome.refuse(
            (resting - ended).ids, self.env._("It rests until its cause is over.")
        )
        outcome.done = ended.ids
        return outcome

    def _pool_filter_may_rest(self, outcome):
        """Return, as superuser, the records that the caller may let rest."""
        # sudo: the right is asked row by row; leaders need not read what they lead
        known = self.sudo().exists()
        outcome.refuse((self - known).ids, self._pool_no_rest_right())
        refusal = self._pool_rest_refusal()
        return known.filtered(
            lambda record: not outcome.refuse_one(record.id, refusal(record))
        )

    def _pool_rest_refusal(self):
        """Return the function ``record -> refusal or None`` of the caller's right."""
        user = self.env.user

        def refusal(record):
            record = record.sudo()  # the right does not hang on what one may read
            pool = record.pool_id
            is_own = record.pool_place == HELD and record.user_id == user
            # The right first: the place of what is none of theirs is nobody's business.
            if not is_own and not (pool and pool._may_assign(user, record.user_id)):
                return self._pool_no_rest_right()
            if (
                record.pool_place not in (HELD, PUBLIC)
                or record not in record._pool_roots()
            ):
                return self.env._("It is not in the pool any more.")
            return None

        return refusal

    def _pool_no_rest_right(self):
        return self.env._("You neither hold it nor lead its owner nor manage its pool.")

    def _pool_rest_limit_refusal(self, until, user, now):
        """Return why the record may not rest until a day for this user, or None."""
        self.ensure_one()
        pool = self.pool_id
        today = pool._local_day(now)
        if not today <= until <= today + timedelta(days=LONGEST_REST):
            return self.env._(
                "A rest ends between today and %(last)s.",
                last=format_date(self.env, today + timedelta(days=LONGEST_REST)),
            )
        if user != self.user_id or pool._may_assign(user, self.user_id):
            return None
        days = self._pool_count_rest_days(pool, today, until)
        if days > pool.rest_days:
            return self.env._(
                "You may let it rest for %(limit)s days in all while you hold it;"
                " with this it would be %(days)s.",
                limit=pool.rest_days,
                days=days,
            )
        return None

    def _pool_count_rest_days(self, pool, today, until):
        """Return for how many days of this holding the record rests in all, if it
        does so from today to a day, whoever let it."""
        start = local_day(self.claimed_at, pool._get_tz())
        days = {today + timedelta(days=n) for n in range((until - today).days + 1)}
        for rest in self._pool_get_rests(Domain("date_to", ">=", start)):
            first = max(rest.date_from, start)
            last = min(rest.date_to, today)
            days |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
        return len(days)

    def _pool_get_rests(self, domain):
        return self.env["crm.pool.rest"].search(
            Domain(self._pool_log_field, "in", self.ids) & domain
        )

    def _pool_add_rest(self, until, reason, now):
        """Let records rest from today to the end of a day."""
        for pool, records in self.grouped("pool_id").items():
            today = pool._local_day(now)
            current = records._pool_get_rests(
                Domain("source", "=", False) & Domain("date_to", ">=", today)
            )
            values = {"date_to": until, "reason": reason, "user_id": self.env.uid}
            current.write(values)
            field = self._pool_log_field
            self.env["crm.pool.rest"].create(
                [
                    {
                        field: record.id,
                        "pool_id": pool.id,
                        "date_from": today,
                        **values,
                    }
                    for record in records - current[field]
                ]
            )
        self._pool_refresh_rests(now)
        self._pool_log_note(
            lambda record: self.env._(
                "Rests until %(date)s. %(reason)s",
                date=format_date(self.env, until),
                reason=reason or "",
            )
        )

    def _pool_end_rest(self, now):
        """End today what rests until a date; return the records that rest no more."""
        today = {pool: pool._local_day(now) for pool in self.pool_id}
        for pool, records in self.grouped("pool_id").items():
            records._pool_get_rests(
                Domain("source", "=", False) & Domain("date_to", ">", today[pool])
            ).write({"date_to": today[pool]})
        going_on = self._pool_get_rests(Domain("date_to", "=", False))
        ended = self - going_on[self._pool_log_field]
        (self - ended)._pool_refresh_rests(now)
        ended._pool_set_rest_until(now)
        ended._pool_log_note(lambda record: self.env._("Rests no more."))
        return ended

    def _pool_rest_while(self, source, reason, now):
        """Let records rest while something goes on: a hook for other addons.

        :param str source: what goes on, as ``model,id``
        :param str reason: shown on the customer
        """
        open_rests = self._pool_get_rests(
            Domain("source", "=", source) & Domain("date_to", "=", False)
        )
        field = self._pool_log_field
        self.env["crm.pool.rest"].create(
            [
                {
                    field: record.id,
                    "pool_id": record.pool_id.id,
                    "date_from": record.pool_id._local_day(now),
                    "reason": reason,
                    "source": source,
                    "user_id": self.env.uid,
                }
                for record in self - open_rests[field]
            ]
        )
        self._pool_refresh_rests(now)

    def _pool_rest_done(self, source, now):
        """What kept records resting is over: the other end of
        :meth:`_pool_rest_while`."""
        rests = self._pool_get_rests(
            Domain("source", "=", source) & Domain("date_to", "=", False)
        )
        rested = rests[self._pool_log_field]
        for record, own_rests in rests.grouped(self._pool_log_field).items():
            own_rests.date_to = record.pool_id._local_day(now)
        by_itself = rested.filtered(
            lambda record: not record._pool_goes_on_resting(now)
        )
        by_itself._pool_set_rest_until(now)
        (rested - by_itself)._pool_refresh_rests(now)

    def _pool_goes_on_resting(self, now):
        """Whether something else than what has just ended lets the record rest."""
        self.ensure_one()
        until_date = Domain("source", "=", False) & Domain(
            "date_to", ">=", self.pool_id._local_day(now)
        )
        return bool(self._pool_get_rests(until_date | Domain("date_to", "=", False)))

    def _pool_log_note(self, words):
        """Keep a sentence in the chatter of each record."""
        if self:
            self._message_log_batch({record.id: words(record) for record in self})
