"""A day of a permanence, and an hour of a labo in the street: sheets on the glass, counters, papers."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.errors import PrinterError
from kiosk.printing.sheet import Code, Part, Text
from kiosk.staff.acts import Act
from kiosk.staff.closing_codes import whole_line
from kiosk.staff.shift import Count, NoteKind, ShiftKind
from kiosk.staff.shifts import Shifts
from kiosk.staff.words import COUNTS, NOTES, SHIFTS
from kiosk.tablet import Status, Tablet
from screens.staff.labo import CounterRow
from screens.staff.sheet import SheetReader
from screens.staff.words import event_words
from screens.widgets.action import Action
from screens.widgets.qr import QR
from sync.hub.closing import check_closing
from tests.journeys.kiosk_app import GRIDS, LARGE, TINY, Person, aboard, person_at
from tests.journeys.staff_ways import (
    back_to_board,
    choose_act,
    enter,
    leave,
    main,
    safe_to_switch_off,
    surroundings,
    vote,
)
from tests.kiosk.residents import declared, reviewing
from tests.poppler import needs_poppler, running
from tests.world import World

Grid = tuple[int, int]
on_grids = pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")


async def read_sheet(person: Person) -> str:
    """Every page of the sheet on the glass, its spaces made one."""
    pages = [person.app.screen.query_one(SheetReader).spoken]
    following = person.app.screen.query_one("#sheet .next", Action)
    while following.visible and following.region.area:
        await person.touch(following)
        pages.append(person.app.screen.query_one(SheetReader).spoken)
    return "\n".join(pages)


def voters(tablet: Tablet, number: int) -> None:
    """Residents who vote without being watched."""
    for place in range(number):
        visit = declared(tablet, person=("Ada", "Voisin" + "e" * place, "10/12/1975"))
        reviewing(visit, "c1", "c2").cast()
        visit.end()


async def test_a_permanence_day_with_its_sheets(world: World) -> None:
    tablet, asked = world.tablet(opened=False), threading.Event()
    async with person_at(tablet, LARGE) as person:
        around = surroundings(world, tablet)
        person.app.staff.around = replace(around, sync_soon=asked.set)
        tr = person.app.tr
        await enter(person)
        await main(person, "OpenScreen")
        await main(person, "ZeroSheetScreen")
        assert person.reads(tr("The tablet is open. All counters stand at zero."))
        zero = await read_sheet(person)
        assert f"{tr('deposits since opening')} 0" in zero
        assert tr("Fingerprints of the keys") in zero
        assert person.app.place in zero
        await main(person, "BeginShiftScreen")
        await main(person, "BoardScreen")
        shift = Shifts(person.app.desk).current()  # type: ignore[arg-type]
        assert shift is not None
        assert (shift.kind, shift.place) == (ShiftKind.PERMANENCE, person.app.place)
        assert person.reads(tr(SHIFTS[ShiftKind.PERMANENCE])), "the board says which shift runs"
        await leave(person)

        await vote(person, world)
        voters(tablet, 7)
        await enter(person)
        await main(person, "PauseScreen")
        await main(person, "BoardScreen")
        await main(person, "ResumeScreen")
        await main(person, "BoardScreen")
        await leave(person)
        voters_before = sum(line.cast for line in tablet.vault.account())
        await vote(person, world)
        declared(tablet, person=("Eve", "Partie", "10/12/1975")).end()

        await enter(person)
        await choose_act(person, Act.CLOSE, "CloseScreen")
        await main(person, "ClosedScreen")
        assert asked.is_set(), "the schedule tries soon"
        assert person.reads(tr.plural("{n} deposit to carry.", "{n} deposits to carry.", 9))
        closing = await read_sheet(person)
        cast = sum(line.cast for line in tablet.vault.account())
        assert (voters_before, cast) == (8, 9)
        for label, figure in (
            (tr("deposits since opening"), 9),
            (tr("to hand over"), 9),
            (tr("visits"), 10),
            (tr("visits that left nothing"), 1),
        ):
            assert f"{label} {figure}" in closing
        equation = tr(
            "The figures agree: {cast} cast = {aboard} aboard + {carried} carried + {received} received "
            "+ {refused} set aside.",
            cast=9,
            aboard=9,
            carried=0,
            received=0,
            refused=0,
        )
        assert " ".join(equation.split()) in " ".join(closing.split())
        assert "Violettes" not in closing, "no choice is on a sheet"
        assert Shifts(person.app.desk).current() is None, "the shift has ended with the day"  # type: ignore[arg-type]

        await main(person, "SyncScreen")
        await person.touch(person.app.screen.query_one("#main", Action))
        await person.until(lambda: safe_to_switch_off(person), "the end of the day")
        assert (aboard(tablet), world.hub.totals()["deposits"]) == (0, 9)
        await back_to_board(person)
        await choose_act(person, Act.PRINT_SHEET, "SheetsScreen")
        await person.choose(tr("Closing sheet"))
        await person.until_on("ClosedScreen")
        assert person.reads(tr("Nothing to carry. You can switch off."))
        await person.press("Board")
        await leave(person)
    for _, name, _ in tablet.vault.events():
        assert event_words(tr, name) != name, "every event has its words"


@on_grids
@needs_poppler
async def test_an_hour_of_a_labo_in_the_street(grid: Grid, world: World, tmp_path: Path) -> None:
    tablet, stick = world.tablet(), tmp_path / "STICK"
    stick.mkdir()
    async with person_at(tablet, grid) as person:
        person.app.staff.around = surroundings(world, tablet, stick)
        tr = person.app.tr
        await enter(person)
        await choose_act(person, Act.BEGIN_SHIFT, "BeginShiftScreen")
        await person.choose(tr(SHIFTS[ShiftKind.PERMANENCE]))
        await person.until_on("ChoiceScreen")
        await person.choose(tr(SHIFTS[ShiftKind.LABO]))
        await person.until_on("BeginShiftScreen")
        await person.choose(person.app.place)
        await person.until_on("ChoiceScreen")
        await person.choose(tr("Another place"))
        await person.until_on("WriteScreen")
        for _ in person.typed:
            await person.pilot.press("backspace")
        await person.type_on_glass("marche")
        await main(person, "BeginShiftScreen")
        await main(person, "BoardScreen")

        await person.press("Labo")
        await person.until_on("CountersScreen")
        for name, taps in ((Count.MET, 4), (Count.TOOK_LEAFLET, 2), (Count.NO_TIME, 1)):
            row = await counter(person, tr(COUNTS[name]))
            for _ in range(taps):
                await person.touch(row.query_one(".more", Action))
        row = await counter(person, tr(COUNTS[Count.MET]))
        await person.touch(row.query_one(".fewer", Action))
        assert row.points == 3
        await main(person, "NotesScreen")
        await person.choose(tr(NOTES[NoteKind.STUCK]))
        await person.until_on("WriteScreen")
        await person.press("Keep it →")
        await person.until_reads("Nothing is written yet. Write what you saw.")
        await person.type_on_glass("reflets")
        await main(person, "NotesScreen")
        await person.choose(tr("See the report"))
        await person.until_on("ReportScreen")
        report = await read_sheet(person)
        assert f"{tr(COUNTS[Count.MET])} 3" in report
        assert "eflets" in report
        await main(person, "SaveScreen")
        await person.choose("STICK")
        await person.until_on("SavedScreen")
        await main(person, "ReportScreen")
        await person.press("Board")
        await person.until_on("BoardScreen")
        await choose_act(person, Act.END_SHIFT, "EndShiftScreen")
        await main(person, "ReportScreen")
        assert Shifts(person.app.desk).all()[-1].ended_at is not None  # type: ignore[arg-type]
    table, pdf = sorted((stick / "kiosk" / "sheets").iterdir())
    rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig")), delimiter=";"))
    found = {row[1]: row[2] for row in rows}
    assert (found[tr(COUNTS[Count.MET])], found[tr(COUNTS[Count.NO_TIME])]) == ("3", "1")
    assert found[tr(NOTES[NoteKind.STUCK])].lower() == "reflets"
    assert "marche" in running(pdf.read_bytes()).lower()


async def counter(person: Person, title: str) -> CounterRow:
    """A row of the counters, on whichever page."""
    row = await person.row(title)
    assert isinstance(row, CounterRow)
    return row


async def test_a_sheet_is_printed_or_it_is_said_why_not(world: World) -> None:
    tablet, printed = world.tablet(), list[Sequence[Part]]()
    async with person_at(tablet, LARGE) as person:
        person.app.staff.around = replace(surroundings(world, tablet), printer=printed.append)
        await enter(person)
        await choose_act(person, Act.PRINT_SHEET, "SheetsScreen")
        await person.choose(person.tr("Closing sheet"))
        await person.until_on("ClosedScreen")
        await person.press("Print")
        await person.until_reads("Printed.")
        assert any(isinstance(part, Code) for part in printed[0])
        assert person.tr("Closing sheet") in [part.text for part in printed[0] if isinstance(part, Text)]

        def out_of_paper(_sheet: Sequence[Part]) -> None:
            raise PrinterError("no paper")

        person.app.staff.around = replace(person.app.staff.around, printer=out_of_paper)
        await person.touch(person.app.screen.query_one("#place"))
        await person.press("Print")
        await person.until_reads("The printer does not answer. Save the sheet on a stick instead.")
    assert [name for _, name, _ in tablet.vault.events()].count("sheet_printed") == 1


async def test_the_codes_on_the_glass_are_those_that_the_hub_checks(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE) as person:
        await vote(person, world)
        await enter(person)
        await choose_act(person, Act.CLOSE, "CloseScreen")
        await main(person, "ClosedScreen")
        await person.press("Code")
        await person.until_on("CodeScreen")
        seen = []
        while True:
            code = person.app.screen.query_one("#closing-code", QR)
            assert code.fits(*code.size), "a cut code cannot be read"
            seen.append(code._text)
            if not person.app.screen.query("#main"):
                break
            before = person.app.screen
            await person.press("Next code →")
            await person.until(lambda before=before: person.app.screen is not before, "the next")  # type: ignore[misc]
        check = check_closing(world.hub, " ".join(seen))
        assert (check.statement.status, check.statement.cast, check.not_here) == (Status.CLOSED.value, 1, 1)
        assert len(whole_line(" ".join(seen))) > len(seen[0])


async def test_where_no_code_fits_it_is_said_where_the_code_is(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, TINY) as person:
        await enter(person)
        await choose_act(person, Act.PRINT_SHEET, "SheetsScreen")
        await person.choose(person.tr("Closing sheet"))
        await person.until_on("ClosedScreen")
        await person.press("Code")
        await person.until_on("CodeScreen")
        assert person.reads(person.tr("The code does not fit on this screen."))
        await person.press("Back")
        await person.until_on("ClosedScreen")
