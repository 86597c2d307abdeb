from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.crm_privacy.models.contact_field import ContactChar

# Set by the ticket's own life; they decide who sees the customer.
SYSTEM_FIELDS = {"closed_date", "last_stage_update", "lookup_id"}


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    partner_id = fields.Many2one(index="btree_not_null")
    commercial_partner_id = fields.Many2one(index="btree_not_null")
    partner_email = ContactChar()
    email_cc = ContactChar()
    lookup_id = fields.Many2one(
        "crm.service.lookup",
        string="Opened by Look-up",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="helpdesk_mgmt.group_helpdesk_manager",
    )

    @api.model
    def default_get(self, fields):
        """Core assigns a new ticket to whoever opens it: not to account managers,
        who open it for the service team."""
        values = super().default_get(fields)
        user = self.env.user
        if user._is_service_agent() or self.env.su:
            return values
        if "user_id" in values and "default_user_id" not in self.env.context:
            values["user_id"] = False
        if "team_id" in fields and not values.get("team_id"):
            values["team_id"] = self._get_first_team().id
        return values

    def _get_first_team(self):
        """Return the company's first service team, which looks at new tickets."""
        return self.env["helpdesk.ticket.team"].search(
            [("company_id", "in", [self.env.company.id, False])], limit=1
        )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._refuse_system_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_system_fields(vals)
        return super().write(vals)

    def _refuse_system_fields(self, vals):
        """:raises AccessError: what the system alone sets is among ``vals``"""
        for name in SYSTEM_FIELDS & vals.keys():
            label = self._fields[name].get_description(self.env, ["string"])["string"]
            raise AccessError(
                self.env._(
                    "%(field)s is set by the system: move the ticket to another stage"
                    " instead.",
                    field=label,
                )
            )

    def assign_to_me(self):
        """Core's button; its refusal in the reader's language."""
        self.ensure_one()
        if self.team_id and self.env.user not in self.team_id.user_ids:
            raise AccessError(
                self.env._(
                    "%(user)s is not in the team %(team)s. Ask its leader to add you,"
                    " or pass the ticket to your team first.",
                    user=self.env.user.name,
                    team=self.team_id.name,
                )
            )
        return super().assign_to_me()
