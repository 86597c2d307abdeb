import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

FILTER_TEXTS = ("domain", "context", "sort")


class CrmCustomField(models.Model):
    """Removing a field: its values go, what names it must not break."""

    _inherit = "crm.custom.field"

    def action_remove(self):
        """Return the dialog that says what goes with the field."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remove the Field"),
            "res_model": "crm.custom.field.remove",
            "view_mode": "form",
            "target": "new",
            "context": {"default_custom_field_id": self.id},
        }

    def unlink(self):
        self.check_access("unlink")
        self._take_turn()
        self._check_removable()
        self._remove_namings()
        # sudo: the columns belong to the settings
        columns = self.field_id.sudo()
        # The column goes first: it holds on to the choices.
        columns.unlink()
        self.invalidate_model()
        result = super(CrmCustomField, self.exists()).unlink()
        self._forget_specs()
        return result

    @api.model
    def _remove_all(self):
        """Remove every field, whatever names it: the addon goes."""
        # pylint: disable=no-search-all
        every = self.with_context(active_test=False).search([])
        every._remove_namings()
        every.field_id.unlink()

    def _check_removable(self):
        """:raises UserError: something would break without the field"""
        for field in self:
            if uses := field._get_blocking_uses():
                raise UserError(
                    self.env._(
                        "%(field)s cannot be removed: %(uses)s depend on it. Change"
                        " them first.",
                        field=field.name,
                        uses=", ".join(uses),
                    )
                )

    def _count_values(self):
        """Return how many customers and contacts have a value, whoever sees them."""
        self.ensure_one()
        # sudo: only the number is told
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        if self.technical_name not in partners._fields:
            return 0
        return partners.search_count([(self.technical_name, "!=", False)])

    def _get_blocking_uses(self):
        """Return texts that name what would break without the field; other addons
        add theirs."""
        self.ensure_one()
        return []

    def _describe_uses(self):
        """Return texts that name what goes with the field."""
        self.ensure_one()
        filters = self._find_naming("ir.filters", FILTER_TEXTS)
        rules = self._find_rules()
        uses = [
            self.env._("the saved filter “%(name)s”", name=name)
            for name in filters.mapped("name")
        ]
        return uses + [
            self.env._("the entry rule of “%(name)s”", name=rule.label)
            for rule in rules
        ]

    def _remove_namings(self):
        for field in self:
            field._find_naming("ir.filters", FILTER_TEXTS).write({"active": False})
            field._find_rules().unlink()
            field._find_mappings().unlink()

    def _find_naming(self, model_name, names=("domain",)):
        """Return the records of a model whose texts ``names`` name the field."""
        # sudo: filters and rules of others would break as well
        records = self.env[model_name].sudo().with_context(active_test=False)
        domain = Domain.OR(Domain(n, "like", self.technical_name) for n in names)
        word = re.compile(rf"\b{re.escape(self.technical_name)}\b")
        return records.search(domain).filtered(
            lambda record: any(word.search(record[n] or "") for n in names)
        )

    def _find_rules(self):
        # sudo: rules are the administrator's as fields are
        rules = self.env["crm.entry.rule"].sudo().with_context(active_test=False)
        return rules.search([("field_id", "in", self.field_id.ids)])

    def _find_mappings(self):
        """Return the columns of import files that were matched with the field."""
        # sudo: they are remembered per database
        mappings = self.env["base_import.mapping"].sudo()
        name = self.technical_name
        return mappings.search(
            [
                ("res_model", "=", "res.partner"),
                ("field_name", "in", [name, f"child_ids/{name}"]),
            ]
        )
