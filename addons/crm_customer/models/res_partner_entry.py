from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.system_mark import ENTRY_KEY, STATE_KEY, is_marked, marked
from ..tools.values import NOT_RECORD
from .crm_search_key import SEARCHED_FIELDS
from .res_partner import CUSTOMER_STATES

DICTIONARY_FIELDS = {
    "customer_category_id": "category",
    "customer_level_id": "level",
    "customer_value_id": "value",
    "customer_size_id": "size",
}
# what decides the tree and the company within which values are compared
TREE_FIELDS = frozenset({"parent_id", "company_id", "is_company", "country_id"})


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "crm.entry.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        if is_marked(self, ENTRY_KEY):
            return super().create(vals_list)
        vals_list = [self._prepare_entry_values(vals) for vals in vals_list]
        parents = self._get_parents(vals_list)
        vals_list = [self._clean_partner_values(vals, parents) for vals in vals_list]
        if self._has_entries(vals_list, parents):
            self._refuse_entry_problems(self._find_entry_problems(vals_list))
            self._fill_customer_codes(vals_list)
        partners = super(ResPartner, marked(self, ENTRY_KEY)).create(vals_list)
        partners = partners.with_env(self.env)
        partners._finish_entry()
        return partners

    def write(self, vals):
        if "customer_state" in vals and not is_marked(self, STATE_KEY):
            vals = self._check_state_write(vals)
        if is_marked(self, ENTRY_KEY) or not self._touches_entry(vals):
            return super().write(vals)
        if not self.env.su:
            # Or the answers below would tell what a hidden customer has.
            self.check_access("write")
        # sudo: which customers are concerned does not depend on the reader
        customers = self.sudo().customer_id
        if customers:
            vals = self._clean_changes(vals)
            self._refuse_entry_problems(self._find_entry_problems([vals] * len(self)))
        result = super(ResPartner, marked(self, ENTRY_KEY)).write(vals)
        # sudo: as above
        customers |= self.sudo().customer_id
        self._after_entry_write(vals, customers)
        return result

    def unlink(self):
        # sudo: keys follow whoever deletes
        customers = self.sudo().customer_id - self.sudo()
        result = super().unlink()
        customers.exists()._update_customer_keys()
        return result

    def _finish_entry(self):
        """Give codes to contacts and keys to customers after they were entered."""
        # sudo: what the system keeps of every customer, whoever enters it
        customers = self.sudo().customer_id
        if not customers:
            return
        customers._assign_contact_codes()
        customers._update_customer_keys()
        self.env["crm.duplicate.key"]._forget_leads_of(customers)

    def _update_customer_keys(self):
        """Bring up to date by what these customers and their contacts are found."""
        self.env["crm.duplicate.key"]._update_customers(self)
        self.env["crm.search.key"]._update_customers(self)

    @api.model
    def _prepare_entry_values(self, vals):
        """Return the values of a new record with what a customer always has.

        Set here and not by field defaults: ``default_…`` in the context and stored
        user defaults are the caller's, and a contact must not inherit them.
        """
        vals = dict(vals)
        is_company = vals.get("is_company", vals.get("company_type") == "company")
        if "is_company" not in vals and "company_type" not in vals:
            is_company = self._get_entry_default("is_company")
        if vals.get("parent_id") and not is_company:
            vals["customer_state"] = False
        elif "customer_state" not in vals:
            vals["customer_state"] = self._get_entry_default("customer_state")
        if not vals["customer_state"]:
            vals["customer_state"] = vals["customer_since"] = False
            return vals
        vals["is_company"] = bool(is_company)
        vals.pop("company_type", None)
        vals["customer_since"] = vals.get("customer_since") or (
            fields.Date.context_today(self)
        )
        vals["company_id"] = vals.get("company_id") or self.env.company.id
        return vals

    @api.model
    def _get_entry_default(self, name):
        return self.default_get([name]).get(name) or False

    @api.model
    def _get_parents(self, vals_list):
        ids = {vals["parent_id"] for vals in vals_list if vals.get("parent_id")}
        # sudo: whether a firm is a customer decides about its new contact
        parents = self.sudo().browse(id_ for id_ in ids if isinstance(id_, int))
        return {parent.id: parent for parent in parents.exists()}

    @api.model
    def _find_fault(self, name, value):
        fault = super()._find_fault(name, value)
        kind = DICTIONARY_FIELDS.get(name)
        if fault or not kind or not value:
            return fault
        # the domain of the field binds the form alone
        kinds = self.env["crm.dictionary.item"]._get_kinds()
        item_id = value.id if isinstance(value, models.BaseModel) else value
        return None if kinds.get(item_id) == kind else NOT_RECORD

    def _has_entries(self, vals_list, parents):
        return any(self._get_new_kind(vals, parents) for vals in vals_list)

    @api.model
    def _get_new_kind(self, vals, parents):
        """Return the kind of entry that new values are, None if of no customer."""
        if vals.get("customer_state"):
            return "company" if vals.get("is_company") else "individual"
        parent = parents.get(vals.get("parent_id"))
        return "contact" if parent and parent.customer_id else None

    @api.model
    def _clean_partner_values(self, vals, parents):
        kind = self._get_new_kind(vals, parents)
        if not kind:
            return vals
        country = self._get_country_code(vals)
        vals = self._clean_entry_values(vals, kind, country)
        if kind == "contact":
            # core takes it from the parent on forms alone
            parent = parents[vals["parent_id"]]
            vals.setdefault("company_id", parent.company_id.id)
        elif vals.get("child_ids"):
            vals["child_ids"] = self._clean_contact_commands(
                vals["child_ids"], country, vals["company_id"]
            )
        return vals

    @api.model
    def _clean_contact_commands(self, commands, country, company_id):
        return [
            (
                *command[:2],
                self._clean_contact_values(command, country, company_id),
            )
            if command[0] in (Command.CREATE, Command.UPDATE)
            else command
            for command in commands
        ]

    @api.model
    def _clean_contact_values(self, command, country, company_id):
        vals = dict(command[2])
        if command[0] == Command.CREATE:
            if "company_type" not in vals:
                vals.setdefault("is_company", False)
            vals["customer_state"] = vals["customer_since"] = False
            vals["company_id"] = company_id
        country = self._get_country_code(vals) or country
        return self._clean_entry_values(vals, "contact", country)

    def _clean_changes(self, vals):
        partner = self[:1].sudo()  # sudo: the kind of record decides, not the reader
        kind = partner._get_stored_kind()
        country = self._get_country_code(vals, partner)
        if kind:
            vals = self._clean_entry_values(vals, kind, country)
        if vals.get("child_ids"):
            company_id = partner.customer_id.company_id.id
            vals["child_ids"] = self._clean_contact_commands(
                vals["child_ids"], country, company_id
            )
        return vals

    @api.model
    def _get_country_code(self, vals, partner=None):
        country_id = vals.get("country_id")
        if country_id and isinstance(country_id, int):
            return self.env["res.country"].browse(country_id).exists().code or ""
        return (partner and partner.country_id.code) or ""

    def _touches_entry(self, vals):
        """Tell whether rules, keys or codes have to look at this write at all."""
        return not self._get_entry_fields().isdisjoint(vals)

    @api.model
    def _get_entry_fields(self):
        specs = self.env["crm.entry.rule"]._get_specs()
        return (
            TREE_FIELDS
            | {spec.field for spec in specs}
            | {
                "child_ids",
                "customer_code",
                "customer_state",
                "company_type",
            }
            | set(SEARCHED_FIELDS)
            | set(self._get_checked_fields())
        )

    @api.model
    def _get_checked_fields(self):
        """Return the fields of a customer whose values are checked for sanity."""
        return (
            "customer_category_id",
            "customer_level_id",
            "customer_value_id",
            "customer_size_id",
            "region_id",
            "source_id",
            "credit_rating",
            "satisfaction",
            "customer_needs",
            "customer_pains",
            "customer_preferences",
            "birthday",
            "decision_role",
            "comment",
            "street2",
            "city",
        )

    def _after_entry_write(self, vals, customers):
        if "customer_code" in vals or "parent_id" in vals:
            self._renumber_contacts(vals)
        if customers:
            if {"child_ids", "parent_id"} & vals.keys():
                customers._assign_contact_codes()
            customers._update_customer_keys()

    def _check_state_write(self, vals):
        """Return ``vals`` without a state that is no change.

        :raise UserError: it is one
        """
        if not self.env.su:
            # Or the refusal below would name whatever customer an id is guessed of.
            self.check_access("write")
        labels = dict(CUSTOMER_STATES)
        # sudo: a customer that the user may not see is guarded too
        for partner in self.sudo():
            if (vals["customer_state"] or False) != partner.customer_state:
                raise UserError(
                    self.env._(
                        "%(name)s: the customer state changes by itself, with orders"
                        " and churn; “%(state)s” cannot be set by hand. To make a"
                        " customer of a contact, use “Make customer”.",
                        name=partner.name or "",
                        state=labels.get(
                            vals["customer_state"], vals["customer_state"]
                        ),
                    )
                )
        return {name: v for name, v in vals.items() if name != "customer_state"}
