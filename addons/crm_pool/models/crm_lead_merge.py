from odoo import fields, models

from .moves import MOVES


class CrmLead(models.Model):
    """Core's merge of leads and opportunities, as a move of those in a pool."""

    _inherit = "crm.lead"

    def _merge_opportunity(
        self, user_id=False, team_id=False, auto_unlink=True, max_length=5
    ):
        # What is in a pool is guarded, seen by the caller or not.
        pooled = self.sudo().filtered("pool_place")
        if not pooled:
            return super()._merge_opportunity(user_id, team_id, auto_unlink, max_length)
        self.check_access("write")
        rights = None if self.env.su else pooled._pool_leave_rights()
        head = super()._merge_opportunity(user_id, team_id, False, max_length)
        now = fields.Datetime.now()
        for lead in pooled & head.sudo():  # as above
            lead._pool_leave("merge", now, rights, lead._pool_get_holder())
        (pooled - head)._pool_leave("merge_away", now, rights)
        if auto_unlink:
            # As core does.
            (self - head).sudo().unlink()
        return head

    def _pool_get_holder(self):
        """Return the member who holds this lead, former ones included."""
        members = self.env["crm.pool.member"].with_context(active_test=False)
        return members.search(
            [("pool_id", "=", self.pool_id.id), ("user_id", "=", self.user_id.id)]
        )

    def _pool_target(self, move, row, owner, now, values):
        """The lead that remains goes on in the holding that it was in."""
        target = super()._pool_target(move, row, owner, now, values)
        if move is MOVES["merge"]:
            kept = ["claimed_at", "pool_since", *self._pool_holding_columns()]
            target |= {name: row[name] for name in kept}
        return target

    def _merge_data(self, fnames=None):
        """Owner and company of the one that remains stay when it lies in a pool."""
        data = super()._merge_data(fnames)
        if self[:1].sudo().pool_place:  # as above
            for name in ("user_id", "company_id"):
                data.pop(name, None)
        return data
