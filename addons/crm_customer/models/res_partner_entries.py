from odoo import models
from odoo.fields import Command

from .crm_entry_mixin import Entry


class ResPartner(models.Model):
    """What the entry rules look at: values that are new or that differ, of customers
    and of the contacts that come with them."""

    _inherit = "res.partner"

    def _prepare_entries(self, vals_list):
        if self:
            return self._prepare_change_entries(vals_list)
        parents = self._get_parents(vals_list)
        entries = []
        for index, vals in enumerate(vals_list):
            if kind := self._get_new_kind(vals, parents):
                entries += self._prepare_new_entries(index, vals, kind, parents)
        return entries

    def _prepare_new_entries(self, index, vals, kind, parents):
        parent = parents.get(vals.get("parent_id"), self)
        company_id = vals.get("company_id") or parent.company_id.id
        company_id = company_id or self.env.company.id
        entry = Entry(
            index=index,
            path="",
            values=vals,
            kind=kind,
            company_id=company_id,
            country_code=self._get_country_code(vals, parent),
            is_new=True,
            # a new firm below another one is compared with all but its group
            own_customer_id=parent.customer_id.id or None,
            own_lead_id=None,
        )
        return [entry, *self._prepare_contact_entries(entry, vals.get("child_ids"))]

    def _prepare_contact_entries(self, firm, commands):
        """Return the entries of contacts that come with their firm."""
        return [
            firm._replace(
                path="child_ids/",
                values=command[2],
                kind="contact",
                country_code=self._get_country_code(command[2]) or firm.country_code,
                is_new=command[0] == Command.CREATE,
            )
            for command in commands or ()
            if command[0] in (Command.CREATE, Command.UPDATE)
            and not command[2].get("is_company")
        ]

    def _prepare_change_entries(self, vals_list):
        entries = []
        # sudo: what is compared does not depend on what the user may read
        partners = self.sudo()
        for index, (partner, vals) in enumerate(zip(partners, vals_list, strict=True)):
            kind = partner._get_stored_kind()
            if not kind:
                continue
            customer = partner.customer_id
            entry = Entry(
                index=index,
                path="",
                values=partner._get_real_changes(vals),
                kind=kind,
                company_id=customer.company_id.id or self.env.company.id,
                country_code=self._get_country_code(vals, partner),
                is_new=False,
                own_customer_id=customer.id,
                own_lead_id=None,
            )
            entries.append(entry)
            entries += self._prepare_contact_entries(entry, vals.get("child_ids"))
        return entries

    def _get_stored_kind(self):
        if not self.customer_id:
            return None
        if self.customer_id != self:
            return "contact"
        return "company" if self.is_company else "individual"

    def _get_real_changes(self, vals):
        """Return the values that differ: rules hold when a field changes."""
        return {
            name: value
            for name, value in vals.items()
            if name in self._fields
            and (self._find_fault(name, value) or not self._has_value(name, value))
        }

    def _has_value(self, name, value):
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return True
        stored = field.convert_to_cache(self[name], self)
        return field.convert_to_cache(value, self) == stored
