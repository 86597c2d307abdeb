from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from .moves import UNDO
from .outcome import Outcome
from .sql_arrays import sql_array


class CrmPoolUndo(models.AbstractModel):
    """Taking back one's own last move, which is a move with a row of its own."""

    _inherit = "crm.pool.mixin"

    def action_pool_undo(self):
        """Take back the caller's own last move of each customer.

        :data:`UNDO` says which and for how long, as long as nothing happened since;
        the clocks of the holding run on as if it had not ended.

        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``
        """
        return self._pool_undo(fields.Datetime.now()).as_dict()

    def _pool_undo(self, now):
        total = Outcome()
        steps = self._pool_last_steps()
        groups = {}
        for customer in self:
            step = steps.get(customer.id)
            if refusal := self._pool_undo_refusal(step, now):
                total.refuse(customer.ids, refusal)
                continue
            key = (step["move"], step["pool_id"], step["from_user_id"])
            groups.setdefault(key, []).append(customer.id)
        done = set()
        for (move, pool_id, user_id), ids in groups.items():
            customers = self.browse(ids)
            outcome = customers._pool_undo_group(move, pool_id, user_id, steps, now)
            done.update(outcome.done)
            total.refused.update(outcome.refused)
        total.done = [record_id for record_id in self.ids if record_id in done]
        return total

    def _pool_last_steps(self):
        """Return the last ledger row of each record as ``{id: dict}``."""
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT DISTINCT ON (%(log_field)s) %(log_field)s AS id, sequence,"
                "       move, pool_id, from_user_id, actor_id, date, ended,"
                "       from_pool_id, held_since"
                "  FROM crm_pool_log WHERE %(log_field)s = ANY(%(ids)s)"
                " ORDER BY %(log_field)s, sequence DESC",
                log_field=SQL.identifier(self._pool_log_field),
                ids=sql_array("int", self.ids),
            )
        )
        return {row["id"]: row for row in rows}

    def _pool_undo_refusal(self, step, now):
        """Say why a ledger row cannot be taken back by the caller, if so."""
        if not step or step["actor_id"] != self.env.uid or step["move"] not in UNDO:
            return self.env._("There is nothing of yours to undo.")
        _move, minutes = UNDO[step["move"]]
        if now - step["date"] > timedelta(minutes=minutes):
            return self.env._(
                "It can be undone for %(minutes)s minutes only.", minutes=minutes
            )
        return None

    def _pool_undo_group(self, move, pool_id, user_id, steps, now):
        """Undo one kind of move for one pool and former owner.

        :rtype: Outcome
        """
        name, _minutes = UNDO[move]
        # The caller's right is the ledger row they wrote themselves.
        pool = self.env["crm.pool"].sudo().browse(pool_id)
        user = self.env["res.users"].sudo().browse(user_id)  # as above
        member = pool._get_member(user) if user else None
        if user and not member:
            outcome = Outcome()
            outcome.refuse(self.ids, pool._not_a_member_message(user))
            return outcome

        def may(row):
            step = steps[row["id"]]
            touched = row["last_contact_at"] and row["last_contact_at"] > step["date"]
            if row["pool_moves"] != step["sequence"] or touched:
                return self.env._("Something happened to it since.")
            return None

        # As above.
        return self.sudo()._pool_move(
            name,
            now,
            member=member,
            reason=self.env._("Undone"),
            may=may,
            values=lambda row: self._pool_restored(move, steps[row["id"]]),
        )

    def _pool_restored(self, move, step):
        """Return the columns of the place that a move had ended, as they were.

        Who lost a customer by the move begins no new holding; a former owner goes on
        with the old one, deadline, protection and all.
        """
        return {
            name: value
            for name, value in step["ended"].items()
            if name in self._fields and name != "pool_place"
        }
