from odoo import api, fields, models

from .crm_pool_decision_mixin import APPROVED, ASKED, REFUSED
from .fields import LooseMany2one

LAPSE_BATCH = 500


class CrmPoolRequest(models.Model):
    """Request 申请: a member asks for what lies in a pool that grants on request.

    It reserves nothing. The first one granted wins; it lapses when its record leaves
    the pool, and after some days.
    """

    _name = "crm.pool.request"
    _description = "Request for a Customer"
    _inherit = ["crm.pool.decision.mixin"]
    _order = "id desc"

    _decision_action = "crm_pool.crm_pool_request_action"

    partner_id = LooseMany2one("res.partner", string="Customer", readonly=True)
    lead_id = LooseMany2one("crm.lead", string="Lead", readonly=True)
    pool_id = fields.Many2one(
        "crm.pool", readonly=True, required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="pool_id.company_id", store=True)
    expires_at = fields.Datetime(
        string="Lapses On", readonly=True, help="Nobody can decide it after that."
    )
    load = fields.Char(
        string="Holds",
        compute="_compute_load",
        help="How many customers of the pool the member holds, of how many allowed.",
    )

    _partner_open_uniq = models.UniqueIndex(
        "(partner_id, asked_by_id) WHERE state = 'asked' AND partner_id IS NOT NULL",
        "You have asked for this customer already.",
    )
    _lead_open_uniq = models.UniqueIndex(
        "(lead_id, asked_by_id) WHERE state = 'asked' AND lead_id IS NOT NULL",
        "You have asked for this lead already.",
    )

    @api.depends("partner_id", "lead_id", "asked_by_id")
    def _compute_display_name(self):
        for request in self:
            # sudo: the name alone, which the window shows to every member
            record = request.sudo().partner_id or request.sudo().lead_id
            request.display_name = self.env._(
                "%(user)s asks for %(customer)s",
                user=request.asked_by_id.name,
                customer=record.display_name,
            )

    @api.depends("asked_by_id", "pool_id")
    def _compute_load(self):
        for request in self:
            # sudo: how many somebody holds says nothing about any of them
            member = request.sudo().pool_id._get_member(request.asked_by_id)
            request.load = f"{member.held_count} / {member.capacity}"

    def _get_decision_refusal(self, user):
        self.ensure_one()
        if self.expires_at and self.expires_at <= fields.Datetime.now():
            return self.env._("It has lapsed.")
        if not self.pool_id._may_assign(user, self.asked_by_id):
            return self.env._(
                "You may not decide it: you neither lead %(user)s nor manage the pool"
                " %(pool)s.",
                user=self.asked_by_id.name,
                pool=self.pool_id.name,
            )
        return None

    def _carry_out(self, now, outcome):
        """Grant in the order asked, as far as limits and cooldown allow."""
        granted = self.browse()
        asking = {(request.pool_id, request.asked_by_id) for request in self}
        members = (pool._get_member(user) for pool, user in asking)
        self.env["crm.pool.member"].union(*members)._take_turns(now)
        for (pool, user, reason), requests in self._in_runs():
            granted |= requests._grant(pool, user, reason, now, outcome)
        return granted

    def _in_runs(self):
        """Return ``[((pool, user, reason), requests)]``, oldest first: what one user
        asked before anybody else did can be granted at once."""
        runs = []
        for request in self.sorted(lambda request: (request.asked_at, request.id)):
            key = (request.pool_id, request.asked_by_id, request.reason)
            if runs and runs[-1][0] == key:
                request = runs.pop()[1] | request
            runs.append((key, request))
        return runs

    def _grant(self, pool, user, reason, now, outcome):
        """Let ``user`` have what the requests of ``self`` ask for."""
        member = pool._get_member(user)
        if not member:
            outcome.refuse(self.ids, pool._not_a_member_message(user))
            return self.browse()
        requests = {request._get_record().id: request for request in self}
        records = self[:1]._get_record().browse(requests)
        answer = records._pool_move("grant", now, member=member, reason=reason)
        for record_id, refusal in answer.refused.items():
            outcome.refuse(requests[record_id].ids, refusal)
        return self.browse().union(*map(requests.get, answer.done))

    def _get_record(self):
        """Return the customer or lead that the request is for."""
        self.ensure_one()
        return self.partner_id or self.lead_id

    @api.model
    def _cron_lapse(self):
        """Let lapse what nobody decided in time."""
        done = self._lapse_late(fields.Datetime.now(), LAPSE_BATCH)
        remaining = 1 if done == LAPSE_BATCH else 0
        self.env["ir.cron"]._commit_progress(done, remaining=remaining)

    @api.model
    def _lapse_late(self, now, limit):
        """End at most ``limit`` requests that nobody decided by ``now``.

        :returns: how many
        """
        late = self.search(
            [("state", "=", ASKED), ("expires_at", "<=", now)], limit=limit
        )
        late._lapse(now, self.env._("Nobody decided in time."))
        late._tell_decision()
        return len(late)

    def _close(self, now, holders):
        """Close requests whose record has left the pool.

        :param holders: ``{request: id of the user}`` who holds it now, whose own
            request is approved thereby; None where nobody does
        """
        won = self.filtered(lambda request: request.asked_by_id.id == holders[request])
        won._write_decision(APPROVED, None, now)
        gone = self.filtered(lambda request: not holders[request])
        lost = self - won - gone
        lost._write_decision(REFUSED, self.env._("Somebody else holds it now."), now)
        gone._lapse(now, self.env._("It has left the pool."))
        (lost | gone)._tell_decision()
