"""A spreadsheet as rows of texts, whatever program wrote it. Its size is bounded before it is read."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from zipfile import ZipFile

from kiosk.errors import ReasonedError

FILE_BYTES_MAX = 10_000_000
UNPACKED_BYTES_MAX = 40_000_000
"""What a workbook may hold once it is unpacked: a bomb holds more."""
PACKED_BELOW = 200
"""A part of a workbook may be so many times smaller packed than unpacked, once it is large."""
ROWS_MAX = 10_001
COLUMNS_MAX = 100
CELL_LETTERS_MAX = 20_000
_DELIMITERS = (";", ",", "\t")
_SHOWN = {"\t": "⇥"}
_SAMPLE_LINES = 20
_LARGE = 1_000_000
_LAST_ROW = ROWS_MAX + 5_000
"""Empty ones counted: nobody has to wait for a row at the end of the world."""
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c r="[A-Z]{1,3}([0-9]{5,})"[^>]*>(?=<(?:\w+:)?[vif])')
_BOM8 = b"\xef\xbb\xbf"


class TableError(ReasonedError):
    """A file is not taken as a table.

    Reasons: ``empty``, ``too_large``, ``unreadable``, ``old_excel``, ``too_many_rows``, ``too_many_columns``.
    """


@dataclass(frozen=True)
class Row:
    """A line of the table, with the number by which its program shows it."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()
    """Places of cells that are computed: their last value was taken."""
    uncomputed: frozenset[int] = frozenset()
    """Places of cells with a formula whose value is not in the file."""


@dataclass(frozen=True)
class Table:
    """Rows with something in them, the heading first."""

    rows: tuple[Row, ...]
    form: str
    """How it was read, for the person who gave it: ``XLSX``, ``CSV ; UTF-8``."""


def read_table(content: bytes) -> Table:
    """Read a file as CSV or XLSX, by what is in it and not by its name.

    Raises:
        TableError: it is neither, it is empty, or it is too large.
    """
    if len(content) > FILE_BYTES_MAX:
        raise TableError("too_large")
    if not content.strip():
        raise TableError("empty")
    if content.startswith(b"PK\x03\x04"):
        found = _workbook(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError("old_excel")
    else:
        found = _text(content)
    if not found.rows:
        raise TableError("empty")
    return found


def _bounded(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows that say something; looks at no more of them than are allowed."""
    kept = []
    for row in rows:
        if len(row.cells) > COLUMNS_MAX and any(row.cells[COLUMNS_MAX:]):
            raise TableError("too_many_columns")
        if any(cell.strip() for cell in row.cells) or row.uncomputed:
            kept.append(row)
            if len(kept) > ROWS_MAX:
                raise TableError("too_many_rows")
    return tuple(kept)


# -- CSV -----------------------------------------------------------------------------------------


def _text(content: bytes) -> Table:
    written, encoding = _decoded(content)
    if "\x00" in written:
        raise TableError("unreadable")
    delimiter = _delimiter(written)
    reader = csv.reader(io.StringIO(written, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = _bounded(_lines(reader))
    except csv.Error:
        raise TableError("unreadable") from None
    return Table(rows, f"CSV {_SHOWN.get(delimiter, delimiter)} {encoding}")


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            raise TableError("unreadable") from None
    try:
        return content.removeprefix(_BOM8).decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        # Five bytes mean nothing in it; then it is no text of a Western spreadsheet at all.
        try:
            return content.decode("cp1252"), "Windows-1252"
        except UnicodeDecodeError:
            raise TableError("unreadable") from None


def _delimiter(written: str) -> str:
    """The sign that cuts the first lines into the most columns, the same number in each."""

    def score(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(written[:200_000], newline=""), delimiter=delimiter)
        widths = []
        try:
            for line in reader:
                if any(line):
                    widths.append(len(line))
                if len(widths) == _SAMPLE_LINES:
                    break
        except csv.Error:
            return 0, 0
        if not widths or widths[0] < 2:
            return 0, 0
        return sum(width == widths[0] for width in widths), widths[0]

    return max(_DELIMITERS, key=score)


def _lines(reader: Iterable[list[str]]) -> Iterator[Row]:
    for number, line in enumerate(reader, 1):
        yield Row(number, tuple(cell[:CELL_LETTERS_MAX] for cell in line[: COLUMNS_MAX + 1]))


# -- XLSX ----------------------------------------------------------------------------------------


def _workbook(content: bytes) -> Table:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
        values, formulas = _sheet(content, data_only=True), _sheet(content, data_only=False)
        with closing(values), closing(formulas):
            rows = _bounded(_joined(values, formulas))
    except TableError:
        raise
    except Exception:  # noqa: BLE001 - openpyxl raises whatever a wrong file leads it into
        raise TableError("unreadable") from None
    return Table(rows, "XLSX")


def _check_archive(archive: ZipFile) -> None:
    """Refuse a workbook that grows beyond measure, by what its directory says; reading checks that too."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names or len(names) != len(parts):
        raise TableError("unreadable")
    if sum(part.file_size for part in parts) > UNPACKED_BYTES_MAX:
        raise TableError("too_large")
    for part in parts:
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise TableError("unreadable")
        if part.file_size > _LARGE and part.file_size > PACKED_BELOW * max(part.compress_size, 1):
            raise TableError("too_large")
        if part.filename.endswith((".xml", ".rels")):
            written = archive.read(part)
            # Entities are how a small text becomes an endless one; workbooks have none, and are UTF-8.
            if b"\x00" in written or re.search(rb"<!(DOCTYPE|ENTITY)", written):
                raise TableError("unreadable")
            if any(int(cell[1]) > _LAST_ROW for cell in _FILLED_CELL.finditer(written)):
                raise TableError("too_many_rows")


def _sheet(content: bytes, *, data_only: bool) -> Generator[list[object], None, None]:
    """The cells of the sheet that is in front, at most one more column than is allowed."""
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and seldom needed

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
    try:
        sheet = book.active
        if sheet is None:
            raise TableError("empty")
        for row in sheet.iter_rows(values_only=True, max_row=_LAST_ROW, max_col=COLUMNS_MAX + 1):
            yield list(row)
    finally:
        book.close()


def _joined(values: Iterable[list[object]], formulas: Iterable[list[object]]) -> Iterator[Row]:
    for number, (line, behind) in enumerate(zip(values, formulas, strict=True), 1):
        computed = {
            place
            for place, cell in enumerate(behind)
            if (isinstance(cell, str) and cell.startswith("=")) or type(cell).__name__ == "ArrayFormula"
        }
        uncomputed = {place for place in computed if line[place] is None}
        cells = tuple(_cell(cell) for cell in line)
        yield Row(number, cells, frozenset(computed - uncomputed), frozenset(uncomputed))


def _cell(value: object) -> str:
    """What the person sees in the cell, as far as a figure in it can be trusted."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float():
            # Spreadsheets compute with fifteen figures; what lies beyond is noise.
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)[:CELL_LETTERS_MAX]
