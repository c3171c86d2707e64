"""Carrying by network: what is aboard, how far it has come, what the hub said, whether all is done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from kiosk.errors import KioskError
from kiosk.i18n import Translator
from kiosk.pace import Pace
from kiosk.staff.acts import Act
from kiosk.staff.board import board_of
from screens.staff import words
from screens.staff.carrying import by_network
from screens.staff.step import StaffStep, name_of
from screens.widgets.big import Big
from screens.widgets.meter import Meter
from screens.widgets.text import Plain

if TYPE_CHECKING:
    from kiosk.staff.desk import StaffDesk
    from kiosk.vault.account import Line
    from screens.app import KioskApp
    from screens.staff.carrying import Carrier
    from sync.courier import Progress


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended."""

    progress: Progress | None = None
    reason: str = ""
    """Why it did not come to its end."""
    cancelled: bool = False


class SyncScreen(StaffStep):
    """Before and after an attempt it says how things stand; meanwhile how far it has come."""

    class Advanced(Message):
        """The courier has come further; posted from its thread."""

        def __init__(self, progress: Progress) -> None:
            super().__init__()
            self.progress = progress
            """As far as it has come."""

    def __init__(self, app: KioskApp, outcome: Outcome | None = None) -> None:
        tr = app.tr
        self._outcome, self._cancelled = outcome, threading.Event()
        self._board, self._pace = board_of(app.tablet), Pace()
        question = words.answer_words(tr, self._board)
        if outcome is not None and outcome.reason:
            question = "▲ " + app.staff.reason(tr, outcome.reason)
        elif outcome is not None and outcome.cancelled:
            question = tr("▲ Cancelled. What had not arrived stays aboard.")
        main = tr("Sync again →") if outcome else tr("Sync now →")
        super().__init__(app, question, main=main, main_short=tr("Sync →"))

    def renewed(self) -> SyncScreen:
        """The same in another language or shape."""
        return SyncScreen(self.kiosk, self._outcome)

    def compose_body(self) -> ComposeResult:
        """Large words where they are true; the rest as a text."""
        tr, board = self.tr, self._board
        if board.all_carried and not self._failed:
            safe = tr("You can switch off") if board.may_switch_off else tr("You can leave it here")
            yield Big(safe, id="safe")
        with Vertical(id="progress"):
            yield Plain(id="progress-words")
            yield Meter(id="progress-meter")
        text = [*self._happened(), *self._aboard(), *self._attempts()]
        yield self.reader("\n".join(text), id="standing")

    @property
    def _failed(self) -> bool:
        return self._outcome is not None and bool(self._outcome.reason or self._outcome.cancelled)

    def _happened(self) -> Iterator[str]:
        """What the attempt that has just ended brought."""
        tr, outcome = self.tr, self._outcome
        progress = outcome.progress if outcome else None
        if progress is None:
            return
        arrived = progress.acknowledged
        yield "✔ " + tr.plural(
            "{n} deposit has arrived at the hub.", "{n} deposits have arrived at the hub.", arrived
        )
        if progress.refused:
            yield "▲ " + tr.plural(
                "The hub set {n} deposit aside.", "The hub set {n} deposits aside.", progress.refused
            )
        if progress.catalogue is not None:
            yield "✔ " + tr("A new catalogue is in use: number {n}.", n=progress.catalogue)
        yield ""

    def _aboard(self) -> Iterator[str]:
        tr, board = self.tr, self._board
        yield tr("To carry: {n}", n=tr.number(board.undelivered))
        yield from (f"  {line}" for line in waiting_lines(tr, self._lines()))
        if board.held_back:
            yield tr.plural(
                "{n} ballot waits until others come with it, at the latest until closing.",
                "{n} ballots wait until others come with them, at the latest until closing.",
                board.held_back,
            )
        if board.refused:
            yield tr("Set aside by the hub: {n}", n=tr.number(board.refused))
        if not board.holds:
            yield words.equation_words(tr, board.holds)

    def _lines(self) -> list[Line]:
        vault = self.tablet.vault
        return [*vault.account(), *vault.restored_account()]

    def _attempts(self) -> Iterator[str]:
        tr, board = self.tr, self._board
        if board.sync is None:
            yield tr("Last attempt: none yet")
        else:
            result = words.result_words(tr, board.sync.result)
            moment = words.when(tr, board.sync.at, board.now)
            yield tr("Last attempt: {moment}, {result}", moment=moment, result=result)
        around = self.kiosk.staff.around
        following = around.next_attempt()
        if around.waits_for_power():
            yield tr("On battery nothing goes by itself. Plug the tablet in.")
        elif following is not None:
            yield tr("Next attempt by itself: {moment}", moment=words.when(tr, following, board.now))

    def on_main(self) -> None:
        """Carry; while it runs, stop."""
        if self.busy:
            self._cancelled.set()
            self.query_one("#progress-words", Plain).show(
                self.tr("It stops after the parcel that is under way.")
            )
            return
        app, desk, cancelled = self.kiosk, self.desk, self._cancelled
        carrier = app.staff.around.carrier or by_network(app.tablet)
        self.add_class("-running")
        self.ask(self.tr("Syncing. You need not stay here."))
        self.set_main(self.tr("Stop"))
        self.query_one("#progress-words", Plain).show(self.tr("The hub is called…"))

        def report(progress: Progress) -> None:
            self._pace.note(progress.seconds, progress.bytes_sent, progress.bytes_done)
            self.post_message(self.Advanced(progress))

        self.work(
            lambda: carried(desk, carrier, report, cancelled),
            lambda outcome: app.staff.show(SyncScreen(app, outcome)),
        )

    def on_sync_screen_advanced(self, event: Advanced) -> None:
        """Show how far it has come."""
        event.stop()
        tr, progress = self.tr, event.progress
        done = progress.acknowledged + progress.refused
        if self._cancelled.is_set():
            return
        self.query_one("#progress-words", Plain).show(
            " · ".join(self._under_way(progress)) if progress.sent else tr("The hub is called…")
        )
        arrived = tr("{n} of {total}", n=tr.number(done), total=tr.number(progress.total))
        self.query_one("#progress-meter", Meter).show(arrived, done, progress.total)

    def _under_way(self, progress: Progress) -> Iterator[str]:
        """How much has arrived; how fast it goes and how long it takes only where that was measured."""
        tr, pace = self.tr, self._pace
        yield tr("{size} sent", size=words.kilobytes(tr, progress.bytes_sent))
        speed, left = pace.bytes_per_second, pace.seconds_left(progress.bytes_total)
        if speed is not None and progress.sent < progress.total:
            yield tr("{size} per second", size=words.kilobytes(tr, round(speed)))
            if left is not None:
                yield words.left_words(tr, left)

    def refuse(self, error: KioskError) -> None:
        """Nothing was carried: the role does not allow it, or the tablet cannot write."""
        self.kiosk.staff.show(SyncScreen(self.kiosk, Outcome(reason=name_of(error))))


def carried(
    desk: StaffDesk, carrier: Carrier, report: Callable[[Progress], None], cancelled: threading.Event
) -> Outcome:
    """Carry once for somebody at the desk, and keep how it went; called in a thread.

    Raises:
        KioskError: this may not be done, or not be written.
    """
    desk.may(Act.SYNC)
    try:
        progress = carrier(report, cancelled.is_set)
    except KioskError as error:
        desk.log("sync_failed", name_of(error))
        return Outcome(reason=name_of(error))
    stopped = progress.stopped or (cancelled.is_set() and progress.sent < progress.total)
    desk.log("synced", f"{progress.acknowledged} acknowledged, {progress.refused} refused")
    return Outcome(progress, cancelled=stopped)


def waiting_lines(tr: Translator, lines: Iterable[Line]) -> Iterator[str]:
    """What has no answer, by kind."""
    for kind, of_kind in groupby(sorted(lines, key=lambda line: line.kind), key=lambda line: line.kind):
        number = sum(line.aboard + line.carried for line in of_kind)
        if number:
            yield tr("{kind}: {figures}", kind=words.kind_words(tr, kind), figures=tr.number(number))
