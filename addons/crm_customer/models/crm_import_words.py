from odoo import api, models
from odoo.tools import SQL

from ..tools.text_keys import plain_key
from .crm_import_columns import SHIPPED_WORDS


class CrmImportWords(models.AbstractModel):
    """Find the records of short lists by the words of a sheet, a list at a time."""

    _name = "crm.import.words"
    _description = "Words of a Customer Sheet to Records"

    @api.model
    def _find(self, field, words, options):
        """Return ``{word: id}`` of the words that the list of ``field`` knows.

        With ``add_unknown_values`` in the options an administrator's import adds
        the rest; a test run then says False for them and adds nothing.
        """
        model = self.env[field.comodel_name]
        get_key = getattr(model, "_get_lookup_key", plain_key)
        index = self._get_index(model, field, get_key)
        known = {word: index[key] for word in words if (key := get_key(word)) in index}
        unknown = sorted(set(words) - set(known))
        if unknown and self._may_add(options):
            if options.get("dryrun"):
                return known | dict.fromkeys(unknown, False)
            known.update(self._add(model, field, unknown))
        return known

    @api.model
    def _may_add(self, options):
        return options.get("add_unknown_values") and self.env.user.has_group(
            "crm_customer.group_customer_admin"
        )

    def _get_index(self, model, field, get_key):
        """Return ``{key: id}``; of several records with a name the first counts."""
        domain = field.get_comodel_domain(model)
        order = {
            record_id: rank for rank, record_id in enumerate(model.search(domain).ids)
        }
        index = {}
        for key, ids in self._get_keys(model, order).items():
            listed = [record_id for record_id in ids if record_id in order]
            if listed:
                index[key] = min(listed, key=order.get)
        for record_id, words in self._get_shipped_words(model).items():
            if record_id in order:
                for word in words:
                    index.setdefault(get_key(word), record_id)
        return index

    def _get_shipped_words(self, model):
        """Return ``{record id: words}`` of what Odoo and we ship of the model."""
        rows = self.env.execute_query(
            SQL(
                "SELECT res_id, module || '.' || name FROM ir_model_data"
                " WHERE model = %s AND module || '.' || name = ANY(%s)",
                model._name,
                list(SHIPPED_WORDS),
            )
        )
        return {record_id: SHIPPED_WORDS[xmlid] for record_id, xmlid in rows}

    def _get_keys(self, model, ids):
        """Return ``{key: ids}`` of the names in all languages."""
        if hasattr(model, "_get_lookup_index"):
            return model._get_lookup_index()
        index = {}
        if not ids:
            return index
        name = SQL.identifier(model._rec_name)
        model.flush_model([model._rec_name])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id IN %s",
                name,
                SQL.identifier(model._table),
                tuple(ids),
            )
        )
        for record_id, names in rows:
            texts = names.values() if isinstance(names, dict) else [names]
            for text in filter(None, texts):
                for part in {text, *text.split("/")}:
                    index.setdefault(plain_key(part), []).append(record_id)
        return index

    def _add(self, model, field, words):
        values = self._prepare_word_values(model, field)
        records = model.create([{**values(word), "name": word} for word in words])
        return dict(zip(words, records.ids, strict=True))

    def _prepare_word_values(self, model, field):
        """Return a function that gives what a new word needs besides its name."""
        if model._name != "crm.dictionary.item":
            return lambda word: {}
        kind = next(
            condition.value
            for condition in field.get_comodel_domain(model).iter_conditions()
            if condition.field_expr == "kind"
        )
        return lambda word: {"kind": kind, "code": word}
