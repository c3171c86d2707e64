"""Rows of a spreadsheet that staff bring: CSV in UTF-8, or the first sheet of an XLSX file."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from xml.etree.ElementTree import ParseError

from kiosk.errors import FormatError

BYTES_MAX = 20_000_000
ROWS_MAX = 500_000
_UNPACKED_MAX = 400_000_000
_SEPARATORS = (";", ",", "\t")
Row = tuple[int, dict[str, str]]
"""Number as a spreadsheet shows it, from 1; cells by the names of `columns`."""


def table(content: bytes, columns: Mapping[str, Iterable[str]]) -> Iterator[Row]:
    """The rows below the heading, empty ones left out.

    Args:
        content: the bytes of the file.
        columns: name of each column that is needed, to its possible headings in lower case without accents.

    Raises:
        FormatError: it is no such file, too large, or a column is missing; names the row where there is one.
    """
    if len(content) > BYTES_MAX:
        raise FormatError(f"The list has more than {BYTES_MAX // 1_000_000} MB. Split it.")
    rows = _xlsx(content) if content.startswith(b"PK\x03\x04") else _csv(content)
    places: dict[str, int] | None = None
    for number, cells in enumerate(rows, 1):
        if number > ROWS_MAX:
            raise FormatError(f"The list has more than {ROWS_MAX} rows. Split it.")
        if not any(cells):
            continue
        if places is None:
            places = _places(cells, columns)
            continue
        yield number, {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
    if places is None:
        raise FormatError("The list is empty.")


def _places(headings: list[str], columns: Mapping[str, Iterable[str]]) -> dict[str, int]:
    flat = [_flat(heading) for heading in headings]
    places: dict[str, int] = {}
    for name, known in columns.items():
        found = [at for at, heading in enumerate(flat) if heading in set(known)]
        if len(found) != 1:
            how = "no column" if not found else "more than one column"
            raise FormatError(f"The list has {how} {name}: its first row names the columns.")
        places[name] = found[0]
    return places


def _flat(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise FormatError(f"Row {row} is not in UTF-8. Save the list as “CSV UTF-8”, or as XLSX.") from None
    heading = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=heading.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    done = 0
    try:
        for cells in rows:
            done += 1
            yield [cell.strip() for cell in cells]
    except csv.Error as error:
        raise FormatError(f"Row {done + 1} of the list cannot be read: {error}.") from None


def _xlsx(content: bytes) -> Iterator[list[str]]:
    # Read by those who import lists alone: a hub that serves does not pay for it.
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    broken = (
        InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError,
        KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError,
    )  # fmt: skip
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _UNPACKED_MAX:
                raise FormatError("This XLSX file unpacks to far more than a list. Save it as CSV.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            for cells in book.worksheets[0].iter_rows(values_only=True):
                yield [_written(cell) for cell in cells]
        finally:
            book.close()
    except broken:
        raise FormatError("The list is not an XLSX file that can be read. Save it as CSV UTF-8.") from None


def _written(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime() | date():
            return f"{value:%d/%m/%Y}" if value.year >= 1000 else str(value)
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()
