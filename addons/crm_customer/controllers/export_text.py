from odoo import http

from odoo.addons.web.controllers import export


class TextCells:
    """Write texts as texts: never as the formula, number or link they look like."""

    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str):
            return self.worksheet.write_string(row, column, cell_value, style)
        return super().write(row, column, cell_value, style)


class XlsxWriter(TextCells, export.ExportXlsxWriter):
    pass


class GroupXlsxWriter(TextCells, export.GroupExportXlsxWriter):
    pass


class ExcelExport(export.ExcelExport):
    @http.route()
    def web_export_xlsx(self, data, **_download):
        # the client sends a token along, of which core's own route warns
        return super().web_export_xlsx(data)

    def from_data(self, fields, columns_headers, rows):
        with XlsxWriter(fields, columns_headers, len(rows)) as writer:
            for row_number, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    writer.write_cell(row_number, column, value)
        return writer.value

    def from_group_data(self, fields, columns_headers, groups):
        with GroupXlsxWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value
