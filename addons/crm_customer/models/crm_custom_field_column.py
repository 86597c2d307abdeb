from odoo import api, fields, models
from odoo.tools import SQL

from .res_partner import INTERNAL

CHOICE = "crm.custom.choice"
CURRENCY = "customer_currency_id"
COLUMN_TYPES = {"choice": "many2one", "choices": "many2many", "record": "many2one"}
TRACKED = 100  # the place of a change among others in the chatter
# Groups that users made have no external id, and core names groups by theirs.
EXPORTED = "__export__"


class CrmCustomField(models.Model):
    """The column behind a custom field: one of Odoo's manual fields."""

    _inherit = "crm.custom.field"

    @api.model
    def _take_turn(self):
        """Two administrators add fields one after the other: the later request is
        run again by core and then sees what the first has made."""
        self.env.cr.execute(
            SQL("UPDATE ir_model SET info = info WHERE model = 'res.partner'")
        )

    def _create_fields(self):
        # sudo: fields belong to the settings; what is made here is named above
        columns = self.env["ir.model.fields"].sudo()
        for field in self:
            field.field_id = columns.create(field._prepare_column())
        self._update_labels()

    @property
    def _column_model(self):
        return self.env["ir.model"]._get("res.partner")

    def _prepare_column(self):
        """Return the values of the manual field."""
        values = {
            "model_id": self._column_model.id,
            "name": self.technical_name,
            "field_description": self.name,
            "help": self.hint,
            "ttype": COLUMN_TYPES.get(self.field_type, self.field_type),
            "tracking": TRACKED,
            "groups": [(6, 0, self._get_column_groups().ids)],
        }
        if self.field_type == "choice":
            values |= {"relation": CHOICE, "on_delete": "restrict"}
        elif self.field_type == "choices":
            values |= {
                "relation": CHOICE,
                "relation_table": f"{self.technical_name}_rel",
                "column1": "partner_id",
                "column2": "choice_id",
            }
        elif self.field_type == "record":
            values["relation"] = self.relation
        elif self.field_type == "monetary":
            values["currency_field"] = CURRENCY
        return values | {"domain": self._prepare_domain()}

    def _prepare_domain(self):
        if self.field_type in COLUMN_TYPES and self.field_type != "record":
            return str([("field_id", "=", self.id)])
        if self.relation == "res.users":
            return str([("share", "=", False)])
        return "[]"

    def _get_column_groups(self):
        """Return the groups that see the field, each with an external id."""
        groups = self.read_group_ids or self.env.ref(INTERNAL)
        known = groups.get_external_id()
        nameless = groups.filtered(lambda group: not known[group.id])
        # sudo: a mere name for the group
        self.env["ir.model.data"].sudo()._update_xmlids(
            [
                {
                    "xml_id": f"{EXPORTED}.res_groups_{group.id}",
                    "record": group,
                    "noupdate": True,
                }
                for group in nameless
            ]
        )
        return groups

    def _update_groups(self):
        for field in self:
            groups = field._get_column_groups()
            # sudo: as above
            field.field_id.sudo().write({"groups": [(6, 0, groups.ids)]})

    def _update_labels(self):
        """Give the column the label and the explanation, in every language."""
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        for field in self:
            for lang in ["en_US", *langs]:
                said = field.with_context(lang=lang)
                # sudo: as above
                column = said.field_id.sudo()
                values = {"field_description": said.name, "help": said.hint}
                changed = {
                    name: value
                    for name, value in values.items()
                    if (column[name] or False) != (value or False)
                }
                if changed:
                    column.write(changed)


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_currency_id = fields.Many2one(
        "res.currency",
        related="company_id.currency_id",
        string="Currency of the Company",
        groups=INTERNAL,
        help="In which amounts of custom fields stand: sums need it in the database.",
    )
