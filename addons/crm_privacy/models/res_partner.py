from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # The read rule exempts partners of internal users: found without looking at all.
    _internal_idx = models.Index("(id) WHERE partner_share IS NOT TRUE")

    def _check_access(self, operation):
        if len(self) > 1 and not self.env.su:
            # The rules read these; else core would fetch every column of a whole list.
            # sudo: what rules read
            self.sudo().fetch(self._get_rule_fields())
        return super()._check_access(operation)

    @api.model
    def search_fetch(self, domain, field_names=None, *args, **kwargs):
        """Take along what the rules read, so that a list is not read twice."""
        if field_names and not self.env.su and self.env.user._is_internal():
            # Core's rule of companies walks up their tree, and would read all of them.
            # sudo: the rule is core's, and asks as superuser
            self.env.companies.sudo().fetch(["parent_path"])
            field_names = dict.fromkeys([*field_names, *self._get_rule_fields()])
        return super().search_fetch(domain, field_names, *args, **kwargs)

    @api.model
    def _get_rule_fields(self):
        """Return the names of the fields by which rules decide."""
        return ["company_id", "customer_id", "partner_share", "user_id"]
