from odoo import api, fields, models


class UtmSource(models.Model):
    _name = "utm.source"
    _inherit = ["utm.source", "crm.name.lookup"]

    _lookup_fields = ("name", "label")
    _rec_names_search = ["name", "label"]

    label = fields.Char(
        translate=True,
        string="Shown As",
        help="What users read instead of the technical name, in their language.",
    )

    @api.depends("name", "label")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for source in self:
            source.display_name = source.label or source.name

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            {**vals, "name": vals.get("name") or vals.get("label")}
            for vals in vals_list
        ]
        return super().create(vals_list)
