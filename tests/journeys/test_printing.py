"""Receipts on paper: by a real printer's bytes in a file, and a printer that fails does not end the visit."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from kiosk.i18n import Translator
from kiosk.printing.printer import printer_of
from kiosk.settings import PrinterSettings, Settings, TabletSettings
from kiosk.tablet import Tablet
from screens.start import PrintSheet, receipts_on
from tests.journeys.kiosk_app import GRIDS, LARGE, PLACE, Person, aboard, person_at
from tests.journeys.ways import by_code, by_nothing
from tests.kiosk.printing.paper import read_back
from tests.world import World


def set_up(file: Path) -> Settings:
    """Settings whose printer is a file."""
    printer = PrinterSettings(connection="file", device=str(file), check_at="jeparticipe.toulouse.fr")
    return Settings(printer=printer, tablet=TabletSettings(place=PLACE), folder=file.parent)


def printing(settings: Settings, tablet: Tablet) -> PrintSheet:
    """What `kiosk run` prints receipts with."""
    printer = printer_of(settings.printer)
    assert printer is not None
    return receipts_on(printer, settings, lambda: tablet)


async def vote(person: Person, world: World) -> str:
    await person.begin()
    await by_nothing(person, world)
    await person.choose("Place des Violettes")
    await person.review()
    return await person.cast()


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
async def test_the_receipt_comes_out_and_nothing_of_the_choice(
    grid: tuple[int, int], world: World, tmp_path: Path
) -> None:
    tablet, file = world.tablet(), tmp_path / "paper"
    async with person_at(tablet, grid) as person:
        person.app._print_sheet = printing(set_up(file), tablet)
        receipt = await vote(person, world)
        await person.press("Print")
        await person.until_reads("Printed.")
    sheet = read_back(file.read_bytes())
    assert sheet.codes == [receipt]
    assert [line for size, line in sheet.lines if size == 0x30] == [receipt]
    assert "Vote · Un nom pour la nouvelle" in sheet.flat
    for words in (PLACE, "10 mars 2027", "jeparticipe.toulouse.fr", "Mode d’essai"):
        assert words in sheet.flat
    index = tablet.index
    assert index is not None
    for project in index.ballots["nom"].activity.projects:
        assert project.title.within("fr") not in sheet.flat


async def test_the_code_that_was_typed_is_not_on_the_paper(world: World, tmp_path: Path) -> None:
    tablet, file = world.tablet(), tmp_path / "paper"
    async with person_at(tablet, LARGE) as person:
        person.app._print_sheet = printing(set_up(file), tablet)
        await person.begin()
        await by_code(person, world)
        await person.give("La voie verte de la digue", 1)
        await person.review()
        await person.cast()
        await person.press("Print")
        await person.until_reads("Printed.")
    sheet = read_back(file.read_bytes())
    letters = sheet.flat.replace("-", "").replace(" ", "")
    assert all(code.replace("-", "") not in letters for code in world.drawn["budget"])
    assert "voie verte" not in sheet.flat


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
async def test_a_printer_that_is_off_is_said_and_the_visit_goes_on(
    grid: tuple[int, int], world: World, tmp_path: Path
) -> None:
    tablet = world.tablet()
    settings = Settings(
        printer=PrinterSettings(connection="usb", device=str(tmp_path / "lp0")), folder=tmp_path
    )
    async with person_at(tablet, grid) as person:
        person.app._print_sheet = printing(settings, tablet)
        receipt = await vote(person, world)
        await person.press("Print")
        await person.until_reads("The printer does not answer. Take a picture of your receipt instead.")
        assert person.reads(receipt)
        await person.finish()
    assert aboard(tablet) == 1


async def test_a_second_touch_while_it_prints_gives_no_second_sheet(world: World) -> None:
    tablet, sheets, may_go_on = world.tablet(), [], threading.Event()

    def slowly(_: Translator, lines: Sequence[tuple[str, str]]) -> None:
        sheets.append(lines)
        may_go_on.wait(30)

    async with person_at(tablet, LARGE) as person:
        person.app._print_sheet = slowly
        await vote(person, world)
        try:
            await person.press("Print")
            await person.until_reads("Printing…")
            await person.touch(person.app.screen.query_one("#place"))  # the message gives way
            await person.press("Print")
            await person.pilot.pause()
        finally:
            may_go_on.set()
        await person.until_reads("Printed.")
        assert len(sheets) == 1
        await person.touch(person.app.screen.query_one("#place"))
        await person.press("Print")  # one more is possible once it is done
        await person.until(lambda: len(sheets) == 2, "the second sheet")


def test_without_a_printer_nobody_is_offered_one(tmp_path: Path) -> None:
    assert printer_of(Settings(folder=tmp_path).printer) is None
