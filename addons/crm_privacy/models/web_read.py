from odoo import api, models
from odoo.api import NewId

from odoo.addons.crm_customer.tools.system_mark import is_marked, marked

from ..tools.related_domain import one_look

RELATED_KEY = "crm_privacy_related"
# What core makes names of.
NAME_FIELDS = (
    "name",
    "type",
    "is_company",
    "parent_id",
    "company_name",
    "commercial_company_name",
)


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    @api.readonly
    def web_search_read(self, *args, **kwargs):
        """A list asks its rules several times: to find, to check and to count."""
        with one_look(self.env):
            return super().web_search_read(*args, **kwargs)

    def web_read(self, specification):
        """Let the partners that these records name be hidden: see below."""
        if self.env.su or not self.env.user._may_miss_customers():
            return super().web_read(specification)
        return super(Base, marked(self, RELATED_KEY)).web_read(specification)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    @api.readonly
    def web_search_read(self, *args, **kwargs):
        """As above: partners found by a text come another way."""
        with one_look(self.env):
            return super().web_search_read(*args, **kwargs)

    @api.readonly
    def get_timeline(self, *args, **kwargs):
        """As above: a page asks the rules of each kind."""
        with one_look(self.env):
            return super().get_timeline(*args, **kwargs)

    def filtered(self, func):
        """Core drops the archived from every list of related partners, and would
        refuse the whole list for one hidden partner in it."""
        if func != "active" or self.env.su:
            return super().filtered(func)
        # sudo: only whether a partner is archived
        return super(ResPartner, self.sudo()).filtered(func).with_env(self.env)

    def web_read(self, specification):
        """Of a hidden partner that a readable document names: its id, its bare name,
        and nothing in every other field. Core would refuse the whole page.

        Asked for by itself a hidden partner is refused as ever.
        """
        with one_look(self.env):
            hidden = self.browse()
            if is_marked(self, RELATED_KEY) and specification:
                hidden = self - self._fetch_visible(specification)
                hidden = hidden and hidden._filter_hidden()
            visible = super(ResPartner, self - hidden).web_read(specification)
        if not hidden:
            return visible
        # sudo: the bare name may show on a document that the reader may open
        names = dict(hidden.sudo().mapped(lambda p: (p.id, p.display_name)))
        found = {values["id"]: values for values in visible}
        for partner in hidden:
            found[partner.id] = self._hidden_values(
                partner.id, names[partner.id], specification
            )
        order = [r.origin if isinstance(r, NewId) else r for r in self._ids]
        return [found[record_id] for record_id in order if record_id in found]

    def _fetch_visible(self, field_names):
        """Return the partners among ``self`` that the user reads, with these fields
        and what their names are made of in memory: one look for a whole page."""
        names = [name for name in field_names if name in self._fields]
        partners = self.with_context(active_test=False)
        found = partners.search_fetch(
            [("id", "in", self.ids)], [*names, *NAME_FIELDS], order="id"
        )
        return self.browse(found.ids)

    def _hidden_values(self, partner_id, name, specification):
        values = {
            field: []
            if self._fields[field].type in ("one2many", "many2many")
            else False
            for field in specification
            if field in self._fields
        }
        if "display_name" in values:
            values["display_name"] = name
        return values | {"id": partner_id}
