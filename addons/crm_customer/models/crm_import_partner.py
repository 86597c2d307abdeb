from odoo import api, models

from ..tools.system_mark import ENTRY_KEY, marked


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def get_import_templates(self):
        """Offer the template of a customer sheet where customers are imported."""
        context = self.env.context
        if not (
            context.get("customer_import") or context.get("default_customer_state")
        ):
            return super().get_import_templates()
        return [
            {
                "label": self.env._("Import template for customers"),
                "template": "/crm_customer/import_template",
            }
        ]

    @api.model
    def _prepare_checked_entries(self, vals_list):
        """Return values of new customers as they are stored, and what is wrong.

        :return: ``(vals_list, list of lists of EntryProblem)``, in the same order
        """
        vals_list = [
            self._clean_partner_values(self._prepare_entry_values(vals), {})
            for vals in vals_list
        ]
        return vals_list, self._find_entry_problems(vals_list)

    @api.model
    def _create_checked_entries(self, vals_list):
        """Create customers of values that ``_prepare_checked_entries`` found good.

        The same as ``create``, but the entry rules are not asked a second time, and
        contacts are created equal to their customer where core makes them so with
        queries for each.

        :return: the customers and their contacts, each in the order of ``vals_list``
        """
        self._fill_customer_codes(vals_list)
        partners = marked(self, ENTRY_KEY).with_context(_partners_skip_fields_sync=True)
        customers = partners.create(
            [
                {name: value for name, value in values.items() if name != "child_ids"}
                for values in vals_list
            ]
        )
        contacts = partners.create(
            [
                {**customer._prepare_synced_values(), **command[2]}
                for customer, values in zip(customers, vals_list, strict=True)
                for command in values.get("child_ids", ())
            ]
        )
        customers = customers.with_env(self.env)
        customers._finish_entry()
        return customers, contacts.with_env(self.env)

    def _prepare_synced_values(self):
        """Return what a contact has of its customer, as core's synchronisation does."""
        # sudo: some of what contacts share with their firm only accountants may read
        firm = self.sudo()
        return {
            **firm._get_address_values(),
            **firm._get_commercial_values(),
            "lang": self.lang,
            "parent_id": self.id,
        }
