from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_duplicate_key import SUSPECTED_KINDS

# A value that more customers share says nothing of any two of them: the exchange of
# an industrial park, the mailbox of an agency.
MOST_SHARED = 10


class CrmDuplicatePair(models.Model):
    """Two customers of a company that have an equal value: one of them too many?

    Found over the whole stock by one statement; what was decided stays decided. Whoever
    reads a pair reads both sides.
    """

    _name = "crm.duplicate.pair"
    _description = "Suspected Duplicate"
    _log_access = False
    _order = "strength desc, id"
    _rec_name = "first_id"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    first_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    second_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    kinds = fields.Char(required=True, help="The kinds of values that are equal.")
    strength = fields.Integer(
        string="Equal Values", aggregator=None, help="How many values are equal."
    )
    reasons = fields.Char(compute="_compute_reasons", string="What Is Equal")
    first_code = fields.Char(related="first_id.customer_code", string="First Code")
    second_code = fields.Char(related="second_id.customer_code", string="Second Code")
    first_user_id = fields.Many2one(related="first_id.user_id", string="First Owner")
    second_user_id = fields.Many2one(related="second_id.user_id", string="Second Owner")
    state = fields.Selection(
        [("suspected", "Suspected"), ("different", "No duplicate")],
        required=True,
        default="suspected",
    )
    decided_by_id = fields.Many2one("res.users", ondelete="set null")
    decided_at = fields.Datetime(string="Decided On")

    _pair_uniq = models.UniqueIndex("(first_id, second_id)")
    _second_idx = models.Index("(second_id)")
    _strength_idx = models.Index("(strength DESC, id) WHERE state = 'suspected'")
    _in_order = models.Constraint(
        "CHECK (first_id < second_id)",
        "A pair has two sides, in the order of their ids.",
    )

    @api.depends("kinds")
    @api.depends_context("lang")
    def _compute_reasons(self):
        partners = self.env["res.partner"]
        labels = {"contact_name": self.env._("Contact name")}
        for pair in self:
            kinds = (pair.kinds or "").split(",")
            pair.reasons = ", ".join(
                labels.get(kind) or partners._get_label(kind)
                for kind in kinds
                if kind in labels or kind in partners._fields
            )

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Find pairs both sides of which the reader may see."""
        if not self.env.su:
            domain = Domain(domain) & self._get_visible_domain()
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _get_visible_domain(self):
        # binned customers are compared as well
        partners = self.env["res.partner"].with_context(active_test=False)
        seen = partners._search([("customer_state", "!=", False)])
        return Domain("first_id", "in", seen) & Domain("second_id", "in", seen)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if not self or (result and len(result[0]) == len(self)):
            return result
        # sudo: which customers the pair names, to ask whether the reader sees them
        sides = {pair.id: pair.first_id | pair.second_id for pair in self.sudo()}
        partners = self.env["res.partner"].union(*sides.values()).sudo(False)
        seen = partners._filtered_access("read")
        hidden = self.filtered(lambda pair: sides[pair.id].sudo(False) - seen)
        if not hidden:
            return result
        forbidden = hidden | (result[0] if result else self.browse())
        return forbidden, lambda: AccessError(
            self.env._("You do not see both customers of this pair.")
        )

    @api.model
    def _refresh(self):
        """Find the pairs of all companies anew; decisions stay.

        :return: ``(how many are new or changed, how many are gone)``
        """
        self.flush_model()
        self.env["crm.duplicate.key"].flush_model()
        self.env["res.partner"].flush_model(["parent_id"])
        [(stored, gone)] = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE
                shared AS MATERIALIZED (
                    SELECT company_id, kind, array_agg(customer_id) AS ids
                      FROM crm_duplicate_key
                     WHERE kind = ANY(%(kinds)s) AND customer_id IS NOT NULL
                     GROUP BY company_id, kind, key
                    HAVING count(*) > 1 AND count(*) <= %(most)s),
                pairs AS MATERIALIZED (
                    SELECT s.company_id, a.id AS first_id, b.id AS second_id,
                           string_agg(DISTINCT s.kind, ',' ORDER BY s.kind) AS kinds,
                           count(DISTINCT s.kind) AS strength
                      FROM shared s
                     CROSS JOIN LATERAL unnest(s.ids) AS a(id)
                     CROSS JOIN LATERAL unnest(s.ids) AS b(id)
                     WHERE a.id < b.id
                     GROUP BY s.company_id, a.id, b.id),
                above AS (
                    SELECT p.id, p.id AS firm_id, p.parent_id
                      FROM res_partner p
                     WHERE p.id IN (SELECT first_id FROM pairs
                                     UNION SELECT second_id FROM pairs)
                     UNION ALL
                    SELECT a.id, p.id, p.parent_id
                      FROM above a JOIN res_partner p ON p.id = a.parent_id),
                tops AS MATERIALIZED (
                    SELECT id, firm_id FROM above WHERE parent_id IS NULL),
                found AS MATERIALIZED (
                    SELECT pairs.*
                      FROM pairs
                      JOIN tops one ON one.id = pairs.first_id
                      JOIN tops two ON two.id = pairs.second_id
                     WHERE one.firm_id != two.firm_id),
                stored AS (
                    INSERT INTO crm_duplicate_pair AS p
                           (company_id, first_id, second_id, kinds, strength, state)
                    SELECT company_id, first_id, second_id, kinds, strength,
                           'suspected'
                      FROM found
                        ON CONFLICT (first_id, second_id) DO UPDATE
                       SET kinds = EXCLUDED.kinds, strength = EXCLUDED.strength
                     WHERE p.kinds != EXCLUDED.kinds
                    RETURNING id),
                gone AS (
                    DELETE FROM crm_duplicate_pair p
                     WHERE p.state = 'suspected'
                       AND NOT EXISTS (SELECT FROM found f
                                        WHERE f.first_id = p.first_id
                                          AND f.second_id = p.second_id)
                    RETURNING id)
                SELECT (SELECT count(*) FROM stored), (SELECT count(*) FROM gone)
                """,
                kinds=list(SUSPECTED_KINDS),
                most=MOST_SHARED,
            )
        )
        self.invalidate_model()
        return stored, gone

    @api.model
    def _cron_refresh(self):
        """Look over the whole stock once a night."""
        self._refresh()

    @api.model
    def _follow_merge(self, away_ids, into_id):
        """What was decided of customers merged away holds for the one that stays."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_duplicate_pair
                       (company_id, first_id, second_id, kinds, strength, state,
                        decided_by_id, decided_at)
                SELECT company_id, LEAST(other, %(into)s), GREATEST(other, %(into)s),
                       kinds, strength, state, decided_by_id, decided_at
                  FROM (SELECT *, CASE WHEN first_id = ANY(%(away)s) THEN second_id
                                       ELSE first_id END AS other
                          FROM crm_duplicate_pair
                         WHERE state = 'different'
                           AND (first_id = ANY(%(away)s)
                                OR second_id = ANY(%(away)s))) decided
                 WHERE other != %(into)s AND other != ALL(%(away)s)
                    ON CONFLICT (first_id, second_id) DO UPDATE
                   SET state = EXCLUDED.state,
                       decided_by_id = EXCLUDED.decided_by_id,
                       decided_at = EXCLUDED.decided_at
                """,
                away=list(away_ids),
                into=into_id,
            )
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_duplicate_pair"
                " WHERE first_id = ANY(%(away)s) OR second_id = ANY(%(away)s)",
                away=list(away_ids),
            )
        )
        self.invalidate_model()
