from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmDuplicateMerge(models.TransientModel):
    """Which customer of each group of suspected duplicates remains."""

    _name = "crm.duplicate.merge"
    _description = "Merge Suspected Duplicates"

    pair_ids = fields.Many2many("crm.duplicate.pair", required=True)
    line_ids = fields.One2many(
        "crm.duplicate.merge.line",
        "merge_id",
        compute="_compute_lines",
        store=True,
        readonly=False,
    )
    away_count = fields.Integer(compute="_compute_away_count")

    @api.depends("pair_ids")
    def _compute_lines(self):
        for wizard in self:
            groups = wizard.pair_ids._group_customers()
            wizard.line_ids = [
                fields.Command.create(
                    {"customer_ids": group.ids, "into_id": group._choose_remaining().id}
                )
                for group in groups
            ]

    @api.depends("line_ids.customer_ids")
    def _compute_away_count(self):
        for wizard in self:
            lines = wizard.line_ids
            wizard.away_count = sum(len(line.customer_ids) - 1 for line in lines)

    def action_merge(self):
        """Merge each group into the customer that was chosen of it."""
        self.ensure_one()
        for line in self.line_ids:
            if line.into_id not in line.customer_ids:
                raise UserError(
                    self.env._("Choose which customer of each line remains.")
                )
        count = self.away_count
        for line in self.line_ids:
            (line.customer_ids - line.into_id)._merge_duplicates(line.into_id)
        return self.env["crm.duplicate.pair"]._make_toast(
            self.env._("%(count)s customers merged into others.", count=count)
        )


class CrmDuplicateMergeLine(models.TransientModel):
    _name = "crm.duplicate.merge.line"
    _description = "Group of Suspected Duplicates"

    merge_id = fields.Many2one("crm.duplicate.merge", required=True, ondelete="cascade")
    customer_ids = fields.Many2many("res.partner", context={"active_test": False})
    into_id = fields.Many2one(
        "res.partner",
        string="Remains",
        domain="[('id', 'in', customer_ids)]",
        context={"active_test": False},
        ondelete="cascade",
    )


class CrmDuplicatePair(models.Model):
    _inherit = "crm.duplicate.pair"

    def _group_customers(self):
        """Return the customers of these pairs, together that hang together."""
        groups = []
        for pair in self:
            both = pair.first_id | pair.second_id
            touched = [group for group in groups if group & both]
            groups = [group for group in groups if not group & both]
            groups.append(both.union(*touched))
        return groups


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _choose_remaining(self):
        """Return which of several equal customers remains best: one in use, with
        deals, held by somebody, there longest."""
        return self.sorted(
            lambda p: (
                not p.active,
                p.customer_state != "active",
                not p.user_id,
                p.customer_since or fields.Date.today(),
                p.id,
            )
        )[:1]
