from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_date

from .local_days import end_of_day


class CrmPoolExtension(models.Model):
    """Extension 延期: an owner asks that no rule takes a customer before a day.

    Approved, it holds as long as the holding in which it was asked for.
    """

    _name = "crm.pool.extension"
    _description = "Extension of a Deadline"
    _inherit = ["crm.pool.decision.mixin"]
    _order = "id desc"

    _decision_action = "crm_pool.crm_pool_extension_action"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, index=True, ondelete="cascade"
    )
    lead_id = fields.Many2one(
        "crm.lead",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    pool_id = fields.Many2one(
        "crm.pool", readonly=True, required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="pool_id.company_id", store=True)
    until = fields.Date(
        string="Last Day", readonly=True, required=True, help="No rule takes it before."
    )
    due_at = fields.Datetime(
        string="Was Due", readonly=True, help="The deadline when it was asked for."
    )
    held_since = fields.Datetime(readonly=True, required=True)

    _open_uniq = models.UniqueIndex(
        "(COALESCE(partner_id, 0), COALESCE(lead_id, 0)) WHERE state = 'asked'",
        "An extension is asked for already.",
    )

    @api.depends("partner_id", "lead_id", "until")
    def _compute_display_name(self):
        for extension in self:
            # sudo: the name alone, told to who asked and who decides
            record = extension.sudo()._get_record()
            extension.display_name = self.env._(
                "%(customer)s until %(date)s",
                customer=record.display_name,
                date=format_date(self.env, extension.until),
            )

    def _get_record(self):
        """Return the customer or lead whose deadline it is."""
        return self.partner_id or self.lead_id

    def _get_decision_refusal(self, user):
        self.ensure_one()
        pool = self.pool_id
        if not pool._may_assign(user, self.asked_by_id):
            return self.env._(
                "You may not decide it: you neither lead %(user)s nor manage the pool"
                " %(pool)s.",
                user=self.asked_by_id.name,
                pool=pool.name,
            )
        if user == self.asked_by_id and not pool._is_supervised_by(user):
            return self.env._("Somebody else decides what you ask for yourself.")
        return None

    def _carry_out(self, now, outcome):
        """Extend what is still in the holding in which it was asked for."""
        extended = self.browse()
        for field in ("partner_id", "lead_id"):
            part = self.filtered(field)
            records = part[field]
            done = records._pool_extend_until(
                [
                    (
                        extension[field].id,
                        extension.held_since,
                        end_of_day(extension.until, extension.pool_id._get_tz()),
                    )
                    for extension in part
                ]
            )
            extended |= part.filtered(lambda e, f=field, d=done: e[f].id in d)
        outcome.refuse(
            (self - extended).ids, self.env._("Its owner does not hold it any more.")
        )
        return extended


class CrmPoolExtended(models.AbstractModel):
    _inherit = "crm.pool.mixin"

    def _pool_extend_until(self, rows):
        """Set until when no rule takes records.

        :param rows: ``[(id, start of the holding, midnight)]``
        :returns: set of the ids that are still in that holding
        """
        if not rows:
            return set()
        self.flush_recordset(["extended_until", "claimed_at", "pool_place"])
        ids, starts, ends = zip(*rows, strict=True)
        self.env.cr.execute(
            SQL(
                """
                UPDATE %s r SET extended_until = a.until
                  FROM unnest(%s::int[], %s::timestamp[], %s::timestamp[])
                       a (id, held_since, until)
                 WHERE r.id = a.id AND r.pool_place = 'held'
                   AND r.claimed_at = a.held_since
             RETURNING r.id
                """,
                SQL.identifier(self._table),
                list(ids),
                list(starts),
                list(ends),
            )
        )
        done = {row[0] for row in self.env.cr.fetchall()}
        self.invalidate_recordset(["extended_until"])
        self.browse(done)._pool_refresh_deadlines()
        return done
