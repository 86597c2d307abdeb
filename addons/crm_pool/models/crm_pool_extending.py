from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import format_date

from .crm_pool_decision_mixin import APPROVED, ASKED
from .local_days import local_day
from .moves import HELD
from .outcome import Outcome


class CrmPoolExtending(models.AbstractModel):
    """Asking for more time, and what becomes of that when the holding ends."""

    _inherit = "crm.pool.mixin"

    is_pool_extend_allowed = fields.Boolean(
        compute="_compute_is_pool_extend_allowed", groups="base.group_user"
    )

    @api.depends("user_id", "reclaim_at", "pool_id", "pool_place")
    @api.depends_context("uid")
    def _compute_is_pool_extend_allowed(self):
        for record in self:
            is_own = record.pool_place == HELD and record.user_id == self.env.user
            # sudo: what the pool allows its members is no secret
            limit = is_own and record.sudo().pool_id.extension_limit
            record.is_pool_extend_allowed = bool(limit and record.reclaim_at)

    def action_pool_extend(self, until, reason):
        """Ask that no rule takes own customers before a day.

        Leaders of the owner, managers of the pool or supervisors decide; the pool
        says how often in one holding and for how many days.

        :param until: last day, a date or ``YYYY-MM-DD``
        :param str reason: why, told to who decides
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        :raises UserError: without a reason, or the date is none
        """
        until = self._pool_check_date(until)
        reason = self._pool_check_reason(reason)
        return self._pool_extend(until, reason, fields.Datetime.now()).as_dict()

    def _pool_extend(self, until, reason, now):
        outcome = Outcome()
        # sudo: whose it is and what the pool allows is asked record by record
        known = self.sudo().exists()
        outcome.refuse((self - known).ids, self.env._("You do not hold it."))
        past = known._pool_get_extensions()
        asking = known.filtered(
            lambda record: (
                not outcome.refuse_one(
                    record.id,
                    record._pool_extend_refusal(
                        until, past.get(record, past[None]), now
                    ),
                )
            )
        )
        # A move at the same time ends what is asked for, or is made after it.
        asking._pool_lock_against_moves()
        extensions = past[None].create(
            [
                {
                    self._pool_log_field: record.id,
                    "pool_id": record.pool_id.id,
                    "until": until,
                    "due_at": record.reclaim_at,
                    "held_since": record.claimed_at,
                    "asked_by_id": self.env.uid,
                    "asked_at": now,
                    "reason": reason,
                }
                for record in asking
            ]
        )
        extensions._ask_deciders()
        outcome.done = asking.ids
        return outcome

    def _pool_get_extensions(self):
        """Return ``{record: its extensions}``, with none for the key None, as
        superuser: all count, whoever may see them."""
        extensions = self.env["crm.pool.extension"].sudo()  # as above
        field = self._pool_log_field
        found = extensions.search([(field, "in", self.ids)])
        return {None: extensions, **found.grouped(field)}

    def _pool_extend_refusal(self, until, extensions, now):
        """Return why the current user may not ask for this day, or None."""
        self.ensure_one()
        pool = self.pool_id
        if self.pool_place != HELD or self.user_id != self.env.user:
            return self.env._("You do not hold it.")
        if ASKED in extensions.mapped("state"):
            return self.env._("An extension is asked for already.")
        granted = extensions.filtered(
            lambda extension: (
                extension.state == APPROVED and extension.held_since == self.claimed_at
            )
        )
        if len(granted) >= pool.extension_limit:
            return self.env._(
                "Its deadline was extended as often as allowed (%(limit)s).",
                limit=pool.extension_limit,
            )
        if not self.reclaim_at:
            return self.env._("No rule takes it: there is nothing to extend.")
        return self._pool_extend_day_refusal(until, now)

    def _pool_extend_day_refusal(self, until, now):
        pool = self.pool_id
        due = local_day(self.reclaim_at - timedelta(seconds=1), pool._get_tz())
        # What is overdue goes within the hour: it is yours today.
        due = max(due, pool._local_day(now))
        last = due + timedelta(days=pool.extension_days)
        if due < until <= last:
            return None
        return self.env._(
            "It is yours until %(due)s: ask for a day after that, at the latest"
            " %(last)s.",
            due=format_date(self.env, due),
            last=format_date(self.env, last),
        )

    def _pool_follow_owner(self, rows, owners):
        """What was asked for ends with the holding."""
        result = super()._pool_follow_owner(rows, owners)
        held = [
            row["id"]
            for row in rows
            if row["pool_place"] == HELD and row["user_id"] != owners.get(row["id"])
        ]
        if held:
            # sudo: those of all owners
            extensions = self.env["crm.pool.extension"].sudo()
            asked = extensions.search(
                [(self._pool_log_field, "in", held), ("state", "=", ASKED)]
            )
            asked._lapse(fields.Datetime.now(), self.env._("Its owner has changed."))
            asked._tell_decision()
        return result
