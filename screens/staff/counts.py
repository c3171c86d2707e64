"""The figures: per consultation and kind, and whether they agree."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.i18n import Translator
from kiosk.staff.board import Board, board_of
from kiosk.staff.period import period_of
from kiosk.staff.turned_away import TITLE, WORDS, since, turned_away
from screens.staff.step import StaffStep
from screens.staff.words import equation_words, kind_words

if TYPE_CHECKING:
    from kiosk.tablet import Tablet
    from kiosk.vault.account import Line
    from screens.app import KioskApp


def figures_text(tr: Translator, tablet: Tablet, board: Board) -> str:
    """All figures of this tablet as a text; no choice is in it, and no activity apart from the others."""
    lines = sorted(tablet.vault.account(), key=lambda line: (line.consultation, line.kind))
    parts = [
        tr.plural("{n} visit since the opening", "{n} visits since the opening", board.visits),
        equation_words(tr, board.holds) + "\n" + _equation(tr, lines),
    ]
    period = period_of(tablet)
    away = since(turned_away(tablet.vault), period.turned_away if period else {})
    if away:
        figures = " · ".join(f"{tr(WORDS[reason])} {tr.number(number)}" for reason, number in away.items())
        parts.append(f"{tr(TITLE)}\n  {figures}")
    for consultation, of_it in groupby(lines, key=lambda line: line.consultation):
        parts.append("\n".join(_of_consultation(tr, tablet, consultation, list(of_it))))
    if not lines:
        parts.append(tr("Nothing has been cast on this tablet yet."))
    return "\n\n".join(parts)


def _equation(tr: Translator, lines: list[Line]) -> str:
    """The equation with its figures, whether it holds or not."""
    return tr(
        "{cast} cast = {waiting} to carry + {received} received + {refused} set aside",
        cast=tr.number(sum(line.cast for line in lines)),
        waiting=tr.number(sum(line.aboard + line.carried for line in lines)),
        received=tr.number(sum(line.acknowledged for line in lines)),
        refused=tr.number(sum(line.refused for line in lines)),
    )


def _of_consultation(tr: Translator, tablet: Tablet, consultation: str, lines: list[Line]) -> Iterator[str]:
    yield _title(tr, tablet, consultation)
    for kind, same in groupby(lines, key=lambda line: line.kind):
        of_kind = list(same)
        figures = [
            (tr("cast"), sum(line.cast for line in of_kind)),
            (tr("aboard"), sum(line.aboard for line in of_kind)),
            (tr("on the way"), sum(line.carried for line in of_kind)),
            (tr("received"), sum(line.acknowledged for line in of_kind)),
            (tr("set aside"), sum(line.refused for line in of_kind)),
        ]
        shown = " · ".join(
            f"{name} {tr.number(number)}" for name, number in figures if number or name == figures[0][0]
        )
        mark = "" if all(line.holds for line in of_kind) else "▲ "
        yield f"  {mark}{tr('{kind}: {figures}', kind=kind_words(tr, kind), figures=shown)}"


def _title(tr: Translator, tablet: Tablet, consultation: str) -> str:
    index = tablet.index
    for known in index.catalogue.consultations if index else ():
        if known.id == consultation:
            return known.title.within(tr.language)
    return consultation or tr("Outside any consultation")


class CountsScreen(StaffStep):
    """Every figure, in pages."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Here are the figures of this tablet."))

    def compose_body(self) -> ComposeResult:
        """The text."""
        yield self.reader(figures_text(self.tr, self.tablet, board_of(self.tablet)))
