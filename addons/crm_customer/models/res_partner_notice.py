from odoo import api, fields, models
from odoo.api import NewId

from .res_partner import INTERNAL

# fields at which the form looks while somebody types
NOTICED_FIELDS = (
    "name",
    "vat",
    "customer_code",
    "mobile",
    "phone",
    "fax",
    "email",
    "qq",
    "wechat",
    "website",
    "zip",
    "street",
    "legal_representative",
    "registered_capital",
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    duplicate_notice = fields.Text(
        compute="_compute_duplicate_notice",
        groups=INTERNAL,
        help="What is said while typing: equal customers, values of a wrong form.",
    )

    @api.depends(*NOTICED_FIELDS)
    def _compute_duplicate_notice(self):
        for partner in self:
            typing = isinstance(partner.id, NewId)
            messages = partner._get_typing_messages() if typing else []
            partner.duplicate_notice = "\n".join(messages) or False

    def _get_typing_messages(self):
        """Return what stands against what is typed so far, without saving anything."""
        typed = {name: self[name] for name in NOTICED_FIELDS if self[name]}
        origin = self._origin
        if not origin:
            typed["customer_state"] = self.customer_state
            typed["is_company"] = self.is_company
            typed["parent_id"] = self.parent_id._origin.id
            typed["company_id"] = self.company_id.id
            typed["country_id"] = self.country_id.id
        (problems,) = origin._find_entry_problems([typed])
        return list(dict.fromkeys(p.message for p in problems if p.kind != "required"))

    @api.onchange("state_id")
    def _onchange_state_id(self):
        if self.state_id and not self.region_id and self.customer_state:
            self.region_id = self.env["crm.region"].search(
                [("state_id", "=", self.state_id.id)], limit=1
            )
