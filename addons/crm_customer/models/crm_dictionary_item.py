from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmDictionaryItem(models.Model):
    _name = "crm.dictionary.item"
    _description = "Data Dictionary Item"
    _inherit = ["crm.name.lookup"]
    _order = "kind, sequence, id"

    kind = fields.Selection(
        [
            ("category", "Customer category"),
            ("level", "Customer level"),
            ("value", "Customer value"),
            ("size", "Customer size"),
            ("followup_method", "Follow-up method"),
        ],
        required=True,
        index=True,
        help="The list that this item belongs to.",
    )
    code = fields.Char(required=True, help="Short name for imports and interfaces.")
    name = fields.Char(required=True, translate=True)
    value = fields.Char(help="A figure or word that goes with the item, if any.")
    sequence = fields.Integer(default=10)
    editable = fields.Boolean(
        default=True,
        readonly=True,
        help="Locked items belong to the system: they can be seen, not changed.",
    )
    active = fields.Boolean(string="In Use", default=True)

    _code_uniq = models.UniqueIndex(
        "(kind, code)", "This code is already used in the same dictionary list."
    )

    @api.model
    @tools.ormcache()
    def _get_kinds(self):
        """Return {id: kind} of all items."""
        rows = self.env.execute_query(SQL("SELECT id, kind FROM crm_dictionary_item"))
        return dict(rows)

    def write(self, vals):
        if set(vals) - {"sequence"} and not self.env.su:
            self._check_editable()
        result = super().write(vals)
        if "kind" in vals:
            self.flush_recordset(["kind"])
            self._forget_lookup()
        return result

    def _check_editable(self):
        for item in self:
            if not item.editable:
                raise UserError(
                    self.env._(
                        "“%(name)s” is a locked dictionary item and stays as it is."
                        " Add an item of your own instead.",
                        name=item.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked_or_used(self):
        self._check_editable()
        for item in self:
            if uses := item._describe_uses():
                raise UserError(
                    self.env._(
                        "“%(name)s” is in use: %(uses)s. Archive it instead:"
                        " it then can no longer be chosen, and records keep it.",
                        name=item.name,
                        uses=", ".join(uses),
                    )
                )

    def _describe_uses(self):
        """Return texts such as "Contact, Level: 3" for each field that refers to it."""
        self.ensure_one()
        uses = []
        for model_name, field_names in self._get_referring_fields().items():
            # sudo: a use counts whoever may see it; only its number is told
            model = self.env[model_name].sudo().with_context(active_test=False)
            labels = model.fields_get(field_names, ["string"])
            for field_name in field_names:
                if count := model.search_count([(field_name, "=", self.id)]):
                    uses.append(
                        self.env._(
                            "%(model)s, %(field)s: %(count)s",
                            model=self.env["ir.model"]._get(model_name).name,
                            field=labels[field_name]["string"],
                            count=count,
                        )
                    )
        return uses

    def _get_referring_fields(self):
        """Return {model name: [stored many2one fields]} to the dictionary."""
        return {
            name: names
            for name, model in self.env.registry.items()
            if not model._abstract
            and model._auto
            and (
                names := [
                    field.name
                    for field in model._fields.values()
                    if field.type == "many2one"
                    and field.store
                    and field.comodel_name == self._name
                ]
            )
        }
