"""Reading of tables out of files, without any meaning given to them."""

import csv
import datetime
import io
import re
import zipfile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

MAX_UNPACKED = 200_000_000  # bytes of a workbook when unpacked
MAX_ROWS = 50_000  # rows of one file, titles included
MAX_COLUMNS = 200
MAX_CELL = 2_000_000  # characters; longer ones stop the reading of the file
EXACT_DIGITS = 15  # digits that a spreadsheet keeps of a number

ZIP_MAGIC = b"PK\x03\x04"
# tried in this order: a text that is valid UTF-8 is hardly ever anything else
ENCODINGS = ("utf-8", "gb18030", "big5")
SEPARATORS = (",", ";", "\t", "|")
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+)(?::[A-Z]+(\d+))?"')


class SheetError(Exception):
    """A file that cannot be read as a table; ``code`` says why."""

    def __init__(self, code, **details):
        super().__init__(code)
        self.code = code
        self.details = details


class SheetRow(list):
    """The texts and dates of a row that knows its number in the sheet."""

    __slots__ = ("number",)

    def __init__(self, values, number):
        super().__init__(values)
        self.number = number


def read_text(data, encoding=None):
    """Return the decoded text and the encoding that fitted."""
    if not data.strip():
        raise SheetError("empty")
    if data.startswith(ZIP_MAGIC):
        raise SheetError("broken")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    for candidate in [encoding] if encoding else ENCODINGS:
        try:
            return data.decode(candidate).removeprefix("\ufeff"), candidate
        except (UnicodeDecodeError, LookupError):
            continue
    raise SheetError("encoding", encoding=encoding or ", ".join(ENCODINGS))


def guess_separator(text, quote='"'):
    """Return the separator that cuts the first lines into most columns.

    >>> guess_separator("a;b;c\\n1,5;2;3")
    ';'
    """
    head = io.StringIO(text[:20_000])

    def count_columns(separator):
        head.seek(0)
        reader = csv.reader(head, delimiter=separator, quotechar=quote)
        rows = (row for row in reader if row)
        widths = [len(row) for row, _index in zip(rows, range(5), strict=False)]
        return min(widths, default=0)

    return max(SEPARATORS, key=count_columns)


def read_csv(text, separator=",", quote='"'):
    """Return the rows that hold something, numbered as a spreadsheet shows them."""
    csv.field_size_limit(MAX_CELL)
    rows = []
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, quotechar=quote
    )
    try:
        for number, values in enumerate(reader, 1):
            _add_row(rows, values, number)
    except csv.Error as error:
        raise SheetError("cell", row=reader.line_num) from error
    return _square(rows)


def open_workbook(data):
    """Return the zip archive of an xlsx after looking at its size and content."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise SheetError("broken") from error
    if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
        raise SheetError("size", limit=MAX_UNPACKED // 1_000_000)
    if any(name.endswith("vbaProject.bin") for name in archive.namelist()):
        raise SheetError("macro")
    return archive


def read_xlsx(data, sheet_name=None):
    """Return ``(rows, sheet names, name of the sheet read)``.

    Text stays text, one that looks like a formula too. A true formula counts
    with the result saved beside it, or as its text when there is none.
    """
    archive = open_workbook(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        names = [sheet.title for sheet in book.worksheets]
        name = sheet_name if sheet_name in names else (names or [None])[0]
        if name is None:
            raise SheetError("empty")
        rows, has_formula = _read_cells(book[name])
        if has_formula:
            _put_results(rows, data, name)
        _refuse_merged(archive, book[name], rows)
    except (
        KeyError,
        ValueError,
        SyntaxError,
        OSError,
        zipfile.BadZipFile,
        InvalidFileException,
    ) as error:
        raise SheetError("broken") from error
    return _square(rows), names, name


def _read_cells(sheet):
    rows, has_formula = [], False
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.rows, 1):
        values = []
        for cell in cells[:MAX_COLUMNS]:
            values.append(as_text(cell.value))
            has_formula = has_formula or cell.data_type == "f"
        _add_row(rows, values, number)
    return rows, has_formula


def _put_results(rows, data, name):
    """Replace the text of formulas by the results that the file carries."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheet = book[name]
    sheet.reset_dimensions()
    by_number = {row.number: row for row in rows}
    for number, values in enumerate(sheet.values, 1):
        if row := by_number.get(number):
            for index, value in enumerate(values[: len(row)]):
                if value is not None:
                    row[index] = as_text(value)


def _refuse_merged(archive, sheet, rows):
    """Refuse merged cells below the titles: nobody can tell whose value it is."""
    titles = rows[0].number if rows else 1
    path = sheet._worksheet_path.lstrip("/")
    tail = b""
    with archive.open(path) as part:
        while chunk := part.read(1_000_000):
            for match in _MERGED.finditer(tail + chunk):
                column, first, last = match.groups()
                if int(last or first) > titles:
                    raise SheetError("merged", cell=f"{column.decode()}{int(first)}")
            tail = chunk[-60:]


def as_text(value):
    """Return a cell's value as the text that a person would type, dates as dates.

    >>> as_text(13800139999.0), as_text(12830000), as_text(0.5), as_text(None)
    ('13800139999', '12830000', '0.5', '')
    >>> as_text(9.1110105e17)
    '9.1110105E+17'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return _number_as_text(value)
    if isinstance(value, datetime.datetime):
        return value if value.time() else value.date()
    if isinstance(value, datetime.date):
        return value
    return str(value)


def _number_as_text(number):
    if abs(number) >= 10**EXACT_DIGITS:
        return repr(float(number)).upper()
    return str(int(number)) if number == int(number) else repr(number)


def _add_row(rows, values, number):
    if any(value.strip() if isinstance(value, str) else value for value in values):
        if len(rows) >= MAX_ROWS:
            raise SheetError("rows", limit=MAX_ROWS)
        rows.append(SheetRow(values, number))


def _square(rows):
    """Give all rows the length of the longest one that says something."""
    width = max((_last_filled(row) for row in rows), default=0)
    for row in rows:
        del row[width:]
        row.extend([""] * (width - len(row)))
    return rows


def _last_filled(row):
    filled = [index for index, value in enumerate(row, 1) if value != ""]
    return filled[-1] if filled else 0
