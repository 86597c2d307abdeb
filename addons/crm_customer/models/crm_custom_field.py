import re
from typing import NamedTuple

from pypinyin import lazy_pinyin

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from .crm_import_columns import COLUMN_BY_TITLE, MOVED_BY_TITLE, fold_title

NAME_LENGTH = 40  # characters of a technical name that is made of a label
FIELD_TYPES = [
    ("char", "Text"),
    ("text", "Long text"),
    ("integer", "Whole number"),
    ("float", "Number"),
    ("monetary", "Money"),
    ("date", "Date"),
    ("boolean", "Yes or no"),
    ("choice", "One choice of a list"),
    ("choices", "Several choices of a list"),
    ("record", "Record of another kind"),
]
CHOICE_TYPES = ("choice", "choices")
NUMBER_TYPES = ("integer", "float", "monetary")
# Lists that everybody in the company may read by name: never people or documents
# that belong to a customer.
RELATIONS = [
    ("crm.region", "Region"),
    ("crm.team", "Sales team"),
    ("product.category", "Product category"),
    ("product.template", "Product"),
    ("res.country", "Country"),
    ("res.country.state", "Province"),
    ("res.partner.industry", "Industry"),
    ("res.users", "Colleague"),
    ("utm.source", "Source"),
]
PLACES = [
    ("kind", "What kind of customer"),
    ("reach", "How to reach"),
    ("licence", "Business data"),
    ("needs", "Needs"),
    ("more", "A tab of its own"),
    ("contact", "The contacts' form"),
]
# What makes a field another one: fixed once it is there.
FIXED = ("field_id", "field_type", "relation", "technical_name")


class CustomSpec(NamedTuple):
    """A custom field as screens and checks need it, apart from the database."""

    name: str
    field_id: int
    field_type: str
    place: str
    list_mode: str
    is_searchable: bool
    is_importable: bool
    is_exportable: bool
    in_statistics: bool
    edit_group_ids: frozenset

    @property
    def of_contact(self):
        return self.place == "contact"

    @property
    def is_measure(self):
        return self.in_statistics and self.field_type in NUMBER_TYPES

    @property
    def is_groupable(self):
        return self.in_statistics and self.field_type not in ("text", *NUMBER_TYPES)


