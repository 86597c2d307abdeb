from odoo import fields, models
from odoo.tools import SQL

CLAIM_DAYS = 30


class CrmPoolLoad(models.Model):
    """What each member of a pool holds against what they may."""

    _name = "crm.pool.load"
    _description = "Load of a Pool's Members"
    _auto = False
    _order = "held desc, id"
    _depends = {
        "crm.pool.member": ["pool_id", "user_id", "capacity", "active"],
        "res.partner": ["pool_id", "user_id", "pool_place", "reclaim_at"],
        "crm.lead": ["pool_id", "user_id", "pool_place", "reclaim_at"],
        "crm.pool.log": ["to_user_id", "move", "date"],
    }

    pool_id = fields.Many2one("crm.pool", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Member", readonly=True)
    capacity = fields.Integer(readonly=True)
    held = fields.Integer(readonly=True)
    free = fields.Integer(readonly=True)
    protected = fields.Integer(readonly=True)
    due = fields.Integer(string="Due in 7 Days", readonly=True)
    claims = fields.Integer(string="Claims in 30 Days", readonly=True)

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
              WITH holdings AS (%(customers)s UNION ALL %(leads)s)
            SELECT m.id, m.pool_id, m.company_id, m.user_id, m.capacity,
                   COALESCE(h.held, 0) AS held,
                   GREATEST(m.capacity - COALESCE(h.held, 0), 0) AS free,
                   COALESCE(h.protected, 0) AS protected,
                   COALESCE(h.due, 0) AS due, COALESCE(c.claims, 0) AS claims
              FROM crm_pool_member m
              LEFT JOIN holdings h
                ON h.pool_id = m.pool_id AND h.user_id = m.user_id
              LEFT JOIN (SELECT pool_id, to_user_id, count(*) AS claims
                           FROM crm_pool_log
                          WHERE move IN ('claim', 'grant')
                            AND date >= now() AT TIME ZONE 'UTC'
                                        - make_interval(days => %(days)s)
                          GROUP BY pool_id, to_user_id) c
                ON c.pool_id = m.pool_id AND c.to_user_id = m.user_id
             WHERE m.active
            """,
            customers=self._holdings("res.partner"),
            leads=self._holdings("crm.lead"),
            days=CLAIM_DAYS,
        )

    def _holdings(self, model) -> SQL:
        records = self.env[model]
        return SQL(
            """
            SELECT pool_id, user_id, count(*) AS held,
                   count(*) FILTER (WHERE protected_until > now() AT TIME ZONE 'UTC')
                   AS protected,
                   count(*) FILTER (WHERE reclaim_at <= now() AT TIME ZONE 'UTC'
                                                       + interval '7 days') AS due
              FROM %s
             WHERE pool_place = 'held' AND %s
             GROUP BY pool_id, user_id
            """,
            SQL.identifier(records._table),
            records._pool_root_condition(),
        )
