"""CSV as spreadsheets read it: RFC 4180, comma, UTF-8 with the mark they look for; nothing is computed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from sync.hub.readable import cell


class CsvTable:
    """Rows that are written as they come."""

    def __init__(self, file: BinaryIO, columns: Sequence[str]) -> None:
        """`file` is open for writing; it stays open."""
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self.row(columns)

    def row(self, cells: Sequence[str]) -> None:
        """One row; each cell on one line, and no formula (CSV injection)."""
        self._writer.writerow([cell(text) if text else "" for text in cells])

    def end(self) -> None:
        """Everything is in the file."""
        self._text.flush()
        self._text.detach()


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A whole table."""
    file = io.BytesIO()
    table = CsvTable(file, columns)
    for row in rows:
        table.row(row)
    table.end()
    return file.getvalue()
