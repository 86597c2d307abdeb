from odoo import models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """In debug mode core lists the names of the refused records: ids must do."""
        error = super()._make_access_error(operation, records)
        if not self.env.user.has_group("base.group_no_one"):
            return error
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
