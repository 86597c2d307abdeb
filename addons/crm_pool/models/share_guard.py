from odoo import models
from odoo.exceptions import AccessError

from odoo.addons.crm_privacy.tools.links import named_ids

# By which fields a record becomes one of a customer.
CUSTOMER_FIELDS = {
    "res.partner": ("parent_id",),
    "crm.lead": ("partner_id",),
    "sale.order": ("partner_id", "partner_invoice_id", "partner_shipping_id"),
}


class Base(models.AbstractModel):
    """Who is shown a customer to read changes nothing of it: adds no contact, opens
    no opportunity, sells nothing to it. The rules refuse to change what is there;
    this is the same guard as for customers that one does not see at all."""

    _inherit = "base"

    def _find_hidden_links(self, vals):
        hidden = super()._find_hidden_links(vals)
        for name in CUSTOMER_FIELDS.get(self._name, ()):
            if vals.get(name) and name not in hidden:
                partners = self.env["res.partner"].browse(
                    named_ids(self._fields[name], vals[name])
                )
                if read_only := partners._filter_shared_to_read():
                    hidden[name] = set(read_only.ids)
        return hidden

    def _make_hidden_link_error(self, name, value):
        error = super()._make_hidden_link_error(name, value)
        if name not in CUSTOMER_FIELDS.get(self._name, ()) or type(value) is not set:
            return error
        if not self.env["res.partner"].browse(value)._filter_shared_to_read():
            return error
        label = self._fields[name].get_description(self.env, ["string"])["string"]
        return AccessError(
            self.env._(
                "%(field)s: the customer is shared to you to read. Ask its owner to"
                " share it to you to work on.",
                field=label,
            )
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _filter_shared_to_read(self):
        """Return those of ``self`` that the user sees only as shared to read."""
        user = self.env.user
        if not self or not user._has_hidden_customers():
            return self.browse()
        # sudo: the rule is asked as itself
        found = self.sudo().exists().filtered_domain(user._shared_to_read_domain())
        return found.sudo(self.env.su)
