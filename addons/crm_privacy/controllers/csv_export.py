from odoo import http

from odoo.addons.web.controllers import export

# core puts an apostrophe before = + and - alone
LIVE = ("@", "|", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


class CsvExport(export.CSVExport):
    @http.route()
    def web_export_csv(self, data, **_download):
        # the client sends a token along, of which core's own route warns
        return super().web_export_csv(data)

    def from_data(self, fields, columns_headers, rows):
        return super().from_data(
            fields,
            [as_text(title) for title in columns_headers],
            [[as_text(value) for value in row] for row in rows],
        )


def as_text(value):
    """Return a cell that no spreadsheet takes for a formula.

    >>> as_text("@SUM(A1)"), as_text("+86 138"), as_text("=1"), as_text("华信")
    ("'@SUM(A1)", '+86 138', '=1', '华信')
    """
    if isinstance(value, str) and value.startswith(LIVE):
        return "'" + value.replace("\0", "")
    return value
