"""A sheet as an A4 page, to sign and to file."""

from __future__ import annotations

from kiosk.i18n import translator
from kiosk.paper.document import BRICK, MUTED, POINT_MM, WHITE, Column, Document
from kiosk.paper.sheet import Code, Facts, Figures, Part, Sheet, Signatures, Table, Words

_QR_MM = 46.0
_ALARM_PAD = 4.0
_HEADING_MM, _FACT_MM, _TOGETHER_MM = 16.0, 7.5, 120.0
"""What is compared line by line stands on one page, up to that much."""


def sheet_pdf(sheet: Sheet) -> bytes:
    """The sheet (PDF); the same sheet gives the same bytes."""
    tr = translator(sheet.language)
    paper = Document(sheet.title, tr, made=sheet.made, band=sheet.band, foot=sheet.foot)
    paper.add_page()
    paper.masthead(sheet.eyebrow, sheet.title, size=21)
    for part in sheet.parts:
        _draw(paper, part)
    return paper.content()


def _draw(paper: Document, part: Part) -> None:
    match part:
        case Facts(pairs, title, mono):
            if title:
                paper.heading(title, needs=min(_TOGETHER_MM, _HEADING_MM + _FACT_MM * len(pairs)))
            paper.facts(pairs, mono=mono)
        case Figures(pairs):
            paper.ln(2)
            paper.figures(pairs)
            paper.ln(2)
        case Table(title, columns, rows, total):
            paper.heading(title, needs=40)
            if rows:
                _table(paper, columns, rows, total=total)
        case Words(text, title, alarm):
            if title:
                paper.heading(title)
            if alarm:
                _alarm(paper, text)
            else:
                paper.paragraph(text, gap=3.5)
        case Code():
            _code(paper, part)
        case Signatures(names):
            paper.ln(2)
            paper.signatures(names)


def _table(
    paper: Document, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], *, total: bool
) -> None:
    # Words in a column (two columns of text) want more room than figures do.
    figures = all(
        text.strip("-").replace("\u00a0", "").replace(",", "").isdigit() for row in rows for text in row[1:]
    )
    shares = (2.6, *(1.0 for _ in columns[1:])) if figures else (1.0, *(2.4 for _ in columns[1:]))
    drawn = [
        Column(name, share, "RIGHT" if figures and place else "LEFT")
        for place, (name, share) in enumerate(zip(columns, shares, strict=True))
    ]
    paper.rows(drawn, rows, bold={len(rows) - 1} if total else ())


def _alarm(paper: Document, text: str) -> None:
    """White on brick, across the page."""
    width, left = paper.epw, paper.l_margin
    height = paper.height_of(text, size=12, width=width - 2 * _ALARM_PAD) + 2 * _ALARM_PAD
    if paper.will_page_break(height):
        paper.add_page()
    top = paper.get_y()
    paper.set_fill_color(*BRICK)
    paper.rect(left, top, width, height, style="F")
    paper.set_xy(left + _ALARM_PAD, top + _ALARM_PAD)
    paper.paragraph(text, size=12, colour=WHITE, bold=True, width=width - 2 * _ALARM_PAD, gap=0)
    paper.set_xy(left, top + height + 4)


def _code(paper: Document, code: Code) -> None:
    """The square at the left, and what it is for at its right."""
    if paper.will_page_break(_QR_MM + 4):
        paper.add_page()
    left, top = paper.l_margin, paper.get_y() + 2
    paper.qr(code.text, _QR_MM, left - 3, top - 3)
    paper.set_xy(left + _QR_MM + 3, top)
    paper.paragraph(code.title, size=11.5, bold=True, gap=1.5)
    paper.set_x(left + _QR_MM + 3)
    paper.paragraph(code.caption, size=9.5, colour=MUTED, gap=0)
    paper.set_xy(left, max(paper.get_y(), top + _QR_MM - 3) + 9.5 * POINT_MM)
