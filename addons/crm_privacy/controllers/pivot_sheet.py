"""The sheet of a pivot table, from what the web client sends. No database here."""

COLUMN_WIDTH = 16
INDENT = "     "
MAX_WIDTH = 16_383  # columns of a sheet, less the one of the titles
SHEET_NAME = 31  # characters; some of them are forbidden
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_pivot(book, table):
    """Write a pivot table into a new sheet of an xlsxwriter workbook.

    :param dict table: as PivotModel.exportData returns it in the web client
    """
    grey = {"pattern": 1, "bg_color": "#AAAAAA"}
    plain, strong = book.add_format(grey), book.add_format({**grey, "bold": True})
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet(_clean_name(table["title"]))
    headers = table["col_group_headers"]
    for (row, column), title in _place_headers(headers).items():
        sheet.write(row, column, title, plain)
    row = len(headers)
    if table["measure_headers"]:
        sheet.write(row, 0, "", plain)
        for column, measure in enumerate(table["measure_headers"], 1):
            style = strong if measure["is_bold"] else plain
            sheet.write(row, column, measure["title"], style)
        sheet.set_column(0, len(table["measure_headers"]), COLUMN_WIDTH)
        row += 1
    for number, line in enumerate(table["rows"], row):
        sheet.write(number, 0, f"{line['indent'] * INDENT}{line['title']}", plain)
        for column, cell in enumerate(line["values"], 1):
            sheet.write(
                number, column, cell["value"], bold if cell.get("is_bold") else None
            )


def _place_headers(header_rows):
    """Return {(row, column): title}; a header stands left above what it spans.

    >>> tall = {"title": "Total", "width": 2, "height": 2}
    >>> sub = {"title": "A", "width": 1, "height": 1}
    >>> _place_headers([[tall], []])[0, 1]
    'Total'
    >>> _place_headers([[{**sub, "height": 2}, sub], [sub]])[1, 2]
    'A'
    """
    cells = {}
    for row, headers in enumerate(header_rows):
        cells[row, 0] = ""
        column = 1
        for header in headers:
            while (row, column) in cells:
                column += 1
            width = min(header["width"], MAX_WIDTH)
            for below in range(min(header["height"], len(header_rows) - row)):
                for right in range(width):
                    cells[row + below, column + right] = ""
            cells[row, column] = header["title"]
            column += width
    return cells


def _clean_name(title):
    return title.translate(FORBIDDEN).strip("' ")[:SHEET_NAME] or "Pivot"
