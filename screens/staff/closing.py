"""Closing: the figures of the day first, why when it is early, the figures once more when it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.staff.acts import Act
from kiosk.staff.board import board_of
from kiosk.staff.paper_kinds import Paper
from screens.staff.acts import go
from screens.staff.counts import figures_text
from screens.staff.late import shifts_of
from screens.staff.reason import ReasonScreen
from screens.staff.sheet import SheetScreen
from screens.staff.step import StaffStep
from screens.staff.words import answer_words, shift_words

if TYPE_CHECKING:
    from screens.app import KioskApp


class CloseScreen(StaffStep):
    """What closing means, with the figures as they stand."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Close the tablet for today?"), main=app.tr("Close →"))

    def compose_body(self) -> ComposeResult:
        """Early or not, and the figures."""
        tr, parts = self.tr, []
        shift = shifts_of(self.desk).current()
        if self.desk.closes_early:
            parts.append(tr("▲ A vote is still open today. You will be asked why you close."))
        parts.append(tr("Nobody can begin any more today. Only an administrator opens again."))
        if shift is not None:
            parts.append(tr("The shift that runs ends too: {shift}.", shift=shift_words(tr, shift)))
        yield self.reader("\n\n".join([*parts, figures_text(tr, self.tablet, board_of(self.tablet))]))

    def on_main(self) -> None:
        """Close, or ask why first."""
        app, desk, soon = self.kiosk, self.desk, self.kiosk.staff.around.sync_soon

        from kiosk.staff.day import close_day

        def close(reason: str = "") -> None:
            close_day(desk, reason)
            soon()

        if desk.closes_early:
            app.staff.show(
                ReasonScreen(
                    app,
                    lambda tr: (tr("A vote is still open today. Why do you close?"), tr("Close →")),
                    close,
                    lambda: ClosedScreen(app),
                )
            )
        else:
            self.work(close, lambda _: app.staff.show(ClosedScreen(app)))


class ClosedScreen(SheetScreen):
    """The day is over: what is left to do, and the closing sheet."""

    paper = Paper.CLOSING

    def __init__(self, app: KioskApp) -> None:
        self._board = board_of(app.tablet)
        super().__init__(app, "" if self._board.all_carried else app.tr("Sync →"))

    def answer(self, app: KioskApp) -> str:
        """Whether anything is left to carry."""
        return answer_words(app.tr, self._board)

    def on_main(self) -> None:
        """Carry what is left."""
        go(self.kiosk, Act.SYNC)
