from odoo import fields, models
from odoo.tools import SQL

from ..models.moves import MOVES, PUBLIC

# Between pools: out of the one, into the other.
BETWEEN = ["move", "sink"]
INTO = [
    name
    for name, move in MOVES.items()
    if move.target == PUBLIC and PUBLIC not in move.sources
]
LEAVING = {
    name: move.sources
    for name, move in MOVES.items()
    if PUBLIC in move.sources and move.target != PUBLIC
}
OUT_OF = [name for name, sources in LEAVING.items() if sources == (PUBLIC,)]
# These take what is held too, which was out before.
OUT_IF_PUBLIC = [name for name in LEAVING if name not in OUT_OF]


class CrmPoolFlow(models.Model):
    """What came into a pool and left it, a row for each move of the ledger.

    In: it became public. Out: somebody got it, it was binned, or it went to another
    pool. Days are those of the pool's company.
    """

    _name = "crm.pool.flow"
    _description = "In and Out of a Pool"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "crm.pool.log": ["date", "move", "pool_id", "from_pool_id", "from_user_id"],
        "res.company": ["business_tz"],
    }

    date = fields.Datetime(readonly=True)
    day = fields.Date(readonly=True)
    pool_id = fields.Many2one("crm.pool", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    move = fields.Selection(
        lambda self: self.env["crm.pool.log"]._fields["move"].selection, readonly=True
    )
    direction = fields.Selection([("in", "In"), ("out", "Out")], readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Member", readonly=True, help="Who gave it up or got it."
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    lead_id = fields.Many2one("crm.lead", readonly=True)

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT f.id, f.date, f.pool_id, f.company_id, f.move, f.direction,
                   f.user_id, f.partner_id, f.lead_id,
                   (f.date AT TIME ZONE 'UTC' AT TIME ZONE c.business_tz)::date AS day
              FROM (%s UNION ALL %s UNION ALL %s) f
              JOIN res_company c ON c.id = f.company_id
            """,
            self._select_in(),
            self._select_out(),
            self._select_from_other_pool(),
        )

    def _select_in(self) -> SQL:
        return SQL(
            """
            SELECT l.id * 2 AS id, l.date, l.pool_id, l.company_id, l.move,
                   'in' AS direction, l.from_user_id AS user_id, l.partner_id, l.lead_id
              FROM crm_pool_log l
             WHERE l.move = ANY(%s) AND l.to_user_id IS NULL
            """,
            [*INTO, *BETWEEN],
        )

    def _select_out(self) -> SQL:
        return SQL(
            """
            SELECT l.id * 2 + 1, l.date, l.pool_id, l.company_id, l.move, 'out',
                   l.to_user_id, l.partner_id, l.lead_id
              FROM crm_pool_log l
             WHERE l.move = ANY(%s)
                OR (l.move = ANY(%s) AND l.from_user_id IS NULL)
            """,
            OUT_OF,
            OUT_IF_PUBLIC,
        )

    def _select_from_other_pool(self) -> SQL:
        return SQL(
            """
            SELECT l.id * 2 + 1, l.date, l.from_pool_id, l.company_id, l.move, 'out',
                   NULL, l.partner_id, l.lead_id
              FROM crm_pool_log l
             WHERE l.move = ANY(%s)
            """,
            BETWEEN,
        )