class CrmCustomField(models.Model):
    """A field that an administrator adds to customers or their contacts.

    The field itself is Odoo's manual field (``ir.model.fields``, a column of its
    own); this record says where it stands and who works with it.
    """

    _name = "crm.custom.field"
    _description = "Custom Field"
    _order = "place, sequence, id"

    name = fields.Char(string="Label", required=True, translate=True)
    hint = fields.Char(
        string="Explanation",
        translate=True,
        help="Shown to whoever rests on the label.",
    )
    field_id = fields.Many2one(
        "ir.model.fields", readonly=True, copy=False, ondelete="cascade"
    )
    technical_name = fields.Char(
        copy=False,
        help="The name of the field for imports by programs and interfaces. Empty: made"
        " of the label. Fixed once the field is there.",
    )
    field_type = fields.Selection(
        FIELD_TYPES, string="Type", required=True, default="char"
    )
    relation = fields.Selection(RELATIONS, string="Kind of Record")
    choice_ids = fields.One2many(
        "crm.custom.choice",
        "field_id",
        string="Choices",
        context={"active_test": False},
    )
    place = fields.Selection(
        PLACES, string="Place on the Form", required=True, default="kind"
    )
    sequence = fields.Integer(default=10, help="Order among the fields of one place.")
    list_mode = fields.Selection(
        [("no", "No"), ("optional", "When asked for"), ("always", "Yes")],
        string="In Lists",
        required=True,
        default="optional",
    )
    is_searchable = fields.Boolean(string="Search", default=True)
    is_importable = fields.Boolean(string="Import", default=True)
    is_exportable = fields.Boolean(string="Export", default=True)
    in_statistics = fields.Boolean(
        string="Statistics",
        default=True,
        help="Customers can be grouped by it; numbers are added up.",
    )
    read_group_ids = fields.Many2many(
        "res.groups",
        "crm_custom_field_read_group_rel",
        "field_id",
        "group_id",
        string="Who Sees It",
        ondelete="restrict",
        help="Empty: every user who sees the customer.",
    )
    edit_group_ids = fields.Many2many(
        "res.groups",
        "crm_custom_field_edit_group_rel",
        "field_id",
        "group_id",
        string="Who Changes It",
        ondelete="restrict",
        help="Empty: whoever sees it and may change the customer.",
    )
    active = fields.Boolean(
        string="Shown",
        default=True,
        help="Hidden: on no screen and in no import; the values stay.",
    )

    _technical_name_uniq = models.UniqueIndex(
        "(technical_name)", "Another custom field has this technical name already."
    )

    @api.constrains("field_type", "relation", "choice_ids")
    def _check_type(self):
        for field in self:
            if field.field_type == "record" and not field.relation:
                raise ValidationError(
                    self.env._(
                        "%(field)s: choose which kind of record it names.",
                        field=field.name,
                    )
                )

    @api.constrains("name")
    def _check_name(self):
        """A label names one column of a sheet."""
        # pylint: disable=no-search-all
        every = self.with_context(active_test=False).search([])
        for field in self:
            title = fold_title(field.name)
            known = title in COLUMN_BY_TITLE or title in MOVED_BY_TITLE
            if (
                not title
                or known
                or title in map(fold_title, (every - field).mapped("name"))
            ):
                raise ValidationError(
                    self.env._(
                        "“%(label)s” is the name of another field already: in an"
                        " import nobody could tell them apart. Choose another label.",
                        label=field.name,
                    )
                )

    @api.constrains("technical_name")
    def _check_technical_name(self):
        for field in self:
            if not re.fullmatch(r"x_[a-z0-9_]{1,40}", field.technical_name or ""):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is no technical name: x_ and then up to 40 small"
                        " Latin letters, digits and underscores, such as x_fleet_size.",
                        name=field.technical_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._take_turn()
        taken = set()
        prepared = []
        for vals in vals_list:
            name = vals.get("technical_name") or self._make_name(
                vals.get("name"), taken
            )
            self._check_free(name)
            taken.add(name)
            prepared.append({**vals, "technical_name": name, "field_id": False})
        records = super().create(prepared)
        records._create_fields()
        records._forget_specs()
        return records

    def write(self, vals):
        self._check_fixed(vals)
        if vals.get("active") is False:
            self._check_not_required()
        result = super().write(vals)
        if {"name", "hint"} & vals.keys():
            self._update_labels()
        if "read_group_ids" in vals:
            self._update_groups()
        self._forget_specs()
        return result

    def update_field_translations(self, field_name, translations, source_lang=""):
        result = super().update_field_translations(
            field_name, translations, source_lang=source_lang
        )
        self._update_labels()
        self._forget_specs()
        return result

    def copy_data(self, default=None):
        raise UserError(
            self.env._("A field is not copied: add another one with its own label.")
        )

    def _check_fixed(self, vals):
        for name in FIXED:
            if name in vals and any(
                field._is_other(name, vals[name]) for field in self
            ):
                raise UserError(
                    self.env._(
                        "%(field)s: type and technical name stay as they are, for the"
                        " sake of the values. Add another field instead.",
                        field=self[:1].name,
                    )
                )

    def _is_other(self, name, value):
        """Tell whether a value is another one than the field has by now."""
        if name == "field_id":
            return bool(self.field_id) and self.field_id.id != value
        return value != self[name]

    def _check_not_required(self):
        # pylint: disable=no-search-all
        required = self.env["crm.entry.rule"].search([("required", "=", True)])
        if rules := required.filtered(lambda rule: rule.field_id in self.field_id):
            raise UserError(
                self.env._(
                    "%(field)s is required by an entry rule, and nobody could fill it"
                    " in. Switch off that rule first.",
                    field=rules[0].label,
                )
            )

    @api.model
    def _check_free(self, name):
        """:raise UserError: a field of partners or users has this name"""
        if any(
            name in self.env[model]._fields for model in ("res.partner", "res.users")
        ):
            raise UserError(
                self.env._(
                    "There is a field with the technical name %(name)s already."
                    " Choose another one.",
                    name=name,
                )
            )

    @api.model
    def _make_name(self, label, taken):
        """Return a free technical name made of a label, in Latin letters."""
        words = "_".join(lazy_pinyin(label or ""))
        stem = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[: NAME_LENGTH - 4]
        stem = f"x_{stem or 'field'}"
        used = (
            taken
            | set(self.env["res.partner"]._fields)
            | set(self.env["res.users"]._fields)
        )
        name, number = stem, 1
        while name in used:
            number += 1
            name = f"{stem}_{number}"
        return name

    @api.model
    def _forget_specs(self):
        self.env.flush_all()
        self.env.registry.clear_cache()
        self.env.registry.clear_cache("templates", "stable")

    @api.model
    @tools.ormcache()
    def _get_specs(self):
        """Return ``{field name: CustomSpec}`` of the fields shown, in their order."""
        # sudo: what the fields are does not depend on who looks at a customer
        # pylint: disable=no-search-all
        shown = self.sudo().search([("field_id", "!=", False)])
        return {field.technical_name: field._get_spec() for field in shown}

    @api.model
    @tools.ormcache()
    def _get_column_names(self):
        """Return the names of all custom fields, hidden ones among them."""
        every = self.sudo().with_context(active_test=False)  # sudo: as above
        # pylint: disable=no-search-all
        return frozenset(every.search([]).mapped("technical_name"))

    @api.model
    @tools.ormcache()
    def _get_edit_groups(self):
        """Return ``{field name: ids of the groups that change it}``, of all fields
        that not everybody changes who sees them."""
        # sudo: as above
        every = self.sudo().with_context(active_test=False)
        # pylint: disable=no-search-all
        limited = every.search([("edit_group_ids", "!=", False)])
        return {f.technical_name: frozenset(f.edit_group_ids.ids) for f in limited}

    def _get_spec(self):
        return CustomSpec(
            name=self.technical_name,
            field_id=self.id,
            field_type=self.field_type,
            place=self.place,
            list_mode=self.list_mode,
            is_searchable=self.is_searchable,
            is_importable=self.is_importable,
            is_exportable=self.is_exportable,
            in_statistics=self.in_statistics,
            edit_group_ids=frozenset(self.edit_group_ids.ids),
        )
