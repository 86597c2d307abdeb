from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

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

    @api.model
    def _get_customer_fields(self):
        """Return the fields by which a record becomes one of a customer."""
        return CUSTOMER_FIELDS.get(self._name, ())

    def _find_hidden_links(self, *vals_list):
        hidden = super()._find_hidden_links(*vals_list)
        named = self._collect_customers(vals_list)
        if not named or not self.env.user._has_hidden_customers():
            return hidden
        seen = set().union(*named.values()).difference(*hidden.values())
        # sudo: just found readable; most name a customer of their own
        others = self.env["res.partner"].browse(seen).sudo()
        others = others.filtered(lambda partner: partner.user_id != self.env.user)
        read_only = set(others._filter_shared_to_read().ids)
        for name, theirs in named.items():
            if theirs & read_only:
                hidden[name] = hidden.get(name, set()) | (theirs & read_only)
        return hidden

    @api.model
    def _collect_customers(self, vals_list):
        """Return ``{field name: ids}`` of the customers whose record one of this model
        becomes by these values."""
        return {
            name: ids
            for name in self._get_customer_fields()
            if (
                ids := set().union(
                    *(
                        named_ids(self._fields[name], vals[name])
                        for vals in vals_list
                        if vals.get(name)
                    )
                )
            )
        }

    def _make_hidden_link_error(self, name, value):
        error = super()._make_hidden_link_error(name, value)
        if name not in self._get_customer_fields() or type(value) is not set:
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
        if not self or not user._has_hidden_customers() or not user._reads_shares():
            return self.browse()
        # sudo: the rule is asked as itself
        partners = self.sudo().with_context(active_test=False)
        domain = user._shared_to_read_domain() & Domain("id", "in", self.ids)
        return self.browse(partners.search(domain).ids)
