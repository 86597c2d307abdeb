from odoo import api, models, tools
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from .crm_custom_field_column import CURRENCY


class IrModelFields(models.Model):
    """Manual fields obey their groups, as fields of addons do.

    Core keeps ``groups`` of a manual field and asks nobody for them.
    """

    _inherit = "ir.model.fields"

    def _instanciate_attrs(self, field_data):
        is_ours = field_data["currency_field"] == CURRENCY
        if is_ours:
            # Core waits with such a field until all addons are there; views of ours
            # are checked before.
            field_data = {**field_data, "currency_field": None}
        attrs = super()._instanciate_attrs(field_data)
        if attrs and is_ours:
            attrs["currency_field"] = CURRENCY
        groups = self._get_manual_groups().get(field_data["id"])
        if attrs and groups:
            attrs["groups"] = groups
        return attrs

    @api.model
    @tools.ormcache(cache="stable")
    def _get_manual_groups(self):
        """Return ``{field id: external ids of its groups}``; a group without one
        opens the field to nobody."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT field_id, string_agg(name, ',' ORDER BY name)
                  FROM (SELECT r.field_id,
                               COALESCE(min(d.module || '.' || d.name), %s) AS name
                          FROM ir_model_fields_group_rel r
                          JOIN ir_model_fields f ON f.id = r.field_id
                                                AND f.state = 'manual'
                     LEFT JOIN ir_model_data d ON d.model = 'res.groups'
                                              AND d.res_id = r.group_id
                      GROUP BY r.field_id, r.group_id) named
                 GROUP BY field_id
                """,
                NO_ACCESS,
            )
        )
        return {
            field_id: NO_ACCESS if NO_ACCESS in names.split(",") else names
            for field_id, names in rows
        }
