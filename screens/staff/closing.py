"""Closing: the figures of the day first, why when it is early, the figures once more when it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.staff.acts import Act
from kiosk.staff.board import board_of
from screens.staff.acts import go
from screens.staff.counts import figures_text
from screens.staff.reason import ReasonScreen
from screens.staff.step import StaffStep
from screens.staff.words import answer_words

if TYPE_CHECKING:
    from screens.app import KioskApp


class CloseScreen(StaffStep):
    """What closing means, with the figures as they stand."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Close the tablet for today?"), main=app.tr("Close →"))

    def compose_body(self) -> ComposeResult:
        """Early or not, and the figures."""
        tr, parts = self.tr, []
        if self.desk.closes_early:
            parts.append(tr("▲ A vote is still open today. You will be asked why you close."))
        parts.append(tr("Nobody can begin any more today. Only an administrator opens again."))
        yield self.reader("\n\n".join([*parts, figures_text(tr, self.tablet, board_of(self.tablet))]))

    def on_main(self) -> None:
        """Close, or ask why first."""
        app, desk = self.kiosk, self.desk
        if desk.closes_early:
            app.staff.show(
                ReasonScreen(
                    app,
                    lambda tr: (tr("A vote is still open today. Why do you close?"), tr("Close →")),
                    desk.close,
                    lambda: ClosedScreen(app),
                )
            )
        else:
            self.work(desk.close, lambda _: app.staff.show(ClosedScreen(app)))


class ClosedScreen(StaffStep):
    """The day is over: what is left to do, and the closing figures."""

    def __init__(self, app: KioskApp) -> None:
        tr, board = app.tr, board_of(app.tablet)
        self._board = board
        super().__init__(
            app, answer_words(tr, board), back=tr("Board"), main="" if board.all_carried else tr("Sync →")
        )

    def compose_body(self) -> ComposeResult:
        """The figures."""
        text = figures_text(self.tr, self.tablet, self._board)
        yield self.reader(self.tr("The tablet is closed.") + "\n\n" + text)

    def on_main(self) -> None:
        """Carry what is left."""
        go(self.kiosk, Act.SYNC)

    def above(self) -> StaffStep:
        """The board."""
        from screens.staff.board import BoardScreen

        return BoardScreen(self.kiosk)
