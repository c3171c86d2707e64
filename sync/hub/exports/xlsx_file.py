"""XLSX files that are written row by row, hold no formula, and are the same for the same rows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Self

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from kiosk.errors import ExportError
from sync.hub.readable import cell

ROWS_MAX = 1_048_575
"""Below the heading: no spreadsheet takes more."""
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_NOT_XML = re.compile("[\ufffe\uffff]|[\U0001fffe\U0001ffff]")
"""What XML 1.0 does not take and `readable` leaves."""
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")
_FIGURES = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_PIECE = 1 << 16


class XlsxBook:
    """A workbook; sheets are written one after another. Used in a ``with``: it leaves no temporary file."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        self._book.properties.created = _EPOCH.replace(tzinfo=None)
        self._book.properties.creator = "kiosk"
        self._sheets: list[WriteOnlyWorksheet] = []

    def __enter__(self) -> Self:
        """The book."""
        return self

    def __exit__(self, *_error: object) -> None:
        """A book that was given up in the middle is closed as well, and its rows are gone from the disk."""
        for sheet in self._sheets:
            if not sheet.closed:
                sheet.close()
                sheet._writer.cleanup()  # type: ignore[attr-defined]  # the stubs leave it out

    def sheet(self, name: str, columns: Sequence[str], numbers: Sequence[str] = ()) -> XlsxSheet:
        """A new sheet. In the columns of `numbers`, figures are numbers; everything else is text."""
        made = self._book.create_sheet(name)
        assert isinstance(made, WriteOnlyWorksheet)  # noqa: S101 - a write-only book has no other
        made.freeze_panes = "A2"
        self._sheets.append(made)
        return XlsxSheet(made, columns, frozenset(numbers))

    def save(self, file: BinaryIO) -> None:
        """Write the book; the same rows give the same bytes."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "book.xlsx"
            self._book.save(path)
            with zipfile.ZipFile(path) as made, zipfile.ZipFile(file, "w") as fixed:
                for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
                    _copy(made, fixed, name)


class XlsxSheet:
    """Rows that are written as they come."""

    def __init__(self, sheet: WriteOnlyWorksheet, columns: Sequence[str], numbers: frozenset[str]) -> None:
        self._sheet = sheet
        self._numbers = [column in numbers for column in columns]
        self._rows = 0
        bold = Font(bold=True)
        headings = []
        for column in columns:
            heading = self._text(column)
            heading.font = bold
            headings.append(heading)
        sheet.append(headings)

    def row(self, cells: Sequence[str]) -> None:
        """One row. Raises `ExportError` when no spreadsheet could hold it."""
        self._rows += 1
        if self._rows > ROWS_MAX:
            raise ExportError(f"XLSX holds {ROWS_MAX} rows at most, and there are more. Write CSV instead.")
        self._sheet.append(
            [
                int(text) if number and _FIGURES.fullmatch(text) else self._text(text) if text else None
                for text, number in zip(cells, self._numbers, strict=True)
            ]
        )

    def _text(self, text: str) -> Cell:
        made: Cell = WriteOnlyCell(self._sheet, value=cell(_NOT_XML.sub("", text)))
        # Without this, a text that begins with = would be computed.
        made.data_type = "s"
        return made


def _copy(made: zipfile.ZipFile, fixed: zipfile.ZipFile, name: str) -> None:
    entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    if name == "docProps/core.xml":
        fixed.writestr(entry, _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", made.read(name)))
        return
    with made.open(name) as source, fixed.open(entry, "w", force_zip64=True) as target:
        while piece := source.read(_PIECE):
            target.write(piece)
