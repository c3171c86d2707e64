"""Opening: what will begin, or why it cannot; and opening again on the day of a closing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.ids import Mode
from kiosk.staff.board import LOW_BATTERY_PERCENT, LOW_DISK_BYTES, Board, board_of, power_of
from screens.staff import words
from screens.staff.reason import ReasonScreen
from screens.staff.step import StaffStep
from screens.words import day_and_hour

if TYPE_CHECKING:
    from screens.app import KioskApp


class OpenScreen(StaffStep):
    """What begins with this opening, before it begins."""

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        self._board = board_of(app.tablet)
        self._against = why_not(app, self._board)
        question = tr("This tablet cannot open yet.") if self._against else self.asks(app)
        super().__init__(app, question, main="" if self._against else tr("Open →"))

    def asks(self, app: KioskApp) -> str:
        """The question when all is well."""
        return app.tr("Open the tablet?")

    def compose_body(self) -> ComposeResult:
        """What stands against it, or what begins."""
        yield self.reader("\n".join([self._against, ""] * bool(self._against) + list(self._lines())))

    def _lines(self) -> Iterator[str]:
        tr, board, tablet = self.tr, self._board, self.tablet
        official = tablet.pairing.mode is Mode.OFFICIAL
        if self.kiosk.place:
            yield tr("Place: {place}", place=self.kiosk.place)
        yield tr("Official votes: everything counts") if official else tr("Test mode: nothing counts")
        yield words.valid_words(tr, board)
        yield tr("Clock: {moment}", moment=day_and_hour(tr, board.now))
        yield tr("To carry from before: {n}", n=tr.number(board.undelivered))
        yield words.equation_words(tr, board.holds)
        power = (self.kiosk.staff.around.power or power_of)()
        if power is not None and power.percent <= LOW_BATTERY_PERCENT and not power.charging:
            yield tr("▲ Battery at {n} %: plug the tablet in.", n=power.percent)
        if board.disk_free_bytes < LOW_DISK_BYTES:
            yield tr("▲ The disk is nearly full: tell whoever looks after the tablets.")

    def on_main(self) -> None:
        """Open."""
        from screens.staff.board import BoardScreen

        self.work(self.desk.open, lambda _: self.kiosk.staff.show(BoardScreen(self.kiosk)))


class ReopenScreen(OpenScreen):
    """After a closing, an administrator says why."""

    def asks(self, app: KioskApp) -> str:
        """What this is."""
        return app.tr("Open again? The day goes on.")

    def on_main(self) -> None:
        """Ask why."""
        from screens.staff.board import BoardScreen

        app, desk = self.kiosk, self.desk
        app.staff.show(
            ReasonScreen(
                app,
                lambda tr: (tr("Why open again today?"), tr("Open →")),
                desk.reopen,
                lambda: BoardScreen(app),
            )
        )


def why_not(app: KioskApp, board: Board) -> str:
    """Why the tablet cannot open now, besides its state; empty when it can."""
    if app.tablet.clock_is_behind():
        return app.staff.reason(app.tr, "clock_behind")
    if board.valid_until is None:
        return app.staff.reason(app.tr, "no_catalogue")
    return app.staff.reason(app.tr, "catalogue_expired") if board.valid_until <= board.now else ""
