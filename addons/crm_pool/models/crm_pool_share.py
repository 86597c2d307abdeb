from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_date

from .local_days import local_day

READ = "read"
WORK = "work"
ACCESS = [(READ, "Read"), (WORK, "Work")]
END_REASONS = [
    ("unshared", "Ended"),
    ("expired", "Its last day is over"),
    ("moved", "The customer left its owner"),
    ("replaced", "Shared anew"),
    ("undone", "Undone"),
]
BATCH_SIZE = 5000


class CrmPoolShare(models.Model):
    """Who may see or work on a customer of somebody else, and until when.

    Written by ``res.partner._pool_share`` and its like alone; what has ended stays
    as history. At most one share of a customer to a colleague is open.
    """

    _name = "crm.pool.share"
    _inherit = "crm.append.only"
    _description = "Shared Customer"
    _order = "ended_at DESC NULLS FIRST, id DESC"
    _rec_name = "user_id"
    _log_access = False

    customer_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    access = fields.Selection(
        ACCESS,
        required=True,
        readonly=True,
        help="Read: sees all and changes nothing. Work: edits contacts, opportunities"
        " and activities too. Neither moves the customer or shares it on.",
    )
    ends_at = fields.Datetime(
        readonly=True,
        help="The midnight that closes the last day; empty: open-ended.",
    )
    until = fields.Date(
        string="Last Day", compute="_compute_until", help="Empty: open-ended."
    )
    shared_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    shared_at = fields.Datetime(string="Shared On", required=True, readonly=True)
    ended_at = fields.Datetime(string="Ended On", readonly=True)
    ended_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    end_reason = fields.Selection(END_REASONS, string="Why It Ended", readonly=True)
    is_open = fields.Boolean(compute="_compute_is_open")
    is_end_allowed = fields.Boolean(compute="_compute_is_open")

    # Also what the rules ask: which customers are shared to me?
    _open_uniq = models.UniqueIndex(
        "(user_id, customer_id) WHERE ended_at IS NULL",
        "This customer is shared to this colleague already.",
    )
    _due_idx = models.Index("(ends_at) WHERE ended_at IS NULL AND ends_at IS NOT NULL")
    _shared_by_idx = models.Index("(shared_by_id) WHERE ended_at IS NULL")

    @api.depends("ends_at")
    def _compute_until(self):
        for share in self:
            # sudo: the calendar is the company's, whoever reads it
            tz = share.customer_id.sudo().pool_id._get_tz() if share.ends_at else "UTC"
            share.until = share.ends_at and local_day(
                share.ends_at - timedelta(seconds=1), tz
            )

    @api.depends("ended_at", "ends_at")
    @api.depends_context("uid")
    def _compute_is_open(self):
        now = fields.Datetime.now()
        customers = self.customer_id
        ending = customers.filtered("is_pool_unshare_allowed")
        for share in self:
            share.is_open = share._is_open(now)
            share.is_end_allowed = share.is_open and (
                share.user_id == self.env.user or share.customer_id in ending
            )

    def _is_open(self, now):
        """Whether the share holds at ``now`` (naive UTC)."""
        self.ensure_one()
        return not self.ended_at and (not self.ends_at or self.ends_at > now)

    def _describe_for_colleague(self):
        """Say in one sentence what the colleague may do, and until when."""
        self.ensure_one()
        return self.env._(
            "Shared to you by %(who)s: %(terms)s",
            who=self.shared_by_id.name or self.customer_id.user_id.name,
            terms=self._describe_terms(self.access, self.until),
        )

    @api.model
    def _describe_terms(self, access, until):
        """Say what a share grants, and to which date, in the reader's language."""
        labels = dict(self._fields["access"]._description_selection(self.env))
        if not until:
            return self.env._("%(access)s, open-ended", access=labels[access])
        return self.env._(
            "%(access)s, last day %(day)s",
            access=labels[access],
            day=format_date(self.env, until),
        )

    def _append_only_error(self):
        return AccessError(
            self.env._(
                "Shares are made and ended by Share and End Share of a customer alone;"
                " they cannot be changed otherwise."
            )
        )

    def action_end(self):
        """End this share, from its row in a list.

        :returns: a client action with a toast
        """
        self.ensure_one()
        self.check_access("read")
        return self.customer_id._pool_unshare_toast(self.user_id.ids)

    @api.model
    def _cron_end_expired(self):
        """Close what is over and clear up behind it; the right ended by itself."""
        cron = self.env["ir.cron"]
        while ended := self._end_expired(fields.Datetime.now(), BATCH_SIZE):
            left = BATCH_SIZE if len(ended) == BATCH_SIZE else 0
            if not cron._commit_progress(len(ended), remaining=left) or not left:
                break

    @api.model
    def _end_expired(self, now, limit):
        """Close at most ``limit`` shares whose last day is over at ``now``.

        :returns: list of dicts ``{"customer_id", "user_id", "shared_at"}``
        """
        ended = self.env.execute_query_dict(
            SQL(
                """
                UPDATE crm_pool_share
                   SET ended_at = ends_at, end_reason = 'expired'
                 WHERE id IN (SELECT id FROM crm_pool_share
                               WHERE ended_at IS NULL AND ends_at <= %s
                               ORDER BY ends_at, id LIMIT %s FOR UPDATE SKIP LOCKED)
             RETURNING customer_id, user_id, shared_at
                """,
                now,
                limit,
            )
        )
        # sudo: who sees a customer no more cannot tidy up behind themselves
        self.env["res.partner"].sudo()._pool_release_sharers(ended)
        return ended
