"""Carrying by USB stick: which one, writing to it, reading the hub's answers from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.i18n import Translator
from kiosk.staff.acts import Act
from kiosk.staff.board import board_of
from screens.staff import words
from screens.staff.step import StaffStep
from screens.staff.sticks import StickList
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.pages import Pages
from screens.widgets.row import Option
from screens.words import pager_words

if TYPE_CHECKING:
    from kiosk.staff.desk import StaffDesk
    from kiosk.tablet import Tablet
    from screens.app import KioskApp
    from sync.usb import Exported, Imported

_SENTENCES_SHOWN = 5


class StickScreen(StickList):
    """To carry with."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Which stick?"))

    def chosen(self, stick: Path) -> None:
        """What to do with it."""
        self.kiosk.staff.show(StickWorkScreen(self.kiosk, stick))


class StickWorkScreen(StaffStep):
    """What to do with a stick."""

    def __init__(self, app: KioskApp, stick: Path) -> None:
        self._stick = stick
        super().__init__(app, app.tr("What should be done with this stick?"))

    def compose_body(self) -> ComposeResult:
        """Two rows."""
        tr, board = self.tr, board_of(self.tablet)
        waiting = tr.plural(
            "{n} deposit to carry.", "{n} deposits to carry.", board.undelivered - board.held_back
        )
        rows = [
            Entry(Option("write", tr("Write to the stick"), waiting)),
            Entry(Option("read", tr("Read the hub's answers"), tr("After the stick was at the hub."))),
        ]
        pager = pager_words(tr)
        yield Pages(rows, pager)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Write, or read."""
        event.stop()
        app, desk, stick = self.kiosk, self.desk, self._stick
        if self.busy:
            return
        self.say(self.tr("Working. Leave the stick where it is."))
        if event.project_id == "write":
            self.work(
                lambda: written(desk, stick),
                lambda done: app.staff.show(StickDoneScreen(app, lambda tr: _written(tr, done))),
            )
        else:
            self.work(
                lambda: taken(desk, stick),
                lambda done: app.staff.show(StickDoneScreen(app, lambda tr: _taken(tr, app.tablet, done))),
            )

    def renewed(self) -> StickWorkScreen:
        """The same stick."""
        return StickWorkScreen(self.kiosk, self._stick)

    def above(self) -> StaffStep:
        """The sticks."""
        return StickScreen(self.kiosk)


class StickDoneScreen(StaffStep):
    """What was written or read."""

    def __init__(self, app: KioskApp, account: Callable[[Translator], Iterator[str]]) -> None:
        """`account` tells what was done, in a language: first the title, then one sentence a line."""
        question, *self._lines = account(app.tr)
        super().__init__(app, question, back="", main=app.tr("Board →"))
        self._account = account

    def compose_body(self) -> ComposeResult:
        """One sentence each."""
        yield self.reader("\n".join(self._lines))

    def renewed(self) -> StickDoneScreen:
        """The same in another language or shape."""
        return StickDoneScreen(self.kiosk, self._account)

    def on_main(self) -> None:
        """Back to the board."""
        from screens.staff.board import BoardScreen

        self.kiosk.staff.show(BoardScreen(self.kiosk))


def written(desk: StaffDesk, stick: Path) -> Exported:
    """Write what may leave; called in a thread. Raises `WireError`, `StaffError`, `VaultError`."""
    from sync.usb import export_parcels

    desk.may(Act.USE_STICK)
    done = export_parcels(desk.tablet, stick)
    desk.log("stick_written", f"{done.deposits} deposits, {done.bytes_written} bytes")
    return done


def taken(desk: StaffDesk, stick: Path) -> Imported:
    """Read answers and a catalogue; called in a thread. Raises `StaffError`, `VaultError`."""
    from sync.usb import import_answers

    desk.may(Act.USE_STICK)
    done = import_answers(desk.tablet, stick)
    desk.log("stick_read", f"{done.acknowledged} acknowledged, {done.refused} refused")
    return done


def _written(tr: Translator, done: Exported) -> Iterator[str]:
    yield tr("Take the stick to the hub.")
    yield "✔ " + tr.plural("{n} deposit is on the stick.", "{n} deposits are on the stick.", done.deposits)
    yield tr("They were read back and are whole: {size}.", size=words.kilobytes(tr, done.bytes_written))
    yield tr("They stay on this tablet too, until the hub's answer comes back on the stick.")
    if done.held_back:
        yield tr.plural(
            "{n} ballot waits until others come with it, at the latest until closing.",
            "{n} ballots wait until others come with them, at the latest until closing.",
            done.held_back,
        )


def _taken(tr: Translator, tablet: Tablet, done: Imported) -> Iterator[str]:
    yield words.answer_words(tr, board_of(tablet))
    if not done.answers and done.catalogue is None and not done.problems:
        yield tr("Nothing on this stick is for this tablet yet. Take it to the hub first.")
        return
    number = done.acknowledged
    yield "✔ " + tr.plural(
        "{n} deposit has arrived at the hub.", "{n} deposits have arrived at the hub.", number
    )
    if done.refused:
        yield "▲ " + tr.plural(
            "The hub set {n} deposit aside.", "The hub set {n} deposits aside.", done.refused
        )
    if done.catalogue is not None:
        yield "✔ " + tr("A new catalogue is in use: number {n}.", n=done.catalogue)
    if done.problems:
        number = len(done.problems)
        yield "▲ " + tr.plural("{n} file could not be used:", "{n} files could not be used:", number)
        yield from (problem.file for problem in done.problems[:_SENTENCES_SHOWN])
