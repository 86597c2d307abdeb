from odoo import api, fields, models


class CrmCategoryMove(models.Model):
    _name = "crm.category.move"
    _description = "Category by Deal"
    _order = "company_id, from_category_id"
    _rec_name = "from_category_id"

    company_id = fields.Many2one(
        "res.company", help="Empty: for every company without a line of its own."
    )
    from_category_id = fields.Many2one(
        "crm.dictionary.item",
        string="Before the First Order",
        required=True,
        domain=[("kind", "=", "category")],
        ondelete="cascade",
    )
    to_category_id = fields.Many2one(
        "crm.dictionary.item",
        string="After the First Order",
        required=True,
        domain=[("kind", "=", "category")],
        ondelete="cascade",
    )

    _from_uniq = models.UniqueIndex(
        "(from_category_id, COALESCE(company_id, 0))",
        "This category has a line already: change that one.",
    )

    @api.model
    def _get_moves(self, company):
        """Return {category: category} that the first order brings in ``company``."""
        # sudo: the mapping is the system's, whoever confirms the order
        moves = self.sudo().search([("company_id", "in", [company.id, False])])
        own = moves.filtered("company_id")
        return {move.from_category_id: move.to_category_id for move in own or moves}
