import re

from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.text_keys import plain_key

PART_SEPARATORS = re.compile(r"[/／、|]")


class CrmNameLookup(models.AbstractModel):
    """Find the rows of a small list by what people write for them.

    An exact name search also accepts the code, each part of a name such as
    "Agent/Distributor", any installed language, and full-width letters.
    """

    _name = "crm.name.lookup"
    _description = "Lookup of a Short List by Name"

    # columns whose text names the record; translated ones count in all languages
    _lookup_fields = ("name", "code")

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator not in ("=", "in"):
            return domain
        values = [value] if isinstance(value, str) else value
        found = self._lookup_ids(text for text in values if isinstance(text, str))
        return Domain.OR([domain, Domain("id", "in", found)]) if found else domain

    @api.model
    def _lookup_ids(self, texts):
        """Return the ids that any of ``texts`` names exactly."""
        index = self._get_lookup_index()
        return [
            record_id
            for text in texts
            for record_id in index.get(self._get_lookup_key(text), ())
        ]

    @api.model
    @tools.ormcache()
    def _get_lookup_index(self):
        """Return {key: ids} over every record, archived ones too."""
        index = {}
        for record_id, *columns in self._fetch_lookup_rows():
            for key in {key for text in columns for key in self._get_text_keys(text)}:
                index.setdefault(key, []).append(record_id)
        return {key: tuple(ids) for key, ids in index.items()}

    def _fetch_lookup_rows(self):
        """Return rows of id and the raw columns; translated ones come as a dict."""
        self.flush_model(self._lookup_fields)
        return self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s ORDER BY id",
                SQL(", ").join(SQL.identifier(name) for name in self._lookup_fields),
                SQL.identifier(self._table),
            )
        )

    @api.model
    def _get_text_keys(self, text):
        """Return the keys under which a column's text can be found."""
        texts = text.values() if isinstance(text, dict) else [text]
        keys = set()
        for value in filter(None, texts):
            parts = [value, *PART_SEPARATORS.split(value)]
            keys.update(filter(None, map(self._get_lookup_key, parts)))
        return keys

    @api.model
    def _get_lookup_key(self, text):
        return plain_key(text)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self._forget_lookup()
        return records

    def write(self, vals):
        result = super().write(vals)
        if not set(self._lookup_fields).isdisjoint(vals):
            self._forget_lookup()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_lookup()
        return result

    def _forget_lookup(self):
        self.env.registry.clear_cache()
