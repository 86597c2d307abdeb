from odoo import api, fields, models

NAMES_SHOWN = 5


class CrmPoolWizard(models.AbstractModel):
    """A dialog about the customers selected in a list, a card or a form."""

    _name = "crm.pool.wizard"
    _description = "Dialog of a Pool Move"

    customer_ids = fields.Json(default=lambda self: self._default_customer_ids())
    customer_count = fields.Integer(compute="_compute_customers")
    customer_names = fields.Char(string="Customers", compute="_compute_customers")

    @api.model
    def _default_customer_ids(self):
        """Rows of the window carry the ids of their customers."""
        context = self.env.context
        if context.get("active_model") not in ("res.partner", "crm.pool.customer"):
            return []
        return context.get("active_ids") or [context.get("active_id")]

    @api.depends("customer_ids")
    def _compute_customers(self):
        for wizard in self:
            customers = wizard._get_customers()
            names = customers[:NAMES_SHOWN]._pool_known_names()
            wizard.customer_count = len(customers)
            wizard.customer_names = ", ".join(
                names[record_id] for record_id in customers.ids if record_id in names
            ) + ("…" if len(customers) > len(names) else "")

    def _get_customers(self):
        self.ensure_one()
        return self.env["res.partner"].browse(self.customer_ids or [])


class CrmPoolReasonWizard(models.AbstractModel):
    """A dialog that asks why."""

    _name = "crm.pool.reason.wizard"
    _description = "Dialog of a Pool Move with Reason"
    _inherit = ["crm.pool.wizard"]

    reason_id = fields.Many2one("crm.dictionary.item", required=True)
    note = fields.Char(help="Kept in the ledger behind the reason.")

    def _get_reason(self):
        self.ensure_one()
        return ": ".join(filter(None, (self.reason_id.name, self.note)))
