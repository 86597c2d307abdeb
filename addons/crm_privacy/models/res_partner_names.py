from odoo import api, models
from odoo.exceptions import MissingError

# Core appends these to a name where the key is in the context; a caller may send it.
CONTACT_KEYS = ("show_address", "show_email", "show_vat")


class ResPartner(models.Model):
    """What may show of a partner that the reader cannot read: its bare name, on a
    document that the reader may open."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if not self.env.su:
            self._get_created_ids().update(partners.ids)
        return partners

    @api.model
    def _get_created_ids(self):
        """Return the set of ids that the user created in this transaction."""
        key = ("crm_privacy_created", self.env.uid)
        return self.env.cr.cache.setdefault(key, set())

    def _filter_hidden(self):
        """Return the saved records of ``self`` that the user cannot read; sudo
        changes nothing."""
        if not self.env.user._may_miss_customers():
            return self.browse()
        saved = self.browse(self.ids)
        try:
            seen = saved.sudo(False)._filtered_access("read")
        except MissingError:
            # What is gone is hidden from nobody: the ledger still names its id.
            saved = saved.exists()
            seen = saved.sudo(False)._filtered_access("read")
        return saved - seen.sudo(self.env.su)

    @api.depends_context("uid")
    def _compute_display_name(self):
        # Core computes the names of related records in sudo, for whoever asks.
        if not any(map(self.env.context.get, CONTACT_KEYS)):
            return super()._compute_display_name()
        hidden = self._filter_hidden() | self._filter_contact_masked()
        bare = hidden.with_context(**dict.fromkeys(CONTACT_KEYS, False))
        super(ResPartner, bare)._compute_display_name()
        for partner, nameless in zip(hidden, bare, strict=True):
            partner.display_name = nameless.display_name
        return super(ResPartner, self - hidden)._compute_display_name()

    @api.depends_context("uid")
    def _compute_same_vat_partner_id(self):
        """Core tells id and name of whoever has the same number: only those whom
        the reader sees. The duplicate check answers for the others."""
        result = super()._compute_same_vat_partner_id()
        for partner in self:
            for name in ("same_vat_partner_id", "same_company_registry_partner_id"):
                if partner[name]._filter_hidden():
                    partner[name] = False
        return result

    def message_post(self, **kwargs):
        """Core lets whoever was told of a record post on it, read it or not."""
        if not self.env.su:
            self.check_access("read")
        return super().message_post(**kwargs)

    def signup_get_auth_param(self):
        """A token lets its holder sign in as the partner: only for those who may
        change the partner anyway."""
        allowed = self if self.env.su else self._get_signup_partners()
        params = super(ResPartner, allowed).signup_get_auth_param()
        for partner_id in set(self.ids) - set(allowed.ids):
            params[partner_id] = {}
        return params

    def _get_signup_partners(self):
        """Return those of ``self`` whom the user may let sign in."""
        # sudo: the rule is asked as itself
        own = self.sudo().filtered_domain(self.env.user._own_customer_domain())
        return self._filtered_access("write") & own.sudo(self.env.su)
