from odoo import api, models
from odoo.exceptions import UserError

from ..tools.values import NOT_RECORD
from .crm_custom_field import CHOICE_TYPES


class ResPartner(models.Model):
    """What custom fields change in the record of a customer."""

    _inherit = "res.partner"

    @api.model
    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        if operation == "read" or not field.manual or not allowed or self.env.su:
            return allowed
        groups = self.env["crm.custom.field"]._get_edit_groups().get(field.name)
        return not groups or not groups.isdisjoint(self.env.user._get_group_ids())

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Leave custom fields out of filters, groups, sums and exports where the
        administrator said so."""
        result = super().fields_get(allfields, attributes)
        specs = self.env["crm.custom.field"]._get_specs()
        columns = self.env["crm.custom.field"]._get_column_names()
        for name in columns & result.keys():
            spec = specs.get(name)  # none: hidden
            self._limit_description(result[name], spec)
        return result

    @api.model
    def _limit_description(self, description, spec):
        allowed = {
            "searchable": spec and spec.is_searchable,
            "exportable": spec and spec.is_exportable,
            "groupable": spec and spec.is_groupable,
        }
        for attribute, is_allowed in allowed.items():
            if attribute in description and not is_allowed:
                description[attribute] = False
        if "aggregator" in description and not (spec and spec.is_measure):
            description.pop("aggregator")

    def export_data(self, fields_to_export):
        kept = self.env["crm.custom.field"]._get_column_names()
        specs = self.env["crm.custom.field"]._get_specs()
        for path in fields_to_export:
            for name in kept.intersection(path.split("/")):
                if name not in specs or not specs[name].is_exportable:
                    raise UserError(
                        self.env._(
                            "%(field)s is not exported: the customer administrator"
                            " has switched that off.",
                            field=self._get_label(name),
                        )
                    )
        return super().export_data(fields_to_export)

    @api.model
    def _get_checked_fields(self):
        names = self.env["crm.custom.field"]._get_specs()
        return (*super()._get_checked_fields(), *names)

    @api.model
    def _find_fault(self, name, value):
        fault = super()._find_fault(name, value)
        if fault or not value:
            return fault
        spec = self.env["crm.custom.field"]._get_specs().get(name)
        if not spec or spec.field_type not in CHOICE_TYPES:
            return fault
        # the domain of the field binds the form alone
        return None if self._are_choices_of(spec, value) else NOT_RECORD

    @api.model
    def _are_choices_of(self, spec, value):
        # sudo: choices are compared, not shown
        choices = self.env["crm.custom.choice"].sudo().with_context(active_test=False)
        ids = [*_named_ids(value)]
        found = choices.browse(ids).exists()
        return len(found) == len(set(ids)) and found.field_id.ids in (
            [],
            [spec.field_id],
        )


def _named_ids(value):
    """Yield the ids that a value names: a record, an id, or commands."""
    if isinstance(value, models.BaseModel):
        yield from value.ids
    elif isinstance(value, list | tuple):
        for command in value:
            if isinstance(command, int):
                yield command
            elif command[0] == 6:
                yield from command[2]
            elif command[0] in (1, 4):
                yield command[1]
            elif command[0] == 0:
                yield -1  # a choice that is made on the way: no choice of the field
    else:
        yield value
