from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.crm_pool.models.local_days import local_day

BATCH_SIZE = 500


class CrmFollowupRevisit(models.Model):
    """Revisit 回访: whom nobody has contacted for so many days is put before their
    owner again, by level."""

    _name = "crm.followup.revisit"
    _description = "Revisit by Level"
    _order = "level_id, id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    level_id = fields.Many2one(
        "crm.dictionary.item",
        domain="[('kind', '=', 'level')]",
        ondelete="restrict",
        help="Empty: for all levels that have no line of their own.",
    )
    days = fields.Integer(string="After Days", required=True, default=30)
    active = fields.Boolean(default=True)

    _level_uniq = models.UniqueIndex(
        "(company_id, COALESCE(level_id, 0)) WHERE active",
        "There is a line for this level already.",
    )
    _days_check = models.Constraint(
        "CHECK (days BETWEEN 1 AND 3650)", "Revisits are after 1 to 3650 days."
    )

    @api.constrains("level_id")
    def _check_level(self):
        for revisit in self:
            if revisit.level_id and revisit.level_id.kind != "level":
                raise ValidationError(self.env._("Choose a level of customers."))

    @api.depends("level_id", "days")
    def _compute_display_name(self):
        for revisit in self:
            revisit.display_name = self.env._(
                "%(level)s: after %(days)s days",
                level=revisit.level_id.name or self.env._("All levels"),
                days=revisit.days,
            )

    @api.model
    def _cron_revisit(self):
        """Remind owners of one set of customers; the scheduler calls again."""
        done = self._revisit(fields.Datetime.now(), BATCH_SIZE)
        remaining = BATCH_SIZE if done == BATCH_SIZE else 0
        self.env["ir.cron"]._commit_progress(done, remaining=remaining)

    def _revisit(self, now, limit):
        """Plan a revisit of each customer that has waited too long, but those whose
        owner has a reminder of them already.

        :returns: how many were planned
        """
        self.flush_model()
        self.env["res.partner"].flush_model()
        self.env["mail.activity"].flush_model()
        rows = self.env.execute_query_dict(self._waiting_sql(now, limit))
        model_id = self.env["ir.model"]._get_id("res.partner")
        call = self.env.ref("mail.mail_activity_data_call")
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        quiet.create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": row["id"],
                    "activity_type_id": call.id,
                    "user_id": row["user_id"],
                    "date_deadline": local_day(now, row["tz"]),
                    "summary": self.env._(
                        "Revisit: %(days)s days without contact", days=row["days"]
                    ),
                    "is_revisit": True,
                }
                for row in rows
            ]
        )
        return len(rows)

    def _waiting_sql(self, now, limit):
        """Select held customers that nobody has contacted for the days of their level,
        whose owner has no open reminder of them."""
        return SQL(
            """
            SELECT p.id, p.user_id, v.days, c.business_tz AS tz
              FROM res_partner p
              JOIN res_company c ON c.id = p.company_id
             CROSS JOIN LATERAL (
                   SELECT r.days FROM crm_followup_revisit r
                    WHERE r.active AND r.company_id = p.company_id
                      AND (r.level_id = p.customer_level_id OR r.level_id IS NULL)
                    ORDER BY r.level_id NULLS LAST LIMIT 1) v
             WHERE p.pool_place = 'held' AND p.active
               AND p.customer_state IN ('potential', 'active')
               AND (p.rest_until IS NULL OR p.rest_until <= %(now)s)
               AND GREATEST(p.claimed_at, p.last_followup_at)
                   <= %(now)s - v.days * interval '1 day'
               AND NOT EXISTS (
                   SELECT FROM mail_activity a
                    WHERE a.res_id = p.id AND a.res_model = 'res.partner'
                      AND a.user_id = p.user_id AND a.active
                      AND (a.is_revisit OR a.followup_id IS NOT NULL))
             ORDER BY p.id LIMIT %(limit)s
            """,
            now=now,
            limit=limit,
        )
