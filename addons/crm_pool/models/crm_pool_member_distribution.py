from odoo import api, fields, models
from odoo.tools import SQL

from .distribution import Seat


class CrmPoolMember(models.Model):
    _inherit = "crm.pool.member"

    weight = fields.Integer(
        default=1,
        required=True,
        help="When customers are distributed by weight, a member of weight 2 gets twice"
        " as many as one of weight 1; with 0 none.",
    )
    region_ids = fields.Many2many(
        "crm.region",
        string="Regions",
        help="Customers of these regions and of what is below them are given to this"
        " member first.",
    )
    industry_ids = fields.Many2many(
        "res.partner.industry",
        string="Industries",
        help="Customers of these industries are given to this member first.",
    )
    distribution_credit = fields.Float(
        readonly=True,
        help="By how much earlier distributions fell short of the member's exact part.",
    )

    untold_since = fields.Datetime(
        readonly=True, help="First distribution of which the member was not yet told."
    )

    _weight_check = models.Constraint(
        "CHECK (weight BETWEEN 0 AND 1000)",
        "The weight of a member is a number from 0 to 1000.",
    )

    def _filter_at_work(self):
        """Return those who receive: members still, of users who work in the pool's
        company still."""
        return self.filtered(
            lambda member: (
                member.active
                and member.user_id.active
                and member.company_id in member.user_id.company_ids
            )
        )

    def _get_seats(self, model):
        """Return the members, all of one pool, as the planner needs them.

        :param model: the model of what is distributed, whose records count
        """
        held = self._count_each_held(model)
        return [
            Seat(
                member.id,
                max(member.capacity - held.get(member.user_id.id, 0), 0),
                member.weight,
                frozenset(member.region_ids.ids),
                frozenset(member.industry_ids.ids),
                member.distribution_credit,
            )
            for member in self
        ]

    def _count_each_held(self, model):
        """Return ``{user id: number}`` of the records held in the members' pool."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT user_id, count(*) FROM %s WHERE pool_place = 'held'"
                    " AND pool_id = %s AND user_id = ANY(%s) AND %s GROUP BY user_id",
                    SQL.identifier(model._table),
                    self.pool_id.id,
                    self.user_id.ids,
                    model._pool_root_condition(),
                )
            )
        )

    def _keep_plan(self, found, now):
        """Keep what the planner carries over to the next distribution, and of whom
        the schedule has to tell what they received.

        :param distribution.Plan found: what was done
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_pool_member m
                   SET distribution_credit = p.credit,
                       untold_since = CASE WHEN p.received
                           THEN COALESCE(m.untold_since, %s) ELSE m.untold_since END
                  FROM unnest(%s, %s, %s) p (id, credit, received) WHERE m.id = p.id
                """,
                now,
                list(found.credits),
                [float(credit) for credit in found.credits.values()],
                [bool(found.given[member_id]) for member_id in found.credits],
            )
        )
        self.invalidate_recordset(["distribution_credit", "untold_since"])

    def _describe_seats(self, model, given):
        """Return one dict for each member: what a preview of a distribution shows.

        :param given: ``{member id: [ids]}``
        """
        held = self._count_each_held(model)
        return [
            {
                "user_id": member.user_id.id,
                "member_id": member.id,
                "pool_id": member.pool_id.id,
                "name": member.user_id.name,
                "held": held.get(member.user_id.id, 0),
                "capacity": member.capacity,
                "free": max(member.capacity - held.get(member.user_id.id, 0), 0),
                "count": len(given.get(member.id, ())),
            }
            for member in self
        ]

    @api.model
    def _tell_received(self):
        """Tell each member in one message what distributions gave them; what was taken
        back since is passed over. Each message is committed by itself.

        :returns: number of persons told
        """
        told = 0
        for member in self.search([("untold_since", "!=", False)]):
            names = member._find_received(member.pool_id._get_model())
            if names:
                member.pool_id._notify_owner(
                    member.user_id,
                    member.pool_id._word_received(len(names)),
                    [(name, None, None) for name in names],
                )
                told += 1
            member.untold_since = False
            if not self.env["ir.cron"]._commit_progress(1):
                break
        return told

    def _find_received(self, model):
        """Return the names of what the member received untold and still holds."""
        self.ensure_one()
        model.flush_model(["user_id", "pool_id", model._rec_name])
        rows = self.env.execute_query(
            SQL(
                "SELECT r.%s FROM crm_pool_log l JOIN %s r ON r.id = l.%s"
                " WHERE l.to_user_id = %s AND l.pool_id = %s AND l.date >= %s"
                "   AND l.move = 'distribute' AND r.user_id = l.to_user_id"
                "   AND r.pool_id = l.pool_id ORDER BY l.id",
                SQL.identifier(model._rec_name),
                SQL.identifier(model._table),
                SQL.identifier(model._pool_log_field),
                self.user_id.id,
                self.pool_id.id,
                self.untold_since,
            )
        )
        return [row[0] for row in rows]
