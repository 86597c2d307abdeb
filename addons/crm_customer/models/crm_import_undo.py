from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.system_mark import marked

UNDO_KEY = "crm_import_undo"  # mark of records that an undo deletes
# tables whose rows belong to a customer and go with it
OWN_TABLES = frozenset(
    (
        "crm_duplicate_key",
        "crm_duplicate_log",
        "crm_import_line",
        "crm_search_key",
        "mail_push_device",
        "res_partner_res_partner_category_rel",
    )
)
# messages that the system writes by itself do not count as somebody's work
PEOPLE_MESSAGES = ("comment", "email", "email_outgoing")


class CrmImport(models.Model):
    _inherit = "crm.import"

    def action_undo(self):
        """Remove the customers of this import to which nothing else refers.

        Those that stay are listed in the report with the reason.

        :return: a notification with both numbers
        :raises AccessError: for anybody but the importer, supervisors, administrators
        """
        self.ensure_one()
        self._check_undo_allowed()
        removable, kept = self._split_for_undo()
        # sudo: the report is read only for everybody
        report = self.sudo()
        for line in report.line_ids.filtered(lambda line: line.partner_id.id in kept):
            line.kept_reason = ", ".join(sorted(kept[line.partner_id.id]))
        removed = len(removable.partner_id)
        self._remove_customers(removable.partner_id, removable.contact_id)
        report.write({"state": "undone", "removed_count": self.removed_count + removed})
        return self._notify_undone(removed, len(kept))

    def _is_undo_allowed(self):
        return self.env.user == self.user_id or self.env.user.has_groups(
            "sales_team.group_sale_manager,crm_customer.group_customer_admin"
        )

    def _check_undo_allowed(self):
        self.check_access("read")
        if not self._is_undo_allowed():
            raise AccessError(
                self.env._(
                    "Only %(user)s, a sales supervisor or a customer administrator can"
                    " undo the import of %(file)s.",
                    user=self.user_id.name,
                    file=self.file_name,
                )
            )
        # sudo: whether customers are left must not depend on who may see them
        if not self.sudo().line_ids.partner_id:
            raise UserError(
                self.env._(
                    "Nothing is left of the import of %(file)s that could be removed.",
                    file=self.file_name,
                )
            )

    def _split_for_undo(self):
        """Return ``(lines to remove, {customer id: reasons} of those that stay)``."""
        # sudo: what was created is removed even where it has moved out of sight
        lines = self.sudo().line_ids.filtered("partner_id")
        owners = {line.contact_id.id: line.partner_id.id for line in lines}
        owners |= {partner_id: partner_id for partner_id in lines.partner_id.ids}
        owners.pop(False, None)
        kept = {}
        for partner_id, reason in self._find_references(list(owners)):
            kept.setdefault(owners[partner_id], set()).add(reason)
        return lines.filtered(lambda line: line.partner_id.id not in kept), kept

    def _remove_customers(self, customers, contacts):
        """Delete the customers and contacts that this import has created."""
        # sudo: undoing one's own import needs no right to delete customers
        marked((contacts | customers).sudo(), UNDO_KEY).unlink()

    @api.model
    def _find_references(self, partner_ids):
        """Yield ``(partner id, what refers to it)``, all kinds in one statement.

        Counted are foreign keys, activities, messages of people, files, contacts
        that somebody has added, and changes after the import.
        """
        self.env.flush_all()
        selects, labels = [], []
        for label, select in self._get_reference_queries():
            selects.append(
                SQL("SELECT %s, partner_id FROM (%s) AS refs", len(labels), select)
            )
            labels.append(label)
        rows = self.env.execute_query(
            SQL(
                "WITH mine AS (SELECT unnest(%s::int[]) AS id) %s",
                partner_ids,
                SQL(" UNION ").join(selects),
            )
        )
        for index, partner_id in rows:
            yield partner_id, labels[index]

    def _get_reference_queries(self):
        """Return pairs of label and SQL of column ``partner_id`` over ``mine``."""
        queries = [
            (
                self.env._("later changes"),
                SQL(
                    "SELECT id AS partner_id FROM res_partner JOIN mine USING (id)"
                    " WHERE write_date > create_date"
                ),
            ),
            (
                self.env._("messages"),
                SQL(
                    "SELECT res_id AS partner_id FROM mail_message"
                    " WHERE model = 'res.partner' AND message_type IN %s"
                    " AND res_id IN (SELECT id FROM mine)",
                    PEOPLE_MESSAGES,
                ),
            ),
            (
                self.env._("activities"),
                SQL(
                    "SELECT res_id AS partner_id FROM mail_activity"
                    " WHERE res_model = 'res.partner'"
                    " AND res_id IN (SELECT id FROM mine)"
                ),
            ),
            (
                self.env._("files"),
                SQL(
                    "SELECT res_id AS partner_id FROM ir_attachment"
                    " WHERE res_model = 'res.partner' AND res_field IS NULL"
                    " AND res_id IN (SELECT id FROM mine)"
                ),
            ),
        ]
        models_by_table = self._get_models_by_table()
        for table, column in self._get_foreign_keys():
            model = models_by_table.get(table)
            if model is None or not model._transient:
                name = "" if model is None else model._name
                label = self.env["ir.model"]._get(name).name
                queries.append(
                    (
                        label or self.env._("other records"),
                        self._get_foreign_query(table, column),
                    )
                )
        return queries

    def _get_foreign_query(self, table, column):
        query = SQL(
            "SELECT %(column)s AS partner_id FROM %(table)s"
            " WHERE %(column)s IN (SELECT id FROM mine)",
            column=SQL.identifier(column),
            table=SQL.identifier(table),
        )
        if table == "res_partner":
            # what the import has created refers to itself
            query = SQL("%s AND id NOT IN (SELECT id FROM mine)", query)
        return query

    def _get_foreign_keys(self):
        """Return ``(table, column)`` of all foreign keys that point at partners."""
        rows = self.env.execute_query(
            SQL(
                """SELECT source.relname, attribute.attname
                     FROM pg_constraint con
                     JOIN pg_class source ON source.oid = con.conrelid
                     JOIN pg_attribute attribute
                       ON attribute.attrelid = con.conrelid
                      AND attribute.attnum = con.conkey[1]
                    WHERE con.contype = 'f'
                      AND con.confrelid = 'res_partner'::regclass"""
            )
        )
        own = self._get_own_tables()
        return sorted((table, column) for table, column in rows if table not in own)

    def _get_own_tables(self):
        """Return the tables whose rows are part of a customer and go with it."""
        return OWN_TABLES

    def _get_models_by_table(self):
        """Return ``{table: model}``, of relation tables the model they belong to."""
        found = {}
        for name in self.env.registry:
            model = self.env[name]
            if model._auto and not model._abstract:
                found.setdefault(model._table, model)
                for field in model._fields.values():
                    if field.type == "many2many" and field.store and field.relation:
                        found.setdefault(field.relation, model)
        return found

    def _notify_undone(self, removed, kept):
        message = self.env._("%(count)s customers removed.", count=removed)
        if kept:
            message += " " + self.env._(
                "%(count)s stay, because something refers to them: see the report.",
                count=kept,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if kept else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
