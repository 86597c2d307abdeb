from odoo import api, models


class CrmCustomField(models.Model):
    """What the screens of the administrator do."""

    _inherit = "crm.custom.field"

    @api.model
    def action_add(self, *_selected):
        """Return the dialog for a new field."""
        return self._make_dialog(self.env._("Add a Field"))

    def action_open_dialog(self):
        """Return the dialog of this field."""
        self.ensure_one()
        return {**self._make_dialog(self.name), "res_id": self.id}

    def action_save(self):
        """Say that the field, saved by the dialog before, is there."""
        self.ensure_one()
        return self._make_toast(self.env._("Field “%(name)s” saved.", name=self.name))

    def action_hide(self):
        self.ensure_one()
        self.active = False
        return self._make_toast(
            self.env._("Field “%(name)s” hidden, its values stay.", name=self.name)
        )

    def action_show(self):
        self.ensure_one()
        self.active = True
        return self._make_toast(
            self.env._("Field “%(name)s” is shown again.", name=self.name)
        )

    def _make_dialog(self, title):
        form = self.env.ref("crm_customer.crm_custom_field_view_form")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "views": [(form.id, "form")],
            "target": "new",
        }

    @api.model
    def _make_toast(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "crm_customer_fields_changed",
            "params": {"message": message},
        }
