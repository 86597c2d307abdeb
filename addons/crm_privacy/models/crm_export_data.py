from odoo import models

CUSTOMER_MODELS = ("res.partner", "crm.lead", "crm.pool.customer", "crm.pool.lead")
# what a document may show of its customer anyhow
PLAIN_FIELDS = frozenset({"id", ".id", "name", "display_name"})


class Base(models.AbstractModel):
    """Exports of customers need a right of their own and are logged."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        count = 0 if self.env.su else self._count_exported_customers(fields_to_export)
        if not count:
            return super().export_data(fields_to_export)
        self.env.user._check_operation("export")
        log = self.env["crm.export.log"]
        log._check_identity_of(count)
        self.env["crm.privacy.quota"]._spend("exports", count)
        result = super().export_data(fields_to_export)
        log._log_records(self, fields_to_export)
        return result

    def _count_exported_customers(self, field_names):
        """Return how many of the records give data of a customer or lead away."""
        if self._name == "res.partner":
            return len(self._search_customers())
        if self._name in CUSTOMER_MODELS or any(
            self._reaches_customers(name.replace(".id", "id").split("/"))
            for name in field_names
        ):
            return len(self)
        return 0

    def _reaches_customers(self, path):
        """Tell whether an export path reads more than the name of a partner."""
        model = self
        for name in path:
            if model._name in CUSTOMER_MODELS and name not in PLAIN_FIELDS:
                return True
            field = model._fields.get(name.partition(":")[0])
            if field is None or not field.relational:
                return False
            model = self.env[field.comodel_name]
        return False
