from odoo import api, fields, models


class CrmImportUndo(models.TransientModel):
    """Ask before an import is undone, with the numbers."""

    _name = "crm.import.undo"
    _description = "Undo a Customer Import"

    import_id = fields.Many2one("crm.import", required=True, readonly=True)
    remove_count = fields.Integer(compute="_compute_counts")
    keep_count = fields.Integer(compute="_compute_counts")
    keep_reasons = fields.Char(compute="_compute_counts")

    @api.depends("import_id")
    def _compute_counts(self):
        for wizard in self:
            wizard.import_id.check_access("read")
            removable, kept = wizard.import_id._split_for_undo()
            wizard.remove_count = len(removable.partner_id)
            wizard.keep_count = len(kept)
            wizard.keep_reasons = ", ".join(sorted(set().union(*kept.values())))

    def action_undo(self):
        self.ensure_one()
        return self.import_id.action_undo()
