from odoo import api, models
from odoo.exceptions import AccessError


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    @api.model_create_multi
    def create(self, vals_list):
        # Core makes the members of a new channel in sudo.
        if not self.env.su:
            for vals in vals_list:
                self._refuse_hidden_tree(vals)
        return super().create(vals_list)

    def _add_members(self, *, partners=None, **kwargs):
        """Members of a channel see each other's names and addresses."""
        if partners and not self.env.su:
            if self.env["res.partner"]._find_hidden_ids(set(partners.ids)):
                raise AccessError(
                    self.env._("You may not invite a customer that you cannot see.")
                )
        return super()._add_members(partners=partners, **kwargs)
