from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    """An open opportunity of the owner spares a customer, where a rule says so."""

    _inherit = "res.partner"

    def _pool_open_opportunities_sql(self, scope):
        self.env["crm.lead"].flush_model()
        return SQL(
            """
            SELECT DISTINCT p.customer_id AS id, l.user_id
              FROM crm_lead l
              JOIN res_partner p ON p.id = l.partner_id
              JOIN res_partner r ON r.id = p.customer_id
             WHERE l.type = 'opportunity' AND l.active AND l.won_status = 'pending'
               AND l.user_id = r.user_id AND r.pool_place = 'held' AND %s
            """,
            scope,
        )

    def _pool_filter_pursued(self):
        """Return the customers whose owner has an open opportunity with them."""
        if not self:
            return self
        self.flush_recordset(["user_id", "pool_place", "customer_id"])
        rows = self.env.execute_query(
            self._pool_open_opportunities_sql(SQL("r.id = ANY(%s)", self.ids))
        )
        return self.browse(row[0] for row in rows)

    def _pool_pursuit_changed(self, pursued, now):
        """Opportunities with these customers changed.

        :param pursued: those whose owner had an open one before; where none is left,
            the owner has the full warning days from ``now``
        """
        still = self._pool_filter_pursued()
        ended = pursued - still
        if ended:
            ended.flush_recordset(["opportunity_ended_at"])
            self.env.cr.execute(
                SQL(
                    "UPDATE res_partner SET opportunity_ended_at = %s"
                    " WHERE id = ANY(%s) AND pool_place = 'held'",
                    now,
                    ended.ids,
                )
            )
            ended.invalidate_recordset(["opportunity_ended_at"])
        (ended | (still - pursued))._pool_refresh_deadlines()

    def _pool_get_open_opportunity(self):
        self.ensure_one()
        domain = [
            ("partner_id.customer_id", "=", self.id),
            ("user_id", "=", self.user_id.id),
            ("type", "=", "opportunity"),
            ("won_status", "=", "pending"),
        ]
        opportunities = self.env["crm.lead"].with_context(active_test=True)
        return opportunities.search(domain, limit=1)
