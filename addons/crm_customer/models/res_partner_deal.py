from odoo import fields, models
from odoo.fields import Domain

from ..tools.system_mark import STATE_KEY, marked


class ResPartner(models.Model):
    _inherit = "res.partner"

    category_before_deal_id = fields.Many2one(
        "crm.dictionary.item",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Comes back when the only order is cancelled.",
    )

    def _filter_buyers(self):
        """Return those that have a confirmed order, of their own or a contact's."""
        domain = Domain("partner_id.commercial_partner_id", "in", self.ids)
        groups = self.env["sale.order"]._read_group(
            domain & Domain("state", "=", "sale"), ["partner_id"]
        )
        buyers = self.browse().union(*(partner for (partner,) in groups))
        return self & buyers.commercial_partner_id

    def _open_by_deal(self):
        """Potential customers become active and change their category."""
        potential = self.filtered(lambda p: p.customer_state == "potential")
        for (company, category), customers in potential.grouped(
            lambda p: (p.company_id, p.customer_category_id)
        ).items():
            values = {"customer_state": "active"}
            moves = self.env["crm.category.move"]._get_moves(company)
            if target := moves.get(category):
                values["customer_category_id"] = target.id
                values["category_before_deal_id"] = category.id
            marked(customers, STATE_KEY).write(values)

    def _reopen_without_deal(self):
        """Active customers without any confirmed order are potential again."""
        active = self.filtered(lambda p: p.customer_state == "active")
        for (company, before, category), customers in active.grouped(
            lambda p: (p.company_id, p.category_before_deal_id, p.customer_category_id)
        ).items():
            values = {"customer_state": "potential", "category_before_deal_id": False}
            moves = self.env["crm.category.move"]._get_moves(company)
            if before and moves.get(before) == category:
                values["customer_category_id"] = before.id
            marked(customers, STATE_KEY).write(values)
