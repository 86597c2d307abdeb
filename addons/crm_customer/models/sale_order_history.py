from odoo import api, fields, models
from odoo.tools import float_compare

PAID = ("paid", "in_payment")


class SaleOrder(models.Model):
    """Historical orders: those that were delivered or paid (CU-11)."""

    _inherit = "sale.order"

    fulfilment = fields.Selection(
        [
            ("delivered", "Delivered"),
            ("paid", "Paid"),
            ("done", "Delivered and paid"),
        ],
        compute="_compute_fulfilment",
        store=True,
        help="Of a confirmed order: whether all goods were delivered, or all services"
        " if it has no goods, and whether all of it was invoiced and paid. Empty while"
        " neither is so.",
    )

    # The newest of a customer first, in its timeline and its history.
    _customer_idx = models.Index("(partner_id, date_order DESC, id DESC)")

    @api.depends(
        "state",
        "invoice_status",
        "order_line.product_uom_qty",
        "order_line.qty_delivered",
        "order_line.invoice_lines.move_id.payment_state",
        "order_line.invoice_lines.move_id.state",
    )
    def _compute_fulfilment(self):
        for order in self:
            delivered = order.state == "sale" and order._is_delivered()
            paid = order.state == "sale" and order._is_paid()
            if delivered and paid:
                order.fulfilment = "done"
            else:
                order.fulfilment = (delivered and "delivered") or (paid and "paid")

    def _is_delivered(self):
        """Whether all goods of this order were delivered; of one without goods, all
        services."""
        lines = self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and line.product_uom_qty > 0
            )
        )
        goods = lines.filtered(lambda line: line.product_id.type != "service")
        return bool(lines) and all(line._is_delivered() for line in goods or lines)

    def _is_paid(self):
        """Whether nothing of this order is left to invoice or to pay. What was
        invoiced and refunded in full was not paid."""
        invoices = self.order_line.invoice_lines.move_id.filtered(
            lambda move: move.state == "posted" and move.payment_state != "reversed"
        )
        sold = invoices.filtered(lambda move: move.move_type == "out_invoice")
        return (
            self.invoice_status == "invoiced"
            and bool(sold)
            and all(move.payment_state in PAID for move in invoices)
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_delivered(self):
        self.ensure_one()
        rounding = self.product_uom_id.rounding
        return (
            float_compare(
                self.qty_delivered, self.product_uom_qty, precision_rounding=rounding
            )
            >= 0
        )
