from odoo import fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """The orders that start, stop or move a customer's clocks."""

    _inherit = "res.partner"

    def _pool_refresh_orders(self):
        """Recompute the date of the last confirmed order, own or of a contact.

        An order that is dated ahead counts from now: a date of 2099 is no way to
        keep a customer.
        """
        if not self:
            return
        self.env["sale.order"].flush_model(["partner_id", "state", "date_order"])
        self.flush_recordset(["last_order_at", "order_cancelled_at"])
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner c
                   SET last_order_at = o.last_order_at,
                       order_cancelled_at =
                           CASE WHEN c.last_order_at > o.last_order_at
                                     OR o.last_order_at IS NULL
                                THEN %(now)s ELSE c.order_cancelled_at END
                  FROM (SELECT c.id, max(LEAST(s.date_order, %(now)s))
                                   FILTER (WHERE s.id IS NOT NULL) AS last_order_at
                          FROM res_partner c
                          LEFT JOIN res_partner p ON p.customer_id = c.id
                          LEFT JOIN sale_order s
                            ON s.partner_id = p.id AND s.state = 'sale'
                         WHERE c.id = ANY(%(ids)s)
                         GROUP BY c.id) o
                 WHERE c.id = o.id
                   AND c.last_order_at IS DISTINCT FROM o.last_order_at
                """,
                now=now,
                ids=self.ids,
            )
        )
        self.invalidate_recordset(["last_order_at", "order_cancelled_at"])
        self._pool_refresh_deadlines()
