from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.crm_pool.models.local_days import sql_local_day

# What follow-ups tell of their customer or lead; nothing else writes it.
FOLLOWUP_FIELDS = frozenset(
    {
        "contact_outside_at",
        "followup_count",
        "followup_stage_id",
        "last_followup_at",
        "next_contact_on",
        "next_step",
    }
)
# Who may read any follow-up.
FOLLOWUP_GROUPS = (
    "sales_team.group_sale_salesman,crm_customer.group_executive,"
    "crm_customer.group_customer_admin"
)


class CrmPoolFollowed(models.AbstractModel):
    """Customers and leads, and what their follow-ups say of them."""

    _inherit = "crm.pool.mixin"

    # Column of ``crm_followup`` that names the record, and the one that says whether
    # the author worked on it.
    _followup_field = None
    _followup_worked = None

    followup_count = fields.Integer(
        string="Follow-ups", copy=False, readonly=True, groups="base.group_user"
    )
    last_followup_at = fields.Datetime(
        string="Last Follow-up",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="The last one of anybody; the deadline counts those of the owner and of"
        " colleagues who work on it.",
    )
    next_contact_on = fields.Date(
        string="Next Contact", copy=False, readonly=True, groups="base.group_user"
    )
    next_step = fields.Char(copy=False, readonly=True, groups="base.group_user")
    followup_stage_id = fields.Many2one(
        "crm.dictionary.item",
        string="Stage of Progress",
        copy=False,
        readonly=True,
        groups="base.group_user",
        ondelete="restrict",
    )
    contact_outside_at = fields.Datetime(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="The last contact that no follow-up tells of.",
    )

    def _pool_contact_columns(self):
        return [*super()._pool_contact_columns(), "contact_outside_at"]

    def _followup_refresh(self):
        """Recompute what follow-ups say of these records, and their deadline.

        The rows are locked first, in id order: whoever records at the same moment, or
        takes a customer back, waits or runs again.
        """
        if not self:
            return
        self.env["crm.followup"].flush_model()
        names = [*FOLLOWUP_FIELDS, "last_contact_at"]
        self.flush_recordset(names)
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                SQL.identifier(self._table),
                self.ids,
            )
        )
        columns = self._followup_columns()
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s t SET (%(names)s) = ROW(%(values)s)
                  FROM unnest(%(ids)s) a (id)
                 CROSS JOIN LATERAL (%(sums)s) s
                  LEFT JOIN LATERAL (%(next)s) n ON TRUE
                 WHERE t.id = a.id
                """,
                table=SQL.identifier(self._table),
                names=SQL(", ").join(map(SQL.identifier, columns)),
                values=SQL(", ").join(columns.values()),
                ids=self.ids,
                sums=self._followup_sums_sql(),
                next=self._followup_next_sql(),
            )
        )
        self.invalidate_recordset(names)
        self._pool_refresh_deadlines()

    def _followup_columns(self):
        """Return ``{column: SQL of its value}`` from the sums ``s`` and the next
        contact ``n``."""
        return {
            "followup_count": SQL("s.number"),
            "last_followup_at": SQL("s.last_at"),
            "followup_stage_id": SQL("s.stage_id"),
            "last_contact_at": SQL("GREATEST(t.contact_outside_at, s.counted_at)"),
            "next_contact_on": SQL("n.next_date"),
            "next_step": SQL("n.next_step"),
        }

    def _followup_sums_sql(self):
        return SQL(
            """
            SELECT count(*) AS number, max(f.date) AS last_at,
                   max(f.date) FILTER (WHERE %(counts)s) AS counted_at,
                   (array_agg(f.stage_id ORDER BY f.date DESC, f.id DESC)
                        FILTER (WHERE f.stage_id IS NOT NULL))[1] AS stage_id
              FROM crm_followup f
             WHERE f.%(field)s = a.id AND %(valid)s
            """,
            field=SQL.identifier(self._followup_field),
            counts=self._followup_counts_sql(),
            valid=self.env["crm.followup"]._valid_sql(),
        )

    def _followup_counts_sql(self):
        """Which follow-ups ``f`` move the deadline."""
        return SQL.identifier("f", self._followup_worked)

    def _followup_next_sql(self):
        """The next contact that was planned last, unless somebody has been in contact
        on that day or later."""
        field = SQL.identifier(self._followup_field)
        return SQL(
            """
            SELECT p.next_date, p.next_step
              FROM (SELECT f.id, f.date, f.next_date, f.next_step
                      FROM crm_followup f
                     WHERE f.%(field)s = a.id AND %(valid)s AND f.next_date IS NOT NULL
                     ORDER BY f.date DESC, f.id DESC LIMIT 1) p
             WHERE NOT EXISTS (
                   SELECT FROM crm_followup f
                     JOIN res_company c ON c.id = f.company_id
                    WHERE f.%(field)s = a.id AND %(valid)s
                      AND (f.date, f.id) > (p.date, p.id)
                      AND %(day)s >= p.next_date)
            """,
            field=field,
            valid=self.env["crm.followup"]._valid_sql(),
            day=sql_local_day(SQL("f.date"), SQL("c.business_tz")),
        )

    def action_open_followups(self):
        """Open the follow-ups of this record.

        :returns: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_followup.crm_followup_action"
        )
        action.pop("path", None)
        field = self._followup_field
        action["domain"] = [(field, "=", self.id)]
        action["context"] = {f"default_{field}": self.id}
        return action
