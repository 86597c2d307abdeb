from odoo import models

# What reads fields of customers by a domain of its own.
RULE_MODELS = ("crm.pool.rule", "crm.pool.distribution.rule")


class CrmCustomField(models.Model):
    _inherit = "crm.custom.field"

    def _get_blocking_uses(self):
        """Without the field these rules could take or give nothing any more."""
        uses = super()._get_blocking_uses()
        for model_name in RULE_MODELS:
            uses += [
                self.env._("the rule “%(name)s”", name=rule.display_name)
                for rule in self._find_naming(model_name)
            ]
        return uses
