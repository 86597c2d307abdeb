from odoo.fields import Command

from .common import CustomerCommon


class CustomFieldCommon(CustomerCommon):
    """Fields that an administrator adds; the registry forgets them after each test."""

    def setUp(self):
        # Registered before the savepoint of the test, so done after it is undone.
        self.registry_enter_test_mode()
        self.addCleanup(self.registry.reset_changes)
        super().setUp()
        self.fields = self.env["crm.custom.field"].with_user(self.admin)

    def _add_field(self, label, field_type="char", choices=(), **values):
        return self.fields.create(
            {
                "name": label,
                "field_type": field_type,
                "choice_ids": [Command.create({"name": name}) for name in choices],
                **values,
            }
        )

    def _get_arch(self, name, user, view_type):
        view = self.env.ref(f"crm_customer.res_partner_view_{name}")
        partners = self.env["res.partner"].with_user(user)
        return partners.get_view(view.id, view_type)["arch"]
