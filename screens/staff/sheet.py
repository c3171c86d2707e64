"""The sheets of a tablet on the glass, on a roll, and as files on a stick."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult

from kiosk.errors import KioskError, PrinterError
from kiosk.paper.sheet import Code, Sheet, Signatures, Table
from kiosk.staff.acts import Act
from kiosk.staff.board import power_of
from kiosk.staff.opening import MachineFacts, measured
from kiosk.staff.paper_kinds import Paper
from screens.staff.acts import go
from screens.staff.late import shifts_of
from screens.staff.step import StaffStep
from screens.staff.sticks import StickList
from screens.step import is_tiny
from screens.widgets.action import Action
from screens.widgets.choice import Choice
from screens.widgets.pages import PagerWords, Reader
from screens.widgets.row import Option
from screens.widgets.text import READING_COLUMNS

if TYPE_CHECKING:
    from kiosk.i18n import Translator
    from kiosk.staff.desk import StaffDesk
    from screens.app import KioskApp


def machine_of(app: KioskApp) -> MachineFacts:
    """What this machine says of itself."""
    power = (app.staff.around.power or power_of)()
    facts = measured(app.tablet)
    return facts if power is None else replace(facts, battery_percent=power.percent, on_power=power.charging)


class SheetReader(Reader):
    """A sheet in pages: figures stay below one another, as on paper."""

    def __init__(self, sheet: Sheet, words: PagerWords) -> None:
        shown = tuple(part for part in sheet.parts if not isinstance(part, Code | Signatures))
        self._sheet = replace(sheet, parts=shown)
        super().__init__("", words, id="sheet")

    @property
    def spoken(self) -> str:
        """The page, without the room between a name and its figure."""
        return "\n".join(" ".join(line.split()) for line in self._lines[slice(*self._shown)])

    def heights(self, width: int, tiny: bool) -> list[int]:  # noqa: ARG002
        """One each. A table has the full width; beside a name, the eye finds its figure better near by."""
        lines = []
        for part in self._sheet.parts:
            room = width if isinstance(part, Table) else min(width, READING_COLUMNS)
            lines += replace(self._sheet, parts=(part,)).body_lines(room)
        while lines and not lines[-1]:
            lines.pop()
        self._lines = lines
        return [1] * len(lines)


class SheetScreen(StaffStep):
    """One sheet, with what can be done with it. Back leads to the board."""

    paper: ClassVar[Paper]

    def __init__(self, app: KioskApp, main: str = "", main_short: str = "") -> None:
        from kiosk.staff.sheet_files import paper_sheet

        self.sheet = cast("Sheet", paper_sheet(_desk(app), self.paper, app.tr, app.place, machine_of(app)))
        super().__init__(app, self.answer(app), back=app.tr("Board"), main=main, main_short=main_short)

    def answer(self, app: KioskApp) -> str:  # noqa: ARG002
        """What comes before everything else."""
        return self.sheet.title

    def compose_body(self) -> ComposeResult:
        """The sheet, in pages."""
        yield SheetReader(self.sheet, PagerWords(self.tr("▲ Previous"), lambda _lines: self.tr("Read on ▼")))

    def beside(self) -> Iterator[Action]:
        """Paper, a stick, and the signed codes where the sheet has any."""
        tr = self.tr
        if self.kiosk.staff.around.printer is not None:
            yield Action(tr("Print"), id="print")
        yield Action(tr("Save as PDF"), short=tr("PDF"), id="save")
        if self.sheet.codes:
            yield Action(tr("Code"), id="code")

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """What stands beside."""
        name = event.action.id
        if name == "print":
            event.stop()
            self.print()
        elif name == "save":
            event.stop()
            self.save()
        elif name == "code":
            from screens.staff.code import CodeScreen

            event.stop()
            self.kiosk.staff.show(CodeScreen(self.kiosk, self.sheet.codes[0], self.renewed))
        else:
            super().on_action_pressed(event)

    def print(self) -> None:
        """On the receipt printer."""
        printer, desk, sheet = self.kiosk.staff.around.printer, self.desk, self.sheet
        if printer is None or self.busy:
            return
        from kiosk.printing.staff_sheet import staff_sheet

        def on_paper() -> None:
            desk.may(Act.PRINT_SHEET)
            printer(staff_sheet(sheet))
            desk.log("sheet_printed", self.paper)

        self.say(self.tr("Printing…"))
        self.work(on_paper, lambda _: self.say(self.tr("Printed.")))

    def refuse(self, error: KioskError) -> None:
        """A printer that does not answer is said, with another way."""
        if isinstance(error, PrinterError):
            self.say(self.tr("The printer does not answer. Save the sheet on a stick instead."))
        else:
            super().refuse(error)

    def save(self) -> None:
        """As files on a stick."""
        self.kiosk.staff.show(SaveScreen(self.kiosk, self.paper, self.sheet, self.renewed))

    def above(self) -> StaffStep:
        """The board."""
        from screens.staff.board import BoardScreen

        return BoardScreen(self.kiosk)


class ZeroSheetScreen(SheetScreen):
    """After an opening: all counters stand at zero. A shift is one touch away."""

    paper = Paper.OPENING

    def __init__(self, app: KioskApp) -> None:
        tr, desk = app.tr, _desk(app)
        self._offers_shift = desk.refusal(Act.BEGIN_SHIFT) is None and shifts_of(desk).current() is None
        if self._offers_shift:
            super().__init__(app, tr("Begin a shift →"), tr("Shift →"))
        else:
            super().__init__(app)

    def answer(self, app: KioskApp) -> str:
        """Open, and at zero; or what the sheet is, when it is looked at later."""
        at_zero = app.tr("Opening sheet: all counters at zero") == self.sheet.title
        if at_zero and app.tablet.status.value == "open":
            return app.tr("The tablet is open. All counters stand at zero.")
        return self.sheet.title

    def on_main(self) -> None:
        """Begin a shift."""
        go(self.kiosk, Act.BEGIN_SHIFT)


class ReportScreen(SheetScreen):
    """What a shift brought."""

    paper = Paper.SHIFT

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Save PDF and CSV →"), app.tr("PDF and CSV →"))

    def answer(self, app: KioskApp) -> str:
        """Its title; at 40x12 the figures need the room, and kind and place follow below them."""
        small = is_tiny(app.size) or app.sparse
        return app.tr("Report of the shift") if small else self.sheet.title

    def beside(self) -> Iterator[Action]:
        """Paper only: saving is the main action."""
        yield from (action for action in super().beside() if action.id != "save")

    def on_main(self) -> None:
        """As a page and as a table, on a stick."""
        self.save()


class SheetsScreen(StaffStep):
    """The newest sheets."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Which sheet?"))

    def compose_body(self) -> ComposeResult:
        """One row each."""
        tr = self.tr
        options = [
            Option(Paper.OPENING.value, tr("Opening sheet"), tr("Counters, keys and clock.")),
            Option(Paper.CLOSING.value, tr("Closing sheet"), tr("What was cast, and where it is.")),
        ]
        if shifts_of(self.desk).all():
            options.append(Option(Paper.SHIFT.value, tr("Report of the shift"), tr("The newest one.")))
        yield self.rows(options)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """That one."""
        from screens.staff.closing import ClosedScreen

        event.stop()
        shown: dict[Paper, Callable[[KioskApp], StaffStep]] = {
            Paper.OPENING: ZeroSheetScreen,
            Paper.CLOSING: ClosedScreen,
            Paper.SHIFT: ReportScreen,
        }
        self.kiosk.staff.show(shown[Paper(event.project_id)](self.kiosk))


