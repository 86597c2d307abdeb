from odoo import api, fields, models
from odoo.tools import email_normalize

from .crm_entry_mixin import Entry
from .crm_entry_rule import LEAD_FIELDS


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.entry.mixin"]

    mobile = fields.Char(tracking=True)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._clean_lead_values(vals) for vals in vals_list]
        self._refuse_entry_problems(self._find_entry_problems(vals_list))
        leads = super().create(vals_list)
        self.env["crm.duplicate.key"]._update_leads(leads)
        return leads

    def write(self, vals):
        if self._get_watched_fields().isdisjoint(vals):
            return super().write(vals)
        vals = self._clean_lead_values(vals)
        self._refuse_entry_problems(self._find_entry_problems([vals] * len(self)))
        result = super().write(vals)
        self.env["crm.duplicate.key"]._update_leads(self)
        return result

    @api.model
    def _get_watched_fields(self):
        return {*LEAD_FIELDS.values(), "partner_id", "company_id", "user_id"}

    @api.model
    def _get_rule_field(self, spec):
        return LEAD_FIELDS.get(spec.field)

    @api.model
    def _clean_lead_values(self, vals):
        # core's merge of leads writes records where callers write ids
        vals = {
            name: self._fields[name].convert_to_write(value, self)
            if isinstance(value, models.BaseModel)
            else value
            for name, value in vals.items()
        }
        country = self.env["res.country"].browse(vals.get("country_id") or ())
        return self._clean_entry_values(vals, "lead", country.code or "")

    def _find_rule_problem(self, entry, name, spec):
        email = entry.values.get("email_from")
        if name == "email_from" and email and email_normalize(email):
            # incoming mail brings the name along: "Wang" <wang@example.cn>
            return None
        return super()._find_rule_problem(entry, name, spec)

    def _prepare_entries(self, vals_list):
        # sudo: what is compared does not depend on what the user may read
        records = list(self.sudo()) or [None] * len(vals_list)
        return [
            self._prepare_entry(index, lead, vals)
            for index, (lead, vals) in enumerate(zip(records, vals_list, strict=True))
        ]

    def _prepare_entry(self, index, lead, vals):
        # sudo: as above
        leads = self.sudo()
        partner = leads.partner_id.browse(vals.get("partner_id") or ()).exists()
        if lead:
            partner = partner or lead.partner_id
            leads = lead
        company_id = vals.get("company_id") or leads.company_id.id
        return Entry(
            index=index,
            path="",
            values=lead._get_lead_changes(vals) if lead else vals,
            kind="lead",
            company_id=company_id or self.env.company.id,
            country_code=leads.country_id.code or "",
            is_new=not lead,
            own_customer_id=partner.customer_id.id or None,
            own_lead_id=lead.id if lead else None,
        )

    def _get_lead_changes(self, vals):
        return {
            name: value
            for name, value in vals.items()
            if name in self._fields
            and (self._find_fault(name, value) or self._get_written(name) != value)
        }

    def _get_written(self, name):
        """Return the present value in the shape that ``write`` takes."""
        return self._fields[name].convert_to_write(self[name], self) or False

    def _describe_duplicate(self):
        """Return what the user is told of this lead, as sentences."""
        self.ensure_one()
        owner = self.user_id.name or self.env._("nobody")
        return [self.env._("a lead, salesperson: %(name)s", name=owner)]
