from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from .fields import LooseMany2one
from .kinds import MODELS
from .moves import BINNING_MOVES, MOVE_LABELS


class CrmPoolLog(models.Model):
    """The ledger: one row per customer and move, written by the gate alone."""

    _name = "crm.pool.log"
    _inherit = "crm.append.only"
    _description = "Customer Movement"
    _order = "id desc"
    _log_access = False

    partner_id = LooseMany2one("res.partner", string="Customer", readonly=True)
    lead_id = LooseMany2one("crm.lead", string="Lead", readonly=True, index=True)
    sequence = fields.Integer(readonly=True, help="Counts the moves of a record.")
    pool_id = LooseMany2one("crm.pool", string="Pool", readonly=True)
    company_id = LooseMany2one("res.company", string="Company", readonly=True)
    move = fields.Selection(MOVE_LABELS, readonly=True)
    from_pool_id = LooseMany2one("crm.pool", string="From Pool", readonly=True)
    from_user_id = LooseMany2one("res.users", string="From", readonly=True)
    to_user_id = LooseMany2one("res.users", string="To", readonly=True, index=True)
    actor_id = LooseMany2one("res.users", string="By", readonly=True)
    date = fields.Datetime(readonly=True, index=True)
    held_since = fields.Datetime(
        readonly=True, help="Start of the holding that this move ended."
    )
    ended = fields.Json(
        readonly=True,
        groups=NO_ACCESS,
        help="What a move that may be undone brought to an end.",
    )
    reason = fields.Char(readonly=True)
    rule_id = LooseMany2one("crm.pool.rule", string="Reclaim Rule", readonly=True)

    _partner_sequence_uniq = models.UniqueIndex(
        "(partner_id, sequence) WHERE partner_id IS NOT NULL",
        "Two moves of a customer at the same time.",
    )
    _lead_sequence_uniq = models.UniqueIndex(
        "(lead_id, sequence) WHERE lead_id IS NOT NULL",
        "Two moves of a lead at the same time.",
    )
    _from_user_idx = models.Index("(from_user_id, partner_id, date)")
    _pool_date_idx = models.Index("(pool_id, date)")

    def _append_only_error(self):
        return AccessError(
            self.env._(
                "The ledger of customer movements is written by the moves alone:"
                " claim, assign, return or recall the customer instead."
            )
        )

    @api.model
    def _verify(self):
        """Replay the ledger and compare it with the present.

        :returns: list of dicts ``{"partner_id" or "lead_id", "problem"}``; empty when
            the ledger explains every owner and place, without gaps
        """
        problems = []
        for name in MODELS.values():
            records = self.env[name]
            records.flush_model(["user_id", "pool_id", "pool_place"])
            problems += self.env.execute_query_dict(self._verify_sql(records))
        return problems

    def _verify_sql(self, records):
        return SQL(
            _VERIFY_SQL,
            table=SQL.identifier(records._table),
            log_field=SQL.identifier(records._pool_log_field),
            root=records._pool_root_condition(),
            binning=list(BINNING_MOVES),
        )


_VERIFY_SQL = """
    WITH steps AS (
        SELECT %(log_field)s AS id, sequence, move, pool_id, from_user_id, to_user_id,
               lag(to_user_id) OVER chain AS before_user_id,
               row_number() OVER chain AS position,
               lead(crm_pool_log.id) OVER chain IS NULL AS is_last
          FROM crm_pool_log
         WHERE %(log_field)s IS NOT NULL
        WINDOW chain AS (PARTITION BY %(log_field)s ORDER BY sequence)
    ), present AS (
        SELECT id, pool_id, pool_place, pool_moves,
               -- whoever has what has left its pool, has it outside
               CASE WHEN pool_place IS NOT NULL THEN user_id END AS user_id
          FROM %(table)s WHERE %(root)s OR pool_moves > 0
    )
    SELECT s.id AS %(log_field)s, 'sequence has a gap' AS problem
      FROM steps s WHERE s.sequence <> s.position
     UNION ALL
    SELECT s.id, 'owner before the move differs'
      FROM steps s
     WHERE s.from_user_id IS DISTINCT FROM s.before_user_id AND s.position > 1
     UNION ALL
    SELECT p.id, 'present owner, pool or place differs'
      FROM present p
      JOIN steps s ON s.id = p.id AND s.is_last
     WHERE p.user_id IS DISTINCT FROM s.to_user_id
        OR p.pool_id IS DISTINCT FROM s.pool_id
        OR p.pool_place IS DISTINCT FROM
           CASE WHEN s.pool_id IS NULL THEN NULL
                WHEN s.to_user_id IS NOT NULL THEN 'held'
                WHEN s.move = ANY(%(binning)s) THEN 'binned' ELSE 'public' END
        OR p.pool_moves <> s.sequence
     UNION ALL
    SELECT p.id, 'in a pool without ledger row'
      FROM present p
     WHERE p.pool_id IS NOT NULL AND NOT EXISTS (SELECT FROM steps s WHERE s.id = p.id)
"""
