from odoo import api, fields, models

from odoo.addons.base_import.models.base_import import (
    FIELDS_RECURSION_LIMIT,
    ImportValidationError,
)

from . import crm_import_columns as columns
from .crm_import_row import ImportRow
from .crm_import_run import ImportSource

# the fields that no partner has who is not a customer
CUSTOMER_FIELDS = frozenset(
    (
        "customer_category_id",
        "customer_level_id",
        "customer_size_id",
        "customer_state",
        "customer_value_id",
        "legal_representative",
        "region_id",
        "source_id",
    )
)
ADDED_PREFIX = "x_"  # of fields that administrators add


class BaseImportImport(models.TransientModel):  # pylint: disable=no-wizard-in-models
    """The customers' list imports customers, through core's own screen.

    Good rows go in and bad ones are refused, each with its reasons; core takes all
    rows or none. What it did stands in a ``crm.import``.
    """

    _inherit = "base_import.import"

    for_customers = fields.Boolean(help="Opened from the list of customers.")

    def _is_customer_import(self, paths=()):
        """Tell whether customers are imported: by where from, or by what."""
        if not self._is_partner_file():
            return False
        return (
            self.for_customers
            or bool(self.env.context.get("customer_import"))
            or not CUSTOMER_FIELDS.isdisjoint(paths)
        ) and not {"id", ".id"}.intersection(paths)

    @api.model
    def get_fields_tree(self, model, depth=FIELDS_RECURSION_LIMIT):
        if self._is_customer_import() and depth == FIELDS_RECURSION_LIMIT:
            return self._prune_fields(super().get_fields_tree(model, depth=1))
        return super().get_fields_tree(model, depth)

    def _prune_fields(self, tree):
        """Return the part of core's tree that an import of customers can fill."""
        contact = [
            {**field, "fields": []}
            for field in tree
            if self._is_importable(columns.CONTACT + field["name"])
        ]
        pruned = []
        for field in tree:
            if columns.CONTACT.startswith(field["name"] + "/"):
                label = self.env._("Contact")
                pruned.append({**field, "string": label, "fields": contact})
            elif self._is_importable(field["name"]):
                pruned.append({**field, "fields": []})
        return pruned

    def _is_importable(self, path):
        name = path.rsplit("/", 1)[-1]
        field = self.env["res.partner"]._fields.get(name)
        return bool(field) and (
            path in columns.COLUMN_BY_PATH
            or path in columns.MOVED_FIELDS
            or name.startswith(ADDED_PREFIX)
        )

    def _get_mapping_suggestions(self, headers, header_types, fields_tree):
        """Match the titles of customer sheets first, whatever the user's language."""
        suggestions = super()._get_mapping_suggestions(
            headers, header_types, fields_tree
        )
        if not self._is_partner_file():
            return suggestions
        known = columns.match_titles([str(header) for header in headers])
        importable = {
            index: path for index, path in known.items() if self._is_importable(path)
        }
        taken = set(importable.values())
        matched = {
            (index, header): suggestion
            for (index, header), suggestion in suggestions.items()
            if suggestion
            and index not in known
            and columns.fold_title(str(header)) not in columns.IGNORED_TITLES
            and "/".join(suggestion["field_path"]) not in taken
        }
        for index, path in importable.items():
            matched[index, headers[index]] = {
                "field_path": path.split("/"),
                "distance": -1,
            }
        return matched

    def execute_import(self, fields, columns, options, dryrun=False):
        if not self._is_customer_import([path for path in fields if path]):
            return super().execute_import(fields, columns, options, dryrun=dryrun)
        self.env["res.partner"].check_access("create")
        try:
            source, rows = self._read_customers(fields, columns, options)
        except ImportValidationError as error:
            return {"ids": False, "messages": [error.__dict__], "nextrow": 0}
        report = self.env["crm.import"]._import_rows(
            rows, source, {**options, "dryrun": dryrun}
        )
        return self._describe_result(report, rows, source)

    def _read_customers(self, paths, titles, options):
        """Return the file as ``ImportSource`` and list of ``ImportRow``."""
        _length, rows = self._read_file(options)
        if len(rows[0]) != len(paths):
            raise ImportValidationError(
                self.env._(
                    "The file has %(found)s columns and %(expected)s were expected."
                    " Load the file again, or check the separator.",
                    found=len(rows[0]),
                    expected=len(paths),
                )
            )
        if options.get("has_headers"):
            titles, rows = [str(title) for title in rows[0]], rows[1:]
        used = {index: path for index, path in enumerate(paths) if path}
        self._check_columns(used, titles)
        first = options.get("skip") or 0
        source = ImportSource(self.file_name or "", list(titles), used)
        return source, [
            ImportRow(getattr(row, "number", number), list(row))
            for number, row in enumerate(rows, 2)
        ][first:]

    def _check_columns(self, used, titles):
        """Refuse a choice of columns that cannot be imported as it is."""
        if columns.NAME not in used.values():
            raise ImportValidationError(
                self.env._(
                    "No column is the customer's name. Choose the field Name for it."
                )
            )
        self._check_moved_columns(used, titles)
        seen = {}
        for index, path in used.items():
            if path in seen:
                raise ImportValidationError(
                    self.env._(
                        "The columns %(first)s and %(second)s go to the same field."
                        " Choose one of them.",
                        first=titles[seen[path]],
                        second=titles[index],
                    )
                )
            seen[path] = index
            if not self._is_importable(path):
                raise ImportValidationError(
                    self.env._(
                        "The column %(title)s cannot be imported into %(field)s.",
                        title=titles[index],
                        field=path,
                    )
                )

    def _check_moved_columns(self, used, titles):
        """Refuse columns of owner, pool, place and deadline: moves decide them.

        A title that means one of them is refused, too, where the field is not
        offered for a match at all.
        """
        known = columns.match_titles([str(title) for title in titles])
        moved = [
            index
            for index, path in {**known, **used}.items()
            if path in columns.MOVED_FIELDS
            and path not in self.env["crm.import"]._get_moved_fields_taken()
            and (index in used or not self._is_importable(path))
        ]
        if moved:
            raise ImportValidationError(
                self.env._(
                    "The column %(titles)s cannot be imported: who holds a customer,"
                    " its pool and its deadlines follow from moves. Choose pool and"
                    " place beside the file, or leave the column out.",
                    titles=", ".join(str(titles[index]) for index in moved),
                )
            )

    def _describe_result(self, report, rows, source):
        """Return what core's client expects, and our own summary beside it."""
        created = [row for row in rows if row.partner_id]
        good = [row for row in rows if not row.is_refused]
        return {
            "ids": [row.partner_id for row in created]
            if report
            else (list(range(1, len(good) + 1))),
            "messages": self._prepare_messages(rows, source),
            "nextrow": 0,
            "name": [],
            "customer_import": {
                "report_id": report.id,
                "read": len(rows),
                "good": len(good),
                "warned": sum(row.is_warned for row in rows),
                "refused": len(rows) - len(good),
            },
        }

    def _prepare_messages(self, rows, source):
        titles = source.get_labels(self.env["res.partner"])
        return [
            {
                "type": problem.severity,
                "priority": problem.severity,
                "message": problem.message,
                "record": row.number,
                # counted from 0 in core's messages, where the client adds 1
                "rows": {"from": row.number - 1, "to": row.number - 1},
                "row": row.number,
                "name": row.customer.get(columns.NAME) or "",
                "field": problem.path,
                "field_path": problem.path.split("/") if problem.path else False,
                "field_name": titles.get(problem.path, ""),
                "value": problem.value,
            }
            for row in rows
            for problem in row.told
        ]
