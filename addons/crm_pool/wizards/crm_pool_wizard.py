from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..models.kinds import MODELS
from ..models.sent import browse_sent

NAMES_SHOWN = 5


class CrmPoolWizard(models.AbstractModel):
    """A dialog about the customers or leads selected in a list, a card or a form."""

    _name = "crm.pool.wizard"
    _description = "Dialog of a Pool Move"

    res_model = fields.Char(
        required=True, readonly=True, default=lambda self: self._default_res_model()
    )
    customer_ids = fields.Json(default=lambda self: self._default_customer_ids())
    customer_count = fields.Integer(compute="_compute_customers")
    customer_words = fields.Char(string="How Many", compute="_compute_customers")
    customer_names = fields.Char(string="Which", compute="_compute_customers")

    @api.model
    def _get_models(self):
        """Return ``{model in the web client: model that moves}``."""
        models_of = {name: name for name in MODELS.values()}
        windows = {self.env[name]._pool_window: name for name in models_of}
        return models_of | windows

    @api.model
    def _default_res_model(self):
        name = self.env.context.get("active_model")
        return self._get_models().get(name, "res.partner")

    @api.model
    def _default_customer_ids(self):
        """Rows of a window carry the ids of what is behind them."""
        context = self.env.context
        if context.get("active_model") not in self._get_models():
            return []
        one = context.get("active_id")
        return context.get("active_ids") or ([one] if one else [])

    @api.depends("customer_ids", "res_model")
    def _compute_customers(self):
        for wizard in self:
            customers = wizard._get_customers()
            names = customers[:NAMES_SHOWN]._pool_known_names()
            wizard.customer_count = len(customers)
            wizard.customer_words = customers._pool_count_words(len(customers))
            wizard.customer_names = ", ".join(
                names[record_id] for record_id in customers.ids if record_id in names
            ) + ("…" if len(customers) > len(names) else "")

    def _get_customers(self):
        self.ensure_one()
        if self.res_model not in self._get_models().values():
            raise ValidationError(
                self.env._("%(model)s lies in no pool.", model=self.res_model)
            )
        return browse_sent(self.env[self.res_model], self.customer_ids)


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