class SaveScreen(StickList):
    """Which stick; with a single one, a touch is enough."""

    def __init__(
        self, app: KioskApp, paper: Paper, sheet: Sheet, origin: Callable[[], StaffStep], said: str = ""
    ) -> None:
        """`origin` makes the screen that asked for it; `said` is a sentence that comes first."""
        self._paper, self._sheet, self._origin = paper, sheet, origin
        super().__init__(app, app.tr("On which stick?"), said=said)

    def chosen(self, stick: Path) -> None:
        """Write there."""
        if self.busy:
            return
        app, desk = self.kiosk, self.desk
        paper, sheet, tr = self._paper, self._sheet, self.tr
        self.say(tr("Working. Leave the stick where it is."))
        self.work(
            lambda: saved(desk, paper, tr, sheet, stick),
            lambda names: app.staff.show(SavedScreen(app, names, self._origin)),
        )

    def renewed(self) -> SaveScreen:
        """The same, with the sticks that are there now."""
        return SaveScreen(self.kiosk, self._paper, self._sheet, self._origin)

    def above(self) -> StaffStep:
        """Where it was asked for."""
        return self._origin()


class SavedScreen(StaffStep):
    """What was written, and that it is whole."""

    def __init__(self, app: KioskApp, names: list[str], origin: Callable[[], StaffStep]) -> None:
        self._names, self._origin = names, origin
        super().__init__(app, app.tr("✔ It is on the stick."), back="", main=app.tr("Continue →"))

    def compose_body(self) -> ComposeResult:
        """The names of the files."""
        tr = self.tr
        text = tr("It was read back and is whole. You can take the stick out.")
        where = tr("In the folder kiosk/sheets:")
        yield self.reader("\n".join((text, "", where, *self._names)))

    def renewed(self) -> SavedScreen:
        """The same."""
        return SavedScreen(self.kiosk, self._names, self._origin)

    def on_main(self) -> None:
        """Back to the sheet."""
        self.kiosk.staff.show(self._origin())


def saved(desk: StaffDesk, paper: Paper, tr: Translator, sheet: Sheet, stick: Path) -> list[str]:
    """Write the files of a paper and give their names; called in a thread.

    Raises:
        StaffError, StickError, VaultError: nothing half-written is left.
    """
    from kiosk.medium import folder_on, write_verified
    from kiosk.staff.sheet_files import paper_files

    desk.may(Act.USE_STICK)
    folder, names = folder_on(stick, "sheets"), []
    for name, content in paper_files(desk, paper, tr, sheet):
        write_verified(folder / name, content)
        names.append(name)
    desk.log("sheet_saved", paper)
    return names


def _desk(app: KioskApp) -> StaffDesk:
    """Who is here: no sheet is shown to anybody else."""
    return cast("StaffDesk", app.staff.desk)
