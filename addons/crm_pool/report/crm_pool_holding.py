from odoo import fields, models
from odoo.tools import SQL

from ..models.moves import HELD, MOVES, UNDO

UNDOING = {name for name, _minutes in UNDO.values()}
# What begins a holding; an undo goes on with the one before.
BEGINNING = [
    name
    for name, move in MOVES.items()
    if move.target == HELD and not move.keeps_holding and name not in UNDOING
]


class CrmPoolHolding(models.Model):
    """One holding of a customer: from the move that gave it to its owner to the one
    that took it away.

    Won: a first order was confirmed in it, by the customer or one of its contacts; the
    share of won ones is their number over that of all.
    """

    _name = "crm.pool.holding"
    _description = "Holding of a Customer"
    _auto = False
    _order = "started_at desc, id desc"
    _depends = {
        "crm.pool.log": ["date", "move", "pool_id", "from_user_id", "to_user_id"],
        "sale.order": ["state", "date_order", "partner_id"],
        "res.partner": ["customer_id"],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    pool_id = fields.Many2one("crm.pool", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Owner", readonly=True)
    began_by = fields.Selection(
        lambda self: self.env["crm.pool.log"]._fields["move"].selection, readonly=True
    )
    started_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(readonly=True)
    days = fields.Float(readonly=True, aggregator="avg", help="Up to now if it lasts.")
    won = fields.Integer(string="Became Active", readonly=True)
    won_rate = fields.Float(
        string="Share That Became Active",
        readonly=True,
        aggregator="avg",
        help="Customers with a first confirmed order in the holding, of all claimed.",
    )

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT l.id, l.partner_id, l.pool_id, l.company_id,
                   l.to_user_id AS user_id, l.move AS began_by, l.date AS started_at,
                   n.date AS ended_at,
                   EXTRACT(EPOCH FROM COALESCE(n.date, now() AT TIME ZONE 'UTC')
                                      - l.date) / 86400 AS days,
                   w.won::int AS won, w.won::int::float AS won_rate
              FROM crm_pool_log l
              LEFT JOIN LATERAL (
                   SELECT e.date FROM crm_pool_log e
                    WHERE e.partner_id = l.partner_id AND e.sequence > l.sequence
                      AND e.to_user_id IS DISTINCT FROM l.to_user_id
                    ORDER BY e.sequence LIMIT 1) n ON TRUE
             CROSS JOIN LATERAL (SELECT %s AS won) w
             WHERE l.partner_id IS NOT NULL AND l.move = ANY(%s)
            """,
            self._won_sql(),
            BEGINNING,
        )

    def _won_sql(self) -> SQL:
        return SQL(
            """
            EXISTS (SELECT FROM res_partner p JOIN sale_order s ON s.partner_id = p.id
                     WHERE p.customer_id = l.partner_id AND s.state = 'sale'
                       AND s.date_order >= l.date
                       AND (n.date IS NULL OR s.date_order < n.date))
            """
        )
