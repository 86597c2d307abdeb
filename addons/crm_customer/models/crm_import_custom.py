from odoo import api, models

from ..tools.text_keys import plain_key
from . import crm_import_columns as columns


class CrmCustomField(models.Model):
    _inherit = "crm.custom.field"

    @api.model
    def _get_template_columns(self):
        """Return the columns that the template of a customer sheet has besides ours:
        fields that the reader may fill in."""
        partners = self.env["res.partner"]
        found = []
        for spec in self._get_specs().values():
            field = partners._fields.get(spec.name)
            if not field or not spec.is_importable:
                continue
            if partners._has_field_access(field, "write"):
                path = f"{columns.CONTACT}{spec.name}" if spec.of_contact else spec.name
                label = partners._get_label(spec.name)
                found.append(columns.Column(path, label, label))
        return found

    @api.model
    def _get_titles(self):
        """Return ``{title: path}`` of importable fields, in every language."""
        titles = {}
        for lang, _name in self.env["res.lang"].get_installed():
            fields = self.with_context(lang=lang)
            for column in fields._get_template_columns():
                titles.setdefault(columns.fold_title(column.title), column.path)
        return titles


class BaseImportImport(models.TransientModel):  # pylint: disable=no-wizard-in-models
    _inherit = "base_import.import"

    def _is_importable(self, path):
        name = path.rsplit("/", 1)[-1]
        fields = self.env["crm.custom.field"]
        if name not in fields._get_column_names():
            return super()._is_importable(path)
        spec = fields._get_specs().get(name)
        if not spec or not spec.is_importable:
            return False
        return spec.of_contact == path.startswith(columns.CONTACT)

    def _get_mapping_suggestions(self, headers, header_types, fields_tree):
        """Match the labels of custom fields, whatever the user's language."""
        suggestions = super()._get_mapping_suggestions(
            headers, header_types, fields_tree
        )
        if self._is_customer_import():
            titles = self.env["crm.custom.field"]._get_titles()
            for index, header in enumerate(headers):
                if path := titles.get(columns.fold_title(str(header))):
                    suggestions[index, header] = {
                        "field_path": path.split("/"),
                        "distance": -1,
                    }
        return suggestions


class CrmImportWords(models.AbstractModel):
    _inherit = "crm.import.words"

    @api.model
    def _find(self, field, words, options):
        """Choices are added from a sheet where the administrator ticks it, records
        of other kinds never."""
        spec = self.env["crm.custom.field"]._get_specs().get(field.name)
        if spec and spec.field_type == "record":
            options = {**options, "add_unknown_values": False}
        return super()._find(field, words, options)

    def _get_keys(self, model, ids):
        """Users have their names from elsewhere."""
        if not ids or model._fields[model._rec_name].store:
            return super()._get_keys(model, ids)
        index = {}
        for record in model.browse(ids):
            key = plain_key(record[model._rec_name] or "")
            index.setdefault(key, []).append(record.id)
        return index

    def _prepare_word_values(self, model, field):
        if model._name != "crm.custom.choice":
            return super()._prepare_word_values(model, field)
        spec = self.env["crm.custom.field"]._get_specs()[field.name]
        return lambda word: {"field_id": spec.field_id}
