from odoo import api, models

from .crm_export_data import CUSTOMER_MODELS
from .crm_privacy_quota_read import CONTACT_FIELDS, ORDINARY_ROWS


class Base(models.AbstractModel):
    """Groups by a phone number are a list of phone numbers: they count too."""

    _inherit = "base"

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        rows = super()._read_group(domain, groupby, aggregates, *args, **kwargs)
        if len(rows) > ORDINARY_ROWS or self._gives_lists(aggregates):
            self._meter_groups(rows, (*groupby, *aggregates))
        return rows

    @api.model
    def _read_grouping_sets(
        self, domain, grouping_sets, aggregates=(), *args, **kwargs
    ):
        results = super()._read_grouping_sets(
            domain, grouping_sets, aggregates, *args, **kwargs
        )
        for groupby, rows in zip(grouping_sets, results, strict=True):
            if len(rows) > ORDINARY_ROWS or self._gives_lists(aggregates):
                self._meter_groups(rows, (*groupby, *aggregates))
        return results

    def _gives_lists(self, aggregates):
        return any(":array_agg" in spec for spec in aggregates)

    def _meter_groups(self, rows, specs):
        """Count the contact data in groups; refuse what is beyond the quota."""
        if self.env.su:
            return
        columns = [n for n, spec in enumerate(specs) if self._is_contact_spec(spec)]
        count = sum(
            len(row[n]) if isinstance(row[n], list | tuple) else 1
            for row in rows
            for n in columns[:1]
        )
        if count > ORDINARY_ROWS:
            self.env["crm.privacy.quota"]._spend("reads", count)

    def _is_contact_spec(self, spec):
        path, _dot, name = spec.partition(":")[0].rpartition(".")
        return name in CONTACT_FIELDS and (bool(path) or self._name in CUSTOMER_MODELS)
