from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.system_mark import ENTRY_KEY, STATE_KEY, marked


class ResPartner(models.Model):
    """How plain partners become customers, by an event or on request."""

    _inherit = "res.partner"

    def _become_customer(self, values=None):
        """Make customers of plain partners; entry rules are not asked.

        Contacts count for their commercial entity. Those that are customers already
        stay as they are.

        :param dict values: ``customer_state`` (default: potential) and what else
            the new customers get; other addons read ``user_id`` and whether
            somebody asked for it (``on_request``) or an event did
        :return: the customers, new or not
        """
        entities = self.commercial_partner_id
        plain = entities.filtered(lambda p: not p.customer_state)
        if plain:
            # sudo: becoming a customer is an event, not an edit by the user
            plain.sudo()._write_customer_values(dict(values or {}))
            plain._finish_entry()
        return entities

    def action_make_customer(self):
        """Make customers of the selected partners, on a user's request.

        :return: the action that opens them
        :raise AccessError: the user may not edit them
        :raise UserError: one is staff, or nothing is selected
        """
        self.check_access("write")
        entities = self.commercial_partner_id
        entities.check_access("write")
        # sudo: users are not readable for everybody; only their existence is used
        staff = entities.sudo().filtered(lambda p: not p.partner_share)
        if staff:
            raise UserError(
                self.env._(
                    "“%(name)s” is a user of this database, not a customer.",
                    name=staff[0].name,
                )
            )
        entities._become_customer({"user_id": self.env.uid, "on_request": True})
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_customer.res_partner_action_customers"
        )
        form = self.env.ref("crm_customer.res_partner_view_form_customer")
        if len(entities) == 1:
            action.update(res_id=entities.id, views=[(form.id, "form")])
        else:
            action["domain"] = [("id", "in", entities.ids)]
        return action

    def _write_customer_values(self, values):
        vals_list = [
            {
                "customer_state": values.get("customer_state") or "potential",
                "customer_since": values.get("customer_since")
                or fields.Date.context_today(self),
                "customer_code": partner.customer_code or False,
                "company_id": partner.company_id.id or self.env.company.id,
            }
            for partner in self
        ]
        self._fill_customer_codes(vals_list)
        for partner, vals in zip(self, vals_list, strict=True):
            if vals["company_id"] == partner.company_id.id:
                del vals["company_id"]
            marked(marked(partner, STATE_KEY), ENTRY_KEY).write(vals)
