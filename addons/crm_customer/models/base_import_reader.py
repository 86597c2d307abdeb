from contextlib import contextmanager

from odoo import models
from odoo.tools import LazyTranslate

from odoo.addons.base_import.models.base_import import ImportValidationError

from .crm_import_sheet import (
    SheetError,
    SheetRow,
    guess_separator,
    read_csv,
    read_text,
    read_xlsx,
)

_lt = LazyTranslate(__name__)

EXPLANATIONS = {
    "empty": _lt("The file is empty: there is nothing to import."),
    "titles": _lt("The file has titles but no row below them."),
    "encoding": _lt(
        "The text of the file is not written in %(encoding)s."
        " Save it as xlsx, or as CSV in UTF-8."
    ),
    "cell": _lt(
        "Near line %(row)s a cell is longer than any list has, or a quotation mark is"
        " not closed. Check the line and the text delimiter."
    ),
    "broken": _lt(
        "The file cannot be opened as a workbook. Save it again as xlsx or CSV."
    ),
    "size": _lt(
        "Unpacked, the file is larger than %(limit)s MB and is not opened."
        " Split it into smaller files."
    ),
    "rows": _lt("The file has more than %(limit)s rows. Split it into smaller files."),
    "macro": _lt(
        "The workbook contains macros and is not opened."
        " Save it as xlsx without macros, or as CSV."
    ),
    "merged": _lt(
        "Cell %(cell)s is merged with others, so it is not clear which rows its value"
        " belongs to. Unmerge the cells below the titles and fill each."
    ),
}

# how a workbook of the old binary format names the folder of its macros
OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")


class BaseImportImport(models.TransientModel):  # pylint: disable=no-wizard-in-models
    """Partner files are read by our own readers: bounded, with row numbers.

    Values come as core's readers give them, texts and dates; each row is a
    ``SheetRow`` that knows the number which the spreadsheet shows for it.
    """

    _inherit = "base_import.import"

    def _is_partner_file(self):
        return self.res_model == "res.partner"

    def _read_file(self, options):
        if self._is_partner_file() and not (self.file or b"").strip():
            raise ImportValidationError(self._explain(SheetError("empty")))
        return super()._read_file(options)

    def _read_xlsx(self, options):
        if not self._is_partner_file():
            return super()._read_xlsx(options)
        with self._explaining():
            rows, names, name = read_xlsx(self.file or b"", options.get("sheet"))
        options.update(sheets=names, sheet=name)
        return self._check_rows(rows, options)

    def _read_csv(self, options):
        if not self._is_partner_file():
            return super()._read_csv(options)
        quote = options.get("quoting") or '"'
        if len(quote) != 1:
            return super()._read_csv(options)
        with self._explaining():
            text, encoding = read_text(self.file or b"", options.get("encoding"))
            separator = options.get("separator") or guess_separator(text, quote)
            rows = read_csv(text, separator, quote)
        options.update(encoding=encoding, separator=separator)
        return self._check_rows(rows, options)

    def _read_xls(self, options):
        if self._is_partner_file() and OLE_MACROS in (self.file or b""):
            raise ImportValidationError(self._explain(SheetError("macro")))
        length, rows = super()._read_xls(options)
        return (
            self._check_rows(rows, options)
            if self._is_partner_file()
            else (length, rows)
        )

    def _read_xls_book(self, book, sheet_name):
        length, rows = super()._read_xls_book(book, sheet_name)
        # core leaves out blank lines and does not say which
        sheet = book.sheet_by_name(sheet_name)
        numbers = [
            number
            for number in range(1, sheet.nrows + 1)
            if any(str(value).strip() for value in sheet.row_values(number - 1))
        ]
        return length, list(map(SheetRow, rows, numbers))

    @contextmanager
    def _explaining(self):
        try:
            yield
        except SheetError as error:
            raise ImportValidationError(self._explain(error)) from error

    def _check_rows(self, rows, options):
        if not rows:
            raise ImportValidationError(self._explain(SheetError("empty")))
        if len(rows) == 1 and options.get("has_headers"):
            raise ImportValidationError(self._explain(SheetError("titles")))
        if options.get("has_headers"):
            rows[0][:] = map(str, rows[0])
        return len(rows), rows

    def _explain(self, error):
        """Return the sentence for a ``SheetError``: what is wrong and the way out."""
        text = self.env._(EXPLANATIONS[error.code])
        return text % error.details
