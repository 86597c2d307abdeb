import hashlib
import random
from typing import NamedTuple

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.text_keys import plain_key
from .crm_import_columns import CONTACT, NAME

SAMPLE_SIZE = 20  # rows shown beside what became of them


class ImportSource(NamedTuple):
    """The file: name, titles in order, ``{index: field path}`` of its columns."""

    file_name: str
    titles: list
    paths: dict

    def get_labels(self, partners):
        """Return ``{field path: how people call it}``: the title in the file, if any.

        Rules may speak of fields that the file does not have.
        """
        labels = {
            prefix + name: field["string"]
            for name, field in partners.fields_get(attributes=["string"]).items()
            for prefix in ("", CONTACT)
        }
        titles = {
            path: self.titles[index]
            for index, path in self.paths.items()
            if self.titles[index]
        }
        return labels | titles


class CrmImport(models.Model):
    _inherit = "crm.import"

    @api.model
    def _import_rows(self, rows, source, options):
        """Check the rows and create what is good, everything in sets.

        :param list rows: of ``ImportRow``; their problems say in the end what is
            wrong with each, their ``partner_id`` what was created
        :param ImportSource source:
        :param dict options: of the import screen; ``dryrun`` checks and writes nothing
        :return: the report, an empty recordset after a dry run
        """
        self.env["crm.import.converter"]._convert(rows, source.paths, options)
        self._check_equal_rows(rows, source.paths)
        self._check_entries([row for row in rows if not row.is_repeated])
        if options.get("dryrun"):
            return self.browse()
        self._create_set([row for row in rows if not row.is_refused], options)
        return self._create_report(rows, source)

    def _check_equal_rows(self, rows, paths):
        """Refuse rows that say the same as an earlier one, here or in a past import."""
        seen = {}
        for row in rows:
            row.fingerprint = self._get_fingerprint(row, paths)
            if earlier := seen.get(row.fingerprint):
                row.refuse_repeated(self.env._("The same as row %(row)s.", row=earlier))
            seen.setdefault(row.fingerprint, row.number)
        past = self._find_past_rows(list(seen))
        for row in rows:
            if row.fingerprint in past and not row.is_repeated:
                file_name, number = past[row.fingerprint]
                row.refuse_repeated(
                    self.env._(
                        "Imported before: row %(row)s of %(file)s.",
                        row=number,
                        file=file_name,
                    )
                )

    def _get_fingerprint(self, row, paths):
        texts = sorted(
            f"{path}={plain_key(str(row.cells[index]))}"
            for index, path in paths.items()
        )
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()

    def _find_past_rows(self, fingerprints):
        """Return ``{fingerprint: (file, row)}`` of rows whose customer is still there.

        SQL, as it must count imports of people whose reports the user cannot read;
        it tells no more than that the row which the user has is known.
        """
        self.env["crm.import.line"].flush_model(["fingerprint", "partner_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT line.fingerprint, report.file_name, line.row
                     FROM crm_import_line line
                     JOIN crm_import report ON report.id = line.import_id
                    WHERE line.company_id = %s
                      AND line.partner_id IS NOT NULL
                      AND line.fingerprint = ANY(%s)""",
                self.env.company.id,
                fingerprints,
            )
        )
        return {fingerprint: place for fingerprint, *place in rows}

    def _create_set(self, rows, options):
        """Create the customers of the rows; refuse those that the database refuses.

        What the entry rules let through hardly ever fails. If something does, the
        set is halved until the row stands alone.
        """
        if not rows:
            return
        try:
            with self.env.cr.savepoint():
                self._create_customers(rows, options)
        except AccessError:
            raise
        except (UserError, psycopg2.IntegrityError, psycopg2.DataError) as error:
            for row in rows:
                row.partner_id = row.contact_id = None
            if len(rows) == 1:
                rows[0].add_problem("", "", self._get_error_text(error))
                return
            half = len(rows) // 2
            self._create_set(rows[:half], options)
            self._create_set(rows[half:], options)

    def _get_error_text(self, error):
        if isinstance(error, UserError):
            return str(error)
        return self.env["res.partner"]._sql_error_to_message(error)

    def _create_report(self, rows, source):
        # sudo: reports are written by imports alone, nobody may forge one
        report = self.sudo().create(self._prepare_report_values(rows, source))
        chosen = random.Random(report.id)
        size = min(SAMPLE_SIZE, len(rows))
        sample = set(chosen.sample(range(len(rows)), size))
        labels = source.get_labels(self.env["res.partner"])
        # sudo: see above
        self.env["crm.import.line"].sudo().create(
            [
                report._prepare_line_values(row, index in sample, labels)
                for index, row in enumerate(rows)
            ]
        )
        return report.sudo(False)

    def _prepare_report_values(self, rows, source):
        return {
            "file_name": source.file_name,
            "user_id": self.env.uid,
            "date": fields.Datetime.now(),
            "company_id": self.env.company.id,
            "titles": source.titles,
            "paths": [source.paths.get(index) for index in range(len(source.titles))],
            "read_count": len(rows),
            "created_count": sum(bool(row.partner_id) for row in rows),
            "contact_count": sum(bool(row.contact_id) for row in rows),
            "warned_count": sum(row.is_warned for row in rows),
            "refused_count": sum(row.is_refused for row in rows),
        }

    def _prepare_line_values(self, row, is_sample, labels):
        titles = [labels[problem.path] for problem in row.told if problem.path]
        kept = is_sample or row.told
        return {
            "import_id": self.id,
            "company_id": self.company_id.id,
            "row": row.number,
            "state": row.state,
            "name": row.customer.get(NAME),
            "field_labels": ", ".join(dict.fromkeys(titles)),
            "reason": "\n".join(problem.message for problem in row.told),
            "values": row.get_texts() if kept else None,
            "is_sample": is_sample,
            "partner_id": row.partner_id,
            "contact_id": row.contact_id,
            "fingerprint": row.fingerprint,
        }
