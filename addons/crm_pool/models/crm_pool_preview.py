from collections import Counter

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

PREVIEW_IDS = 80


class CrmPoolPreview(models.AbstractModel):
    """Preview 预演: what rules would take, by the query that takes it."""

    _inherit = "crm.pool.mixin"

    def _pool_preview(self, rules, now):
        """See ``crm.pool._preview``."""
        pools = rules.pool_id._origin or rules.pool_id
        pools.check_access("read")
        rows = self._pool_get_due_rows(rules, now)
        counts = Counter(user_id for _id, user_id in rows)
        # Whoever may preview a rule may know whom it would hit.
        users = self.env["res.users"].sudo().browse(counts)
        return {
            "total": len(rows),
            "owners": [
                {"user_id": user.id, "name": user.name, "count": counts[user.id]}
                for user in users.sorted(lambda user: (-counts[user.id], user.name))
            ],
            "ids": [row[0] for row in rows[:PREVIEW_IDS]],
        }

    def _pool_preview_ids(self, rules, now):
        """Return the ids of all that the rules would take at ``now``."""
        (rules.pool_id._origin or rules.pool_id).check_access("read")
        return [row[0] for row in self._pool_get_due_rows(rules, now)]

    def _pool_get_due_rows(self, rules, now):
        """Return ``(id, owner's id)`` of what the rules would take, first due first."""
        self._pool_flush_clocks()
        self._pool_plan_plainly()
        pools = rules.pool_id._origin or rules.pool_id
        scope = SQL("r.pool_id = ANY(%s)", pools.ids)
        within = Domain("pool_id", "in", pools.ids)
        return self.env.execute_query(
            SQL(
                "SELECT d.id, r.user_id FROM (%s) d"
                "  JOIN %s r ON r.id = d.id"
                " WHERE d.reclaim_at <= %s ORDER BY d.reclaim_at, d.id",
                self._pool_first_deadline_sql(rules, scope, within, changed=False),
                SQL.identifier(self._table),
                now,
            )
        )
