"""Voting codes as cards to cut out."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.i18n import Translator
from kiosk.paper.document import BRICK, MUTED, Document

COLUMNS, ROWS = 2, 4
_CARD_W, _CARD_H = 210 / COLUMNS, 297 / ROWS
_PAD, _QR_MM = 10.0, 31.0
_TITLE_LINES, _QUARTIER_LINES = 4, 1


def code_sheet(codes: Sequence[str], *, title: str, quartier: str, tr: Translator) -> bytes:
    """Cards (PDF), eight on each A4 page; `quartier` is empty where the vote is for the whole city."""
    paper = Document(title, tr, margin=0)
    paper.set_auto_page_break(False)
    for number, code in enumerate(codes):
        place = number % (COLUMNS * ROWS)
        if place == 0:
            paper.add_page()
            _cut_lines(paper)
        row, column = divmod(place, COLUMNS)
        _card(paper, column * _CARD_W, row * _CARD_H, code, title, quartier, tr)
    return paper.content()


def _card(paper: Document, x: float, y: float, code: str, title: str, quartier: str, tr: Translator) -> None:
    inner = _CARD_W - 2 * _PAD
    words = inner - _QR_MM - 2
    paper.set_fill_color(*BRICK)
    paper.rect(x + _PAD, y + _PAD, 10, 1.4, style="F")
    paper.set_xy(x + _PAD, y + _PAD + 4)
    if quartier:
        paper.paragraph(
            quartier, size=8.5, colour=BRICK, bold=True, width=words, gap=0.8, most_lines=_QUARTIER_LINES
        )
    paper.paragraph(title, size=11.5, bold=True, width=words, gap=0, leading=1.25, most_lines=_TITLE_LINES)
    # The square's quiet zone lies over the padding: its dark part meets the edge of the text.
    paper.qr(code, _QR_MM, x + _CARD_W - _PAD - _QR_MM + 3.5, y + _PAD - 3.5)
    paper.set_xy(x + _PAD, y + _CARD_H - _PAD - 17.5)
    paper.paragraph(
        tr("This code is for one vote. Type it on the tablet, or show the square to its reader."),
        size=7.5,
        colour=MUTED,
        width=inner,
        gap=2.2,
        leading=1.3,
    )
    paper.paragraph(code, size=18.5, mono=True, width=inner, gap=0, leading=1.2)


def _cut_lines(paper: Document) -> None:
    for row in range(1, ROWS):
        paper.cut(0, row * _CARD_H, paper.w, row * _CARD_H)
    for column in range(1, COLUMNS):
        paper.cut(column * _CARD_W, 0, column * _CARD_W, paper.h)
