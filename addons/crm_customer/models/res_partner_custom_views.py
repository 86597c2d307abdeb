from lxml import etree

from odoo import api, models

from .crm_custom_field import CHOICE_TYPES
from .crm_custom_field_column import CURRENCY

# Where the fields of a place go: into the first of these that the form has.
ANCHORS = {
    "kind": ".//group[@name='kind']",
    "reach": ".//group[@name='reach']",
    "licence": ".//group[@name='licence']",
    "needs": ".//page[@name='needs']/group",
}
TABS = ".//notebook[@name='tabs']"
CONTACT = ".//sheet/group"


class ResPartner(models.Model):
    """Custom fields on our forms, lists and searches.

    They are put in when a view is made: a view on record of its own would have to be
    written anew with each field, and would break where a form changes.
    """

    _inherit = "res.partner"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        add = self._get_custom_view_methods().get(view.xml_id)
        if add:
            specs = self.env["crm.custom.field"]._get_specs().values()
            add(arch, [spec for spec in specs if spec.name in self._fields])
        return arch, view

    @api.model
    def _get_custom_view_methods(self):
        return {
            "crm_customer.res_partner_view_form_customer": self._add_to_form,
            "crm_customer.res_partner_view_form_contact": self._add_to_contact,
            "crm_customer.res_partner_view_list_customer": self._add_to_list,
            "crm_customer.res_partner_view_search_customer": self._add_to_search,
        }

    def _add_to_form(self, arch, specs):
        left = []
        for spec in specs:
            anchor = arch.find(ANCHORS.get(spec.place, "none"))
            if anchor is not None:
                anchor.append(self._make_node(spec))
            elif not spec.of_contact:
                left.append(spec)
        tabs = arch.find(TABS)
        if left and tabs is not None:
            page = etree.SubElement(
                tabs, "page", name="more", string=self.env._("More")
            )
            self._add_columns(etree.SubElement(page, "group"), left)
        self._add_currency(arch.find(".//sheet"), specs, "invisible")

    def _add_to_contact(self, arch, specs):
        specs = [spec for spec in specs if spec.of_contact]
        anchor = arch.find(CONTACT)
        if specs and anchor is not None:
            group = etree.SubElement(anchor, "group", string=self.env._("More"))
            self._add_nodes(group, specs)
            self._add_currency(group, specs, "invisible")

    def _add_columns(self, group, specs):
        half = (len(specs) + 1) // 2
        for part in (specs[:half], specs[half:]):
            self._add_nodes(etree.SubElement(group, "group"), part)

    def _add_nodes(self, group, specs):
        for spec in specs:
            group.append(self._make_node(spec))

    def _add_currency(self, parent, specs, attribute):
        """Amounts are written with a sign: the web client reads it from the record."""
        if any(spec.field_type == "monetary" for spec in specs):
            etree.SubElement(parent, "field", {"name": CURRENCY, attribute: "1"})

    def _add_to_list(self, arch, specs):
        shown = [s for s in specs if s.list_mode != "no" and not s.of_contact]
        for spec in shown:
            node = self._make_node(spec)
            node.set("optional", "show" if spec.list_mode == "always" else "hide")
            arch.append(node)
        self._add_currency(arch, shown, "column_invisible")

    def _make_node(self, spec):
        """Return the node of a field in a form or a list."""
        node = etree.Element("field", name=spec.name)
        if spec.field_type == "choices":
            node.set("widget", "many2many_tags")
        if spec.field_type in (*CHOICE_TYPES, "record"):
            node.set("options", "{'no_create': True, 'no_open': True}")
        return self._limit_node(node, spec)

    def _limit_node(self, node, spec):
        if groups := self._fields[spec.name].groups:
            node.set("groups", groups)
        return node

    def _add_to_search(self, arch, specs):
        specs = [spec for spec in specs if not spec.of_contact]
        fields = arch.findall("field")
        last = fields[-1] if fields else None
        filters = arch.find("group")
        for spec in specs:
            if spec.is_searchable and last is not None:
                for node in self._make_search_nodes(spec):
                    last.addnext(node)
                    last = node
            if spec.is_groupable and filters is not None:
                filters.append(self._make_group_node(spec))

    def _make_search_nodes(self, spec):
        label = self._get_label(spec.name)
        if spec.field_type == "boolean":
            node = etree.Element(
                "filter",
                name=f"custom_{spec.name}",
                string=label,
                domain=str([(spec.name, "=", True)]),
            )
            return [etree.Element("separator"), self._limit_node(node, spec)]
        if spec.field_type == "date":
            node = etree.Element(
                "filter", name=f"custom_{spec.name}", string=label, date=spec.name
            )
            return [etree.Element("separator"), self._limit_node(node, spec)]
        return [self._limit_node(etree.Element("field", name=spec.name), spec)]

    def _make_group_node(self, spec):
        node = etree.Element(
            "filter",
            name=f"group_{spec.name}",
            string=self._get_label(spec.name),
            context=str({"group_by": spec.name}),
        )
        return self._limit_node(node, spec)
