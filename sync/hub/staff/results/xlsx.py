"""The results as a spreadsheet: a sheet a chapter. No cell is ever a formula, whatever somebody wrote."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from kiosk.i18n import Translator
from sync.hub.readable import cell as harmless
from sync.hub.results.model import Results
from sync.hub.staff.results.blocks import Block, Figures, Grid, Plot, Quotes, Words
from sync.hub.staff.results.content import chapters, withheld

_TITLE_MOST = 31
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\']")
_HEAD = PatternFill("solid", fgColor="FFEFE3D3")
_Value = str | int | float | None


def results_xlsx(results: Results, tr: Translator) -> bytes:
    """The workbook."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101 - a new workbook has one sheet
    first.title = tr("About")
    _write(first, [[tr("Results and evaluation")], [results.title], [results.organiser]], bold=True)
    _write(
        first,
        [
            [tr("As of {moment}", moment=tr.day(results.made_at.date()))],
            [tr("Numbers that would speak of fewer than ten people are withheld, with others beside them.")],
            *(
                [[tr("Test: these figures say nothing about a real consultation.")]]
                if results.mode == "test"
                else []
            ),
            *(
                [[tr("An election is near: these results may not be published now.")]]
                if results.silent
                else []
            ),
        ],
    )
    first.column_dimensions["A"].width = 90
    for section in chapters(results, tr):
        sheet = book.create_sheet(_sheet_title(section.title, book.sheetnames))
        for letter, width in (("A", 60), *((letter, 16) for letter in "BCDEFGH")):
            sheet.column_dimensions[letter].width = width
        _write(sheet, [[section.title]], bold=True)
        for block in section.blocks:
            sheet.append([])
            _block(sheet, block, tr)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _block(sheet: Worksheet, block: Block, tr: Translator) -> None:
    match block:
        case Words():
            _write(sheet, [[block.text]])
        case Figures():
            _write(sheet, [[words, _plain(value)] for value, words in block.pairs])
        case Plot():
            _write(sheet, [[block.title, block.unit, tr("share")]], head=True)
            rows = [[label, value, _share(value, block.of)] for label, value in block.rows]
            _write(sheet, rows, tr)
            if block.note:
                _write(sheet, [[block.note]])
        case Grid():
            _write(sheet, [[block.title]], bold=True)
            _write(sheet, [list(block.head)], head=True)
            _write(sheet, [list(row) for row in block.rows], tr)
            if block.note:
                _write(sheet, [[block.note]])
        case Quotes():
            _write(sheet, [[block.title]], head=True)
            _write(sheet, [[text] for text in block.texts])


def _share(value: float | None, of: int) -> _Value:
    return round(value / of, 4) if value is not None and of else ""


def _plain(text: str) -> _Value:
    digits = re.sub(r"\s", "", text)
    return int(digits) if digits.isascii() and digits.isdigit() else text


def _write(
    sheet: Worksheet,
    rows: Sequence[Sequence[_Value]],
    tr: Translator | None = None,
    *,
    bold: bool = False,
    head: bool = False,
) -> None:
    for row in rows:
        values = [withheld(tr) if value is None and tr is not None else value for value in row]
        sheet.append([harmless(value) if isinstance(value, str) else value for value in values])
        for written, value in zip(_cells(sheet), values, strict=False):
            if isinstance(value, str):
                written.data_type = "s"
                written.alignment = Alignment(wrap_text=True, vertical="top")
            elif isinstance(value, float) and value <= 1:
                written.number_format = "0 %"
            if bold or head:
                written.font = Font(bold=True)
            if head:
                written.fill = _HEAD


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    for written in sheet[sheet.max_row]:
        if isinstance(written, Cell):
            yield written


def _sheet_title(title: str, taken: Sequence[str]) -> str:
    clean = _NOT_IN_A_TITLE.sub(" ", harmless(title)).strip()[:_TITLE_MOST] or "–"
    lower = {name.lower() for name in taken}
    number, name = 2, clean
    while name.lower() in lower:
        name = f"{clean[: _TITLE_MOST - 4]} {number}"
        number += 1
    return name
