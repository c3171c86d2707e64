"""The results on paper: the same chapters, bars drawn, every number in words beside its bar."""

from __future__ import annotations

from kiosk.i18n import Translator
from kiosk.paper.document import MUTED, POINT_MM, RULE, Column, Document
from kiosk.paper.moments import moment
from kiosk.paper.printable import printable
from sync.hub.results.model import Results
from sync.hub.staff.results.blocks import Block, Figures, Grid, Plot, Quotes, Section, Words
from sync.hub.staff.results.content import chapters, number, share

_PASTEL = (0x1D, 0x46, 0x77)
_LABEL_MM, _NUMBER_MM, _SHARE_MM = 66.0, 22.0, 16.0
_BAR_MM, _FIGURES_IN_A_ROW = 3.6, 4
_QUOTE_MOST, _QUOTES_MOST = 20_000, 100


def results_pdf(results: Results, tr: Translator) -> bytes:
    """The PDF, A4; the same results give the same bytes."""
    title = tr("Results and evaluation")
    paper = Document(
        title,
        tr,
        made=results.made_at,
        band=tr("Test: these figures say nothing about a real consultation.")
        if results.mode == "test"
        else "",
        foot=f"{results.organiser} · {results.title}",
    )
    paper.add_page()
    paper.masthead(results.organiser, title)
    paper.paragraph(results.title, size=13, bold=True, gap=0.5, leading=1.3)
    paper.paragraph(tr("As of {moment}", moment=moment(tr, results.made_at)), colour=MUTED, gap=3)
    if results.silent:
        paper.paragraph(tr("▲ An election is near: these results may not be published now."), bold=True)
    paper.paragraph(
        tr(
            "Numbers that would speak of fewer than ten people are withheld, and others with them, so that "
            "nobody can compute them."
        ),
        colour=MUTED,
    )
    for section in chapters(results, tr):
        _section(paper, section, tr)
    return paper.content()


def _section(paper: Document, section: Section, tr: Translator) -> None:
    paper.heading(section.title, needs=45)
    for block in section.blocks:
        _block(paper, block, tr)


def _block(paper: Document, block: Block, tr: Translator) -> None:
    match block:
        case Words():
            paper.paragraph(block.text)
        case Figures():
            for start in range(0, len(block.pairs), _FIGURES_IN_A_ROW):
                if paper.will_page_break(24):
                    paper.add_page()
                paper.figures(block.pairs[start : start + _FIGURES_IN_A_ROW], size=17)
        case Plot():
            _plot(paper, block, tr)
        case Grid():
            _title(paper, block.title, needs=30)
            columns = [
                Column(name, 4 if place == 0 else 1.7, "LEFT" if place == 0 else "RIGHT")
                for place, name in enumerate(block.head)
            ]
            paper.rows(columns, [[_cell(value, tr) for value in row] for row in block.rows])
            if block.note:
                paper.paragraph(block.note, size=9, colour=MUTED)
        case Quotes():
            _title(paper, block.title, needs=20)
            for text in block.texts[:_QUOTES_MOST]:
                for line in filter(None, map(str.strip, text[:_QUOTE_MOST].split("\n"))):
                    paper.set_x(paper.l_margin + 4)
                    paper.paragraph(printable(line, _QUOTE_MOST), size=9.8, gap=1, width=paper.epw - 4)
                paper.set_x(paper.l_margin)
                paper.ln(1.6)
            if len(block.texts) > _QUOTES_MOST:
                more = len(block.texts) - _QUOTES_MOST
                paper.paragraph(
                    tr.plural("{n} more is in the spreadsheet.", "{n} more are in the spreadsheet.", more),
                    colour=MUTED,
                )


def _cell(value: str | float | None, tr: Translator) -> str:
    return value if isinstance(value, str) else number(tr, value)


def _title(paper: Document, title: str, needs: float) -> None:
    if paper.will_page_break(needs):
        paper.add_page()
    paper.ln(1.5)
    paper.paragraph(title, size=11, bold=True, gap=1.2, leading=1.3)


def _plot(paper: Document, plot: Plot, tr: Translator) -> None:
    _title(paper, plot.title, needs=20 + min(8, len(plot.rows)) * 7)
    if plot.note:
        paper.paragraph(plot.note, size=9, colour=MUTED, gap=1.2)
    left = paper.l_margin
    bars = left + _LABEL_MM + 3
    width = paper.epw - _LABEL_MM - _NUMBER_MM - _SHARE_MM - 6
    size = 9.5
    for label, value in plot.rows:
        height = max(5.6, paper.height_of(label, size=size, width=_LABEL_MM, leading=1.25) + 1.2)
        if paper.will_page_break(height):
            paper.add_page()
        top = paper.get_y()
        paper.set_xy(left, top)
        paper.paragraph(label, size=size, width=_LABEL_MM, gap=0, leading=1.25)
        middle = top + size * POINT_MM * 1.25 / 2
        if value is None:
            paper.set_draw_color(*MUTED)
            with paper.local_context(line_width=0.3, dash_pattern={"dash": 0.8, "gap": 1.2, "phase": 0}):
                paper.line(bars, middle, bars + width, middle)
        elif value:
            paper.set_fill_color(*_PASTEL)
            paper.rect(bars, middle - _BAR_MM / 2, max(0.4, width * value / plot.largest), _BAR_MM, style="F")
        paper.ink(size, bold=value is not None)
        paper.set_xy(bars + width + 3, top)
        paper.cell(_NUMBER_MM, size * POINT_MM * 1.25, number(tr, value), align="R")
        paper.ink(size, MUTED)
        paper.cell(_SHARE_MM, size * POINT_MM * 1.25, share(tr, value, plot.of), align="R")
        paper.set_xy(left, top + height)
    paper.set_draw_color(*RULE)
    paper.ln(2.5)
