"""What facilitators count and see in a shift: large counters, notes, and the report one touch away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from kiosk.errors import KioskError
from kiosk.staff.shift import NOTE_MAX, NoteKind
from kiosk.staff.words import COUNTS, NOTES, SHIFTS
from screens.staff import words
from screens.staff.late import shifts_of
from screens.staff.sheet import ReportScreen
from screens.staff.step import StaffStep
from screens.staff.write import WriteScreen
from screens.step import is_tiny
from screens.widgets.action import Action
from screens.widgets.big import big_lines
from screens.widgets.choice import Choice
from screens.widgets.pages import Pages
from screens.widgets.points import Dots, PointsRow
from screens.widgets.row import Option
from screens.words import pager_words

if TYPE_CHECKING:
    from screens.app import KioskApp

_MOST = 9_999
_REPORT = "report"


class Number(Dots):
    """The figure alone: nobody takes in thirty dots at a glance."""

    def render(self) -> Content:
        """In the middle, and large where there is room."""
        width, height = self.content_size
        large = big_lines(str(self._points)) or []
        fits = large and len(large) <= height and max(map(len, large)) <= width
        lines = large if fits else [self._words]
        block = max(map(len, lines))
        return Content("\n").join(
            Content.styled(line.ljust(block), "bold $violet").center(width) for line in lines
        )


class CounterRow(PointsRow):
    """A counter with − and +, for a finger in the rain."""

    def __init__(self, option: Option, figure: int, words: str) -> None:
        super().__init__(option, at_most=_MOST, fewer="", more="", points=figure, words=words)
        self._dots = Number(figure, _MOST, words)


class CountersScreen(StaffStep):
    """One touch, one person more."""

    def __init__(self, app: KioskApp) -> None:
        desk = app.staff.desk
        self._shift = shifts_of(desk).current() if desk is not None else None
        tr, shift = app.tr, self._shift
        small = is_tiny(app.size) or app.sparse
        if shift is None:
            question = app.staff.reason(tr, "no_shift")
        else:
            question = tr(SHIFTS[shift.kind]) if small else words.shift_words(tr, shift)
        super().__init__(
            app, question, back=app.tr("Board"), main=app.tr("Write a note →"), main_short=app.tr("Note →")
        )

    def compose_body(self) -> ComposeResult:
        """A row a counter, in pages."""
        tr, shift = self.tr, self._shift
        counts = shift.counts if shift is not None else {}
        rows = [
            CounterRow(Option(name.value, tr(COUNTS[name])), number, tr.number(number))
            for name, number in counts.items()
        ]
        pager = pager_words(tr)
        yield Pages(rows, pager)

    def beside(self) -> Iterator[Action]:
        """What the shift brought so far; at 40x12 a second counter is worth more."""
        if not self.tiny:
            yield Action(self.tr("See the report"), id="report")

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """The report."""
        if event.action.id != "report":
            super().on_action_pressed(event)
            return
        event.stop()
        if self._shift is not None:
            self.kiosk.staff.show(ReportScreen(self.kiosk))

    def on_points_row_more(self, event: PointsRow.More) -> None:
        """One more."""
        event.stop()
        self._count(event.project_id, 1)

    def on_points_row_fewer(self, event: PointsRow.Fewer) -> None:
        """One taken back."""
        event.stop()
        self._count(event.project_id, -1)

    def _count(self, name: str, delta: int) -> None:
        # At once and not in a thread: taps come fast, and each of them is somebody.
        try:
            figure = shifts_of(self.desk).count(name, delta)
        except KioskError as error:
            self.refuse(error)
            return
        for row in self.query(CounterRow):
            if row.option.project_id == name:
                row.show_points(figure, self.tr.number(figure))

    def on_main(self) -> None:
        """Write down what was seen."""
        if self._shift is not None:
            self.kiosk.staff.show(NotesScreen(self.kiosk))

    def above(self) -> StaffStep:
        """The board."""
        from screens.staff.board import BoardScreen

        return BoardScreen(self.kiosk)


class NotesScreen(StaffStep):
    """Three questions; each can be answered again and again. Then the report."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("What did you see?"))

    def compose_body(self) -> ComposeResult:
        """A row a question, with how many notes there are."""
        tr, shift = self.tr, shifts_of(self.desk).current()
        notes = shift.notes if shift is not None else ()
        options = [
            Option(
                kind.value,
                tr(word),
                tr.plural("{n} note", "{n} notes", sum(noted is kind for noted, _ in notes)),
            )
            for kind, word in NOTES.items()
        ]
        options.append(Option(_REPORT, tr("See the report"), tr("To read, print or save.")))
        yield self.rows(options)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Write it, or read what there is."""
        event.stop()
        if event.project_id == _REPORT:
            self.kiosk.staff.show(ReportScreen(self.kiosk))
            return
        app, shifts, kind = self.kiosk, shifts_of(self.desk), NoteKind(event.project_id)
        app.staff.show(
            WriteScreen(
                app,
                lambda tr: (tr(NOTES[kind]), tr("Keep it →")),
                lambda text: shifts.note(kind, text),
                lambda: NotesScreen(app),
                limit=NOTE_MAX,
                long=True,
            )
        )

    def above(self) -> StaffStep:
        """The counters."""
        return CountersScreen(self.kiosk)
