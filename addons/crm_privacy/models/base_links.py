import logging

from odoo import api, models
from odoo.exceptions import AccessError, MissingError
from odoo.tools import ormcache

from ..tools.links import named_ids, nested_values

_logger = logging.getLogger(__name__)

# Who may name such a record learns from the answer what is in it.
GUARDED_MODELS = ("res.partner", "res.partner.bank")


class Base(models.AbstractModel):
    """Nobody links a record to a customer that they cannot read.

    A new order, lead or meeting of a hidden customer would show its name, phone and
    address at once: in the values that core computes from it, in a saved record and
    in an unsaved form alike. Links that exist already stay.
    """

    _inherit = "base"

    @api.model
    @ormcache()
    def _get_guarded_fields(self):
        """Return ``{field name: model}`` of the relations that the guard watches."""
        return {
            name: field.comodel_name
            for name, field in self._fields.items()
            if field.relational and field.comodel_name in self._get_guarded_models()
        }

    @api.model
    def _get_guarded_models(self):
        """Return the models that nobody links to whose record they cannot read.
        Other addons add theirs."""
        return GUARDED_MODELS

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and self._get_guarded_fields():
            hidden = self._find_hidden_links(*vals_list)  # one look for all of them
            if not self._are_created_here(hidden):
                for vals in vals_list:
                    self._refuse_hidden_links(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and not self._get_guarded_fields().keys().isdisjoint(vals):
            self._refuse_hidden_links(vals)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        if not self.env.su and self.env.user._is_guarded():
            self._refuse_hidden_tree(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def default_get(self, fields):
        """Defaults that name hidden customers are left out, wherever they are from:
        the context, ``ir.default`` or the user's own favourites."""
        values = super().default_get(fields)
        if self.env.su or self._get_guarded_fields().keys().isdisjoint(values):
            return values
        return {
            name: value
            for name, value in values.items()
            if not self._find_hidden_links({name: value})
        }

    def _refuse_hidden_tree(self, values):
        """As below, for the values of the records in it too."""
        self._refuse_hidden_links(values)
        for name, value in values.items():
            field = self._fields.get(name)
            if not field or field.type not in ("one2many", "many2many"):
                continue
            for record_id, nested in nested_values(value):
                lines = self.env[field.comodel_name].browse(record_id)
                lines._refuse_hidden_tree(nested)

    def _refuse_hidden_links(self, vals):
        """Refuse values that would link ``self``, or a new record, to what the
        caller cannot read and what is not linked to it already.

        :raises AccessError: naming the field, not the record
        """
        hidden = self._find_hidden_links(vals)
        if not hidden:
            return
        known = self._get_known_links(vals)
        for name, ids in hidden.items():
            if ids - known.get(self._fields[name].comodel_name, set()):
                raise self._make_hidden_link_error(name, ids)

    def _find_hidden_links(self, *vals_list):
        """Return ``{field name: ids that the caller cannot read}``."""
        named = {}
        for vals in vals_list:
            self._collect_named_ids(vals, named)
        if not named or not self.env.user._is_guarded():
            return {}
        fields = self._get_guarded_fields()
        result = {}
        for name, ids in named.items():
            hidden = self.env[fields[name]]._find_hidden_ids(ids)
            if hidden:
                result[name] = hidden
        return result

    @api.model
    def _are_created_here(self, hidden):
        """Whether the caller made all that :meth:`_find_hidden_links` found in this
        transaction: contacts of an import into the open sea."""
        created = self.env["res.partner"]._get_created_ids()
        return all(
            self._fields[name].comodel_name == "res.partner" and ids <= created
            for name, ids in hidden.items()
        )

    def _collect_named_ids(self, vals, named):
        """Add to ``named`` the ids that ``vals`` gives for each guarded field."""
        for name in self._get_guarded_fields().keys() & vals.keys():
            try:
                ids = named_ids(self._fields[name], vals[name])
            except ValueError as error:
                raise self._make_hidden_link_error(name, vals[name]) from error
            if ids:
                named.setdefault(name, set()).update(ids)

    @api.model
    def _find_hidden_ids(self, ids):
        """Return those of ``ids`` that the caller cannot read, or not in full, as a
        set."""
        records = self.browse(ids).sudo(False)
        try:
            visible = records._filtered_access("read")
        except MissingError:
            # What does not exist is refused alike: the answer tells nothing.
            visible = records.exists()._filtered_access("read")
        if self._name == "res.partner":
            visible -= visible._filter_contact_masked()
        return ids - set(visible.ids)

    def _get_known_links(self, vals):
        """Return ``{model: ids}`` that a record made or changed with ``vals`` may
        name although the caller cannot read them: what each record of ``self`` and
        of :meth:`_get_link_sources` is linked to already, and what the caller made
        in this transaction (an import into the open sea)."""
        sources = [self[index] for index in range(len(self))]
        if not sources:
            documents = self._get_link_sources(vals)
            sources = [documents] if documents else []
        links = [source._collect_links() for source in sources]
        known = {
            model: set.intersection(*(link[model] for link in links))
            if links
            else set()
            for model in self._get_guarded_models()
        }
        known["res.partner"] |= self.env["res.partner"]._get_created_ids()
        return known

    def _get_link_sources(self, vals):
        """Return the documents, readable by the caller, whose customers a new record
        of this model may name. By default only a wizard's."""
        if not self._transient:
            return None
        context = self.env.context
        return self._browse_link_source(
            context.get("active_model"),
            context.get("active_ids") or [context.get("active_id")],
        )

    @api.model
    def _browse_link_source(self, model, ids):
        if not isinstance(model, str) or model not in self.env:
            return None
        ids = [record_id for record_id in ids if type(record_id) is int]
        documents = self.env[model].browse(ids).exists()
        return documents if documents.has_access("read") else None

    def _collect_links(self):
        """Return ``{model: ids}`` of the guarded records that ``self`` names."""
        links = {model: set() for model in self._get_guarded_models()}
        # sudo: only compared, never shown
        documents = self.sudo()
        if self._name in links:
            links[self._name].update(self.ids)
        for name, model in self._get_guarded_fields().items():
            if self._fields[name].store:
                links[model].update(documents[name].ids)
        return links

    def _make_hidden_link_error(self, name, value):
        _logger.info(
            "User %s may not link %s.%s to %s", self.env.uid, self._name, name, value
        )
        label = self._fields[name].get_description(self.env, ["string"])["string"]
        return AccessError(
            self.env._(
                "%(field)s: you may not use a customer that you do not see in full."
                " Claim the customer, or ask its owner or a supervisor.",
                field=label,
            )
        )
