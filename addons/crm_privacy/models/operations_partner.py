from lxml import etree

from odoo import api, models

from odoo.addons.crm_customer.models.base_import_customers import CUSTOMER_FIELDS

from .res_users_operations import OPERATIONS

CUSTOMER_VIEWS = (
    "crm_customer.res_partner_view_list_customer",
    "crm_customer.res_partner_view_kanban_customer",
    "crm_customer.res_partner_view_form_customer",
)

ROOT_OPERATIONS = ("import", "delete")
# Buttons on customers that need a right: name of the method -> operation. Addons that
# bring such a button add it here and call ``_check_operation`` in the method.
OPERATION_BUTTONS = {"action_open_print": "print"}


class ResPartner(models.Model):
    """Importing and deleting customers need a right of their own."""

    _inherit = "res.partner"

    @api.model
    def load(self, fields, data):
        if self.env.su:
            return super().load(fields, data)
        if not CUSTOMER_FIELDS.isdisjoint(fields):
            self.env.user._check_operation("import")
        result = super().load(fields, data)
        # sudo: whether it is a customer does not depend on the reader
        if result["ids"] and self.sudo().browse(result["ids"]).customer_id:
            self.env.user._check_operation("import")
        return result

    def unlink(self):
        # sudo: as above
        if not self.env.su and self.sudo().customer_id:
            self.env.user._check_operation("delete")
        return super().unlink()

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        result = super().get_view(view_id, view_type, **options)
        if result["id"] in self._get_customer_view_ids():
            result["arch"] = self._without_refused_buttons(result["arch"])
        return result

    @api.model
    def _get_customer_view_ids(self):
        refs = (self.env.ref(name, raise_if_not_found=False) for name in CUSTOMER_VIEWS)
        return {view.id for view in refs if view}

    @api.model
    def _without_refused_buttons(self, arch):
        return hide_operations(self.env, arch, OPERATIONS)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def load(self, fields, data):
        if not self.env.su:
            self.env.user._check_operation("import")
        return super().load(fields, data)

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        result = super().get_view(view_id, view_type, **options)
        if view_type in ("list", "kanban"):
            result["arch"] = hide_operations(self.env, result["arch"], ("import",))
        return result


def hide_operations(env, arch, operations):
    """Return a view without the buttons of operations that the user may not do.

    Import and delete are buttons of the web client, switched off on the root of the
    view; a button of an addon is one that ``OPERATION_BUTTONS`` names. A view of
    another model writes ``groups="crm_privacy.group_operation_share"`` on it instead.

    :param str arch: the view
    :param operations: names as in ``crm_privacy.group_operation_<name>``
    """
    refused = {name for name in operations if not env.user._may_operate(name)}
    if not refused:
        return arch
    root = etree.fromstring(arch)
    for name in refused.intersection(ROOT_OPERATIONS):
        root.set(name, "0")
    for button in root.xpath("//button[@name]"):
        if OPERATION_BUTTONS.get(button.get("name")) in refused:
            button.getparent().remove(button)
    return etree.tostring(root, encoding="unicode")
