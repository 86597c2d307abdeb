import io
import json

import xlsxwriter
from werkzeug.datastructures import FileStorage

from odoo import http
from odoo.http import content_disposition, request
from odoo.tools import osutil

from odoo.addons.web.controllers import pivot

from ..models.crm_export_data import CUSTOMER_MODELS
from .pivot_sheet import write_pivot

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# texts stay texts, whatever they look like
TEXT_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class PivotExport(pivot.TableExporter):
    @http.route()
    def export_xlsx(self, data, **kw):
        table = json.load(data) if isinstance(data, FileStorage) else json.loads(data)
        if not table:
            return super().export_xlsx(data, **kw)
        if table["model"] in CUSTOMER_MODELS:
            self._log_table(table)
        title = request.env._(
            "Pivot %(title)s (%(model)s)", title=table["title"], model=table["model"]
        )
        name = osutil.clean_filename(title) + ".xlsx"
        return request.make_response(
            self._build_workbook(table),
            [
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(name)),
            ],
        )

    def _build_workbook(self, table):
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, TEXT_OPTIONS) as book:
            write_pivot(book, table)
        return output.getvalue()

    def _log_table(self, table):
        """Log what the client sends: the server does not know the rows behind."""
        request.env.user._check_operation("export")
        measures = (measure["title"] for measure in table["measure_headers"])
        request.env["crm.export.log"]._append_at_once(
            {
                "via": "pivot",
                "model": table["model"],
                "rows": len(table["rows"]),
                "field_names": ", ".join(dict.fromkeys(measures)),
                "domain": table["title"],
            }
        )
