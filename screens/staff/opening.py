"""Opening: what will begin, or why it cannot; and opening again on the day of a closing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.ids import Mode
from kiosk.staff.board import board_of
from kiosk.staff.opening import objections
from screens.staff import words
from screens.staff.reason import ReasonScreen
from screens.staff.sheet import machine_of
from screens.staff.step import StaffStep
from screens.words import day_and_hour

if TYPE_CHECKING:
    from screens.app import KioskApp


class OpenScreen(StaffStep):
    """What begins with this opening, before it begins."""

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        self._machine = machine_of(app)
        desk = app.staff.desk
        self._found = objections(desk, self._machine) if desk is not None else []
        refused = any(objection.severity == "refuse" for objection in self._found)
        question = tr("This tablet cannot open yet.") if refused else self.asks(app)
        super().__init__(app, question, main="" if refused else tr("Open →"))

    def asks(self, app: KioskApp) -> str:
        """The question when all is well."""
        return app.tr("Open the tablet?")

    def compose_body(self) -> ComposeResult:
        """What stands against it, what should be known, and what begins."""
        tr = self.tr
        marks = {"refuse": "▲", "warn": "△"}
        against = [f"{marks[found.severity]} {found.sentence(tr)}" for found in self._found]
        yield self.reader("\n\n".join([*against, "\n".join(self._lines())]))

    def _lines(self) -> Iterator[str]:
        tr, tablet = self.tr, self.tablet
        board = board_of(tablet)
        official = tablet.pairing.mode is Mode.OFFICIAL
        if self.kiosk.place:
            yield tr("Place: {place}", place=self.kiosk.place)
        yield tr("Official votes: everything counts") if official else tr("Test mode: nothing counts")
        yield words.valid_words(tr, board)
        yield tr("Clock: {moment}", moment=day_and_hour(tr, board.now))
        yield tr("To carry from before: {n}", n=tr.number(board.undelivered))
        yield words.equation_words(tr, board.holds)

    def on_main(self) -> None:
        """Open, and show the zero sheet."""
        from screens.staff.sheet import ZeroSheetScreen

        desk, machine = self.desk, self._machine
        self.work(lambda: desk.open(machine), lambda _: self.kiosk.staff.show(ZeroSheetScreen(self.kiosk)))


class ReopenScreen(OpenScreen):
    """After a closing, an administrator says why."""

    def asks(self, app: KioskApp) -> str:
        """What this is."""
        return app.tr("Open again? The day goes on.")

    def on_main(self) -> None:
        """Ask why."""
        from screens.staff.board import BoardScreen

        app, desk, machine = self.kiosk, self.desk, self._machine
        app.staff.show(
            ReasonScreen(
                app,
                lambda tr: (tr("Why open again today?"), tr("Open →")),
                lambda reason: desk.reopen(reason, machine),
                lambda: BoardScreen(app),
            )
        )
