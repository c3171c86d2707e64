"""The board: open or not, what waits, and whether the tablet may go dark; readable from two metres."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Grid, Horizontal, Vertical

from kiosk.staff.acts import Act
from kiosk.staff.board import LOW_BATTERY_PERCENT, LOW_DISK_BYTES, Board, Power, board_of, power_of
from kiosk.staff.opening import SHORT, MachineFacts, warnings
from kiosk.staff.rapid import rapid_of
from kiosk.staff.shift import Shift, ShiftKind
from kiosk.staff.words import SHIFTS
from kiosk.status import Status
from screens.staff import words
from screens.staff.acts import go, main_act
from screens.staff.late import shifts_of
from screens.staff.step import StaffStep
from screens.widgets.action import Action
from screens.widgets.big import Big
from screens.widgets.text import Plain

if TYPE_CHECKING:
    from screens.app import KioskApp

_LOOK_SECONDS = 5.0
_ROOMY_LINES = 26


class Figure(Vertical):
    """A large figure, and below it what it is."""

    def __init__(self, name: str) -> None:
        super().__init__(Big(classes="figure-value"), Plain(classes="figure-name"), id=f"figure-{name}")

    def show(self, value: str, name: str) -> None:
        """Set it."""
        self.query_one(Big).show(value)
        self.query_one(Plain).show(name)


_FIGURES = ("visits", "waiting", "since", "sync", "battery", "disk", "catalogue", "clock")


class BoardScreen(StaffStep):
    """The first screen of the staff side."""

    def __init__(self, app: KioskApp) -> None:
        app.staff.group = None
        self._board = board_of(app.tablet)
        desk, tr = app.staff.desk, app.tr
        self._act = main_act(desk) if desk is not None else None
        self._shift = shifts_of(desk).current() if desk is not None else None
        main, short = act_words(app, self._act) if self._act else ("", "")
        super().__init__(
            app,
            words.answer_words(tr, self._board),
            back=tr("Leave"),
            main=main,
            main_short=short,
            leave=False,
        )

    def compose_body(self) -> ComposeResult:
        """The state on a ground of its own; eight figures, or three lines at 40x12."""
        with Horizontal(id="state"):
            yield Big(id="state-word")
            yield Plain(id="state-why")
        with Grid(id="figures"):
            yield from (Figure(name) for name in _FIGURES)
        yield Plain(id="figure-lines")

    def beside(self) -> Iterator[Action]:
        """All that can be done, and what is wanted most often."""
        yield Action(self.tr("All actions"), short=self.tr("Actions"), id="menu")
        if self._shift is not None and self.desk.refusal(Act.OBSERVE) is None:
            labo = self._shift.kind is ShiftKind.LABO
            yield Action(self.tr("Labo") if labo else self.tr("Counters"), id="observe")
        if self._act is not Act.SYNC and self.desk.refusal(Act.SYNC) is None:
            yield Action(self.tr("Sync"), short=self.tr("Send"), id="sync")

    def on_resize(self, event: events.Resize) -> None:
        """More air where there is room."""
        super().on_resize(event)
        self.set_class(event.size.height >= _ROOMY_LINES and not self.tiny, "-roomy")

    def on_mount(self) -> None:
        """Figures now, and again while somebody looks."""
        self._show()
        self.set_interval(_LOOK_SECONDS, self._look)

    def _look(self) -> None:
        if self.kiosk.desk is None or not self.is_current:
            return
        status = self._board.status
        self._board = board_of(self.tablet)
        if self._board.status is not status:
            self.kiosk.staff.show(BoardScreen(self.kiosk))
        else:
            self._show()

    def _show(self) -> None:
        tr, board = self.tr, self._board
        self.ask(words.answer_words(tr, board))
        state = self.query_one("#state")
        for status in Status:
            state.set_class(board.status is status, f"-{status}")
        word = words.status_word(tr, board.status)
        self.query_one("#state-word", Big).show(
            f"{words.status_mark(board.status)} {word}" if self.tiny else word
        )
        power = (self.kiosk.staff.around.power or power_of)()
        self.query_one("#state-why", Plain).show(self._why(power))
        for name, (value, label) in self._figures(power).items():
            self.query_one(f"#figure-{name}", Figure).show(value, label)
        self.query_one("#figure-lines", Plain).show("\n".join(self._lines(power)))

    def _why(self, power: Power | None) -> str:
        """What stands beside the state: why nobody can take part, or what will soon be in the way."""
        tr, refusal = self.tr, self._board.not_accepting
        if refusal is not None and refusal.value not in ("not_opened", "paused", "tablet_closed"):
            return "▲ " + self.kiosk.staff.reason(tr, refusal.value)
        if backup := self._backup():
            return backup
        found = warnings(self.tablet, machine_facts(self._board, power))
        if found:
            return "▲ " + (tr(SHORT[found[0].key]) if self.tiny else found[0].sentence(tr))
        shift = self._shift_words(self._shift) if self._shift is not None else ""
        return " · ".join(filter(None, (words.hour(self._board.now) * self.tiny, shift, self._rapid())))

    def _rapid(self) -> str:
        """Where every visit begins, while rapid mode is on."""
        rapid, tr = rapid_of(self.tablet), self.tr
        if rapid is None:
            return ""
        title = rapid.located.consultation.title.within(tr.language)
        return tr("rapid mode") if self.tiny else tr("Rapid mode: {title}", title=title)

    def _shift_words(self, shift: Shift) -> str:
        """Which shift runs; at 40x12 its kind alone."""
        if not self.tiny:
            return words.shift_words(self.tr, shift)
        return self.tr("Labo") if shift.kind is ShiftKind.LABO else self.tr(SHIFTS[shift.kind])

    def _backup(self) -> str:
        """What is wrong with the backup; nothing when all is well."""
        from screens.staff.backup_words import TROUBLE, state_of, state_words

        state = state_of(self.kiosk.staff.around.keeper())
        return state_words(self.tr, state) if state in TROUBLE else ""

    def _figures(self, power: Power | None) -> dict[str, tuple[str, str]]:
        tr, board = self.tr, self._board
        sync = board.sync
        return {
            "visits": (tr.number(board.visits), tr("visits today")),
            "waiting": (tr.number(board.undelivered), tr("to carry")),
            "since": self._since(board),
            "sync": (
                words.short_when(sync.at, board.now) if sync else "-",
                words.sync_label(tr, sync.result) if sync else tr("no sync yet"),
            ),
            "battery": self._battery(power),
            "disk": (
                tr.number(board.disk_free_bytes // 10**9),
                tr("▲ disk full") if board.disk_free_bytes < LOW_DISK_BYTES else tr("free disk (GB)"),
            ),
            "clock": (words.hour(board.now), tr.day(board.now.astimezone(), year=False)),
            "catalogue": (tr.number(board.catalogue), tr("catalogue")),
        }

    def _since(self, board: Board) -> tuple[str, str]:
        if not board.undelivered:
            return "0", self.tr("nothing waits")
        if board.waiting_since is None:
            return "?", self.tr("wait not known")
        return f"{board.waiting_since:%d/%m}", self.tr("waiting since")

    def _battery(self, power: Power | None) -> tuple[str, str]:
        tr = self.tr
        if power is None:
            return "-", tr("no battery")
        if power.charging:
            label = tr("battery charging")
        else:
            label = tr("▲ battery low") if power.percent <= LOW_BATTERY_PERCENT else tr("battery")
        return f"{power.percent} %", label

    def _lines(self, power: Power | None) -> Iterator[str]:
        """The same at 40x12."""
        tr, board, figures = self.tr, self._board, self._figures(power)
        visits = tr.plural("{n} visit", "{n} visits", board.visits)
        yield visits + " · " + tr("{n} to carry", n=tr.number(board.undelivered))
        sync, since = board.sync, board.waiting_since
        parts = [
            f"{words.when(tr, sync.at, board.now)} {words.result_words(tr, sync.result)}"
            if sync
            else tr("no sync yet")
        ]
        if since is not None:
            parts.append(f"> {since:%d/%m}")
        shown = " · ".join(parts)
        yield tr("sync: {result}", result=shown) if sync else shown
        battery = " ".join(figures["battery"][:1]) if power else tr("no battery")
        yield f"{tr('Battery')} {battery} · " * bool(power) + tr(
            "disk {room}", room=words.gigabytes(tr, board.disk_free_bytes)
        )

    def on_main(self) -> None:
        """What is done next on a usual day."""
        if self._act is not None:
            go(self.kiosk, self._act)

    def on_back(self) -> None:
        """Back to the residents' side."""
        self.kiosk.staff.leave()

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """The others."""
        if event.action.id == "menu":
            event.stop()
            self.kiosk.staff.show(self.above())
        elif event.action.id == "sync":
            event.stop()
            go(self.kiosk, Act.SYNC)
        elif event.action.id == "observe":
            event.stop()
            go(self.kiosk, Act.OBSERVE)


def machine_facts(board: Board, power: Power | None) -> MachineFacts:
    """What the machine says of itself, as the rules ask for it."""
    if power is None:
        return MachineFacts(board.disk_free_bytes)
    return MachineFacts(board.disk_free_bytes, power.percent, power.charging)


def act_words(app: KioskApp, act: Act) -> tuple[str, str]:
    """The main action's words, and those for 40x12."""
    tr = app.tr
    return {
        Act.OPEN: (tr("Open the tablet →"), tr("Open →")),
        Act.PAUSE: (tr("Pause →"), tr("Pause →")),
        Act.RESUME: (tr("Go on →"), tr("Go on →")),
        Act.SYNC: (tr("Sync →"), tr("Sync →")),
    }[act]
