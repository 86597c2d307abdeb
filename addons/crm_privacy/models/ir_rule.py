from odoo import models
from odoo.exceptions import AccessError

# Of addons that need not be installed, so that no record can hold their rule: the
# fields by which they name a customer.
OPTIONAL_MODELS = {
    "rating.rating": ("partner_id",),
    "stock.move": ("partner_id",),
    "stock.picking": ("partner_id",),
}


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _compute_domain(self, model_name, mode="read"):
        """Narrow the models of other addons by their customer, as global rules do."""
        domain = super()._compute_domain(model_name, mode)
        fields = OPTIONAL_MODELS.get(model_name)
        if not fields or self.env.su or mode == "create":
            return domain
        narrow = self.env.user._customer_relation_domain(*fields)
        return (domain & narrow).optimize(self.env[model_name])

    def _make_access_error(self, operation, records):
        """In debug mode core lists the names of the refused records: ids must do."""
        error = super()._make_access_error(operation, records)
        if not self.env.user.has_group("base.group_no_one"):
            return error
        # sudo: what rules are called is read in debug mode, whoever may read them
        rules = self._get_failing(records, mode=operation).sudo()
        safe = AccessError(
            self.env._(
                "%(user)s may not %(operation)s %(model)s %(ids)s.\n\n"
                "Rules:\n%(rules)s",
                user=self.env.user.name,
                operation=operation,
                model=records._name,
                ids=", ".join(map(str, records.ids[:6])),
                rules="\n".join(f"- {rule.name}" for rule in rules),
            )
        )
        if hasattr(error, "context"):
            safe.context = error.context
        return safe
