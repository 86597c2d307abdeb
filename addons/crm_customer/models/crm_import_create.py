from odoo import api, models
from odoo.fields import Command
from odoo.tools import clean_context

from .crm_import_columns import TYPE


class CrmImport(models.Model):
    _inherit = "crm.import"

    @api.model
    def _prepare_entry_values(self, options):
        """Return what every customer of the import gets besides its row.

        :param dict options: of the import screen, with what addons add to it
        """
        return {}

    @api.model
    def _get_moved_fields_taken(self):
        """Return the names of owner and pool fields that a sheet may give after all."""
        return frozenset()

    @api.model
    def _finish_entry(self, customers, options):
        """Called with the created customers, before the report is written."""

    @api.model
    def _prepare_customer_values(self, row):
        """Return the values of the row's customer, a company unless it says else."""
        values = {name: value for name, value in row.customer.items() if name != TYPE}
        values.setdefault("customer_state", "potential")
        values["is_company"] = row.customer.get(TYPE) != "person"
        if row.contact:
            company = {"type": "contact", "company_id": self.env.company.id}
            values["child_ids"] = [Command.create({**company, **row.contact})]
        return values

    @api.model
    def _get_partners(self):
        """Return the partner model without the defaults of the list in its context:

        they are the customers' own and not their contacts'.
        """
        return self.env["res.partner"].with_context(
            clean_context(self.env.context),
            tracking_disable=True,
            mail_create_nosubscribe=True,
        )

    @api.model
    def _check_entries(self, rows):
        """Put the rows under the entry rules, the same as everywhere."""
        checked, problems = self._get_partners()._prepare_checked_entries(
            [self._prepare_customer_values(row) for row in rows]
        )
        for row, values, found in zip(rows, checked, problems, strict=True):
            row.checked = values
            for problem in found:
                row.add_problem(
                    problem.field,
                    problem.value,
                    self._describe_problem(problem, rows),
                    problem.severity,
                )

    def _describe_problem(self, problem, rows):
        if not isinstance(problem.match, int):
            return problem.message
        return self.env._(
            "“%(value)s” stands in row %(row)s already.",
            value=problem.value,
            row=rows[problem.match].number,
        )

    @api.model
    def _create_customers(self, rows, options):
        """Create the customers of checked rows with their contacts, in one call."""
        entry = self._prepare_entry_values(options)
        customers, contacts = self._get_partners()._create_checked_entries(
            [{**row.checked, **entry} for row in rows]
        )
        contact_ids = iter(contacts.ids)
        for row, customer in zip(rows, customers, strict=True):
            row.partner_id = customer.id
            row.contact_id = next(contact_ids) if row.contact else None
        self._finish_entry(customers, options)
