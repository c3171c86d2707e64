"""The staff's screens as pictures: one day walked on each grid, every screen kept and every text measured."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]
from syrupy.assertion import SnapshotAssertion

from kiosk.staff.acts import Act
from kiosk.staff.shift import ShiftKind
from kiosk.staff.words import SHIFTS
from kiosk.tablet import Tablet
from screens.staff.acts import Group
from screens.theme import PALETTES
from screens.widgets.action import Action
from sync.demo import ADMINISTRATOR_PIN
from tests.journeys.contributing import type_keys
from tests.journeys.kiosk_app import LARGE, TINY, Person, person_at, world_at
from tests.journeys.staff_ways import (
    back_to_board,
    choose_act,
    enter,
    give_pin,
    leave,
    main,
    open_group,
    surroundings,
    vote,
)
from tests.journeys.test_everywhere import nothing_is_cut
from tests.journeys.test_paper import begin_batch, until_paper
from tests.screens.contrast import LEAST, hard_to_read
from tests.screens.test_resident_pictures import counted_bytes, hold_still
from tests.world import World

GRIDS = (TINY, (80, 24), LARGE)
Keep = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Usage:
    """A disk whose free room does not change from machine to machine."""

    total: int = 64 * 10**9
    used: int = 24 * 10**9
    free: int = 40 * 10**9


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A city on a machine that is the same everywhere."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage())
    return world_at(tmp_path / "city", codes=4)


@pytest.mark.every_grid
@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
async def test_a_day_of_the_staff(
    grid: tuple[int, int], city: World, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    tablet, stick = city.tablet(opened=False), tmp_path / "STICK"
    stick.mkdir()
    tablet.random_bytes = counted_bytes()
    pictures, wrong = snapshot.use_extension(SVGImageExtension), list[str]()
    async with person_at(tablet, grid) as person:
        person.app.staff.around = replace(
            surroundings(city, tablet, stick), power=lambda: None, printer=lambda _sheet: None
        )

        async def keep(name: str) -> None:
            hold_still(person)
            await person.pilot.pause()
            await nothing_is_cut(person)
            picture = person.app.export_screenshot().replace(tablet.pairing.tablet, "t-00000000")
            if picture != pictures(name=name):
                wrong.append(f"{name} looks different")
            # Colours do not depend on the grid.
            for theme in PALETTES if grid == LARGE else ():
                person.app.theme = theme
                await person.pilot.pause()
                wrong.extend(f"{name}, {theme}: {text}" for text in hard_to_read(person.app, LEAST[theme]))
            person.app.theme = "day"
            await person.pilot.pause()

        await opening(person, keep)
        await vote(person, city)
        await enter(person)
        await with_people(person, keep)
        await on_paper(person, keep)
        await in_the_labo(person, keep)
        await the_end(person, keep, city, tablet)
    assert not wrong, "\n".join(wrong)
    city.close()


async def opening(person: Person, keep: Keep) -> None:
    """From the door to a tablet that is open."""
    await give_pin(person, "1")
    await person.until_reads("This PIN is not known. Try again.")
    await keep("wrong_pin")
    await enter(person)
    await keep("board_ready")
    await main(person, "OpenScreen")
    await keep("open")
    await main(person, "ZeroSheetScreen")
    await keep("opened")
    await main(person, "BeginShiftScreen")
    await person.choose(person.tr(SHIFTS[ShiftKind.PERMANENCE]))
    await person.until_on("ChoiceScreen")
    await keep("shift_kinds")
    await person.choose(person.tr(SHIFTS[ShiftKind.LABO]))
    await person.until_on("BeginShiftScreen")
    await keep("begin_shift")
    await main(person, "BoardScreen")
    await leave(person)


async def with_people(person: Person, keep: Keep) -> None:
    """What is done with and for residents."""
    await keep("board_open")
    await person.press("All actions")
    await person.until_on("MenuScreen")
    await keep("groups")
    await back_to_board(person)
    await open_group(person, Group.PEOPLE)
    await keep("with_people")
    await back_to_board(person)
    await choose_act(person, Act.DICTATE, "DictateScreen")
    await keep("dictate")
    await back_to_board(person)
    await choose_act(person, Act.LOOK_UP_CODE, "CodeScreen")
    await keep("look_up_code")
    await back_to_board(person)
    await choose_act(person, Act.TALLY, "TallyScreen")
    await keep("tally_questions")
    await person.choose(person.tr("Another question"))
    await person.until_on("QuestionScreen")
    await type_keys(person, "Un banc ici ?")
    await main(person, "AnswersScreen")
    await person.choose(" · ".join(map(person.tr, ("Yes", "No", "No opinion"))))
    await person.until_on("PeopleScreen")
    await keep("tally_people")
    await back_to_board(person)


async def on_paper(person: Person, keep: Keep) -> None:
    """Papers keyed in, and their end without a second person."""
    await begin_batch(person, "Choisissez un nom", "2", "BallotKeyScreen")
    await person.type_on_glass("1")
    await keep("paper_ballot")
    await person.press("Keep →")
    await until_paper(person, 2, 2)
    await person.type_on_glass("2")
    await person.press("Keep →")
    await person.until_on("BatchScreen")
    await keep("batch")
    await main(person, "FigureScreen")
    await person.type_on_glass("2")
    await main(person, "SecondPinScreen")
    await person.type_on_glass(ADMINISTRATOR_PIN)
    await person.touch(person.app.screen.query_one("#main", Action))
    await person.until_on("AcceptedScreen")
    await keep("accepted")
    await main(person, "BoardScreen")
    await choose_act(person, Act.PRINT_PAPER, "BlankScreen")
    await keep("blank_paper")
    await back_to_board(person)


async def in_the_labo(person: Person, keep: Keep) -> None:
    """Counters, notes and the report."""
    await person.press("Labo")
    await person.until_on("CountersScreen")
    await keep("counters")
    await main(person, "NotesScreen")
    await keep("notes")
    await person.choose(person.tr("See the report"))
    await person.until_on("ReportScreen")
    await keep("report")
    await main(person, "SaveScreen")
    await keep("save_report")
    await person.press("Back")
    await person.until_on("ReportScreen")
    await person.press("Board")
    await person.until_on("BoardScreen")


async def the_end(person: Person, keep: Keep, city: World, tablet: Tablet) -> None:
    """Closing, carrying, and what only an administrator sees."""
    await choose_act(person, Act.CLOSE, "CloseScreen")
    await keep("close")
    await main(person, "ClosedScreen")
    await keep("closed")
    await main(person, "SyncScreen")
    await keep("sync")
    city.carry(tablet)
    await back_to_board(person)
    await keep("board_closed")
    await leave(person)
    await enter(person, ADMINISTRATOR_PIN)
    await open_group(person, Group.TABLET)
    await keep("the_tablet")
    await back_to_board(person)
    await choose_act(person, Act.APPLY_CATALOGUE, "CatalogueScreen")
    await keep("catalogue")
    await back_to_board(person)
    await choose_act(person, Act.BACK_UP, "BackupScreen")
    await keep("backup")
    await back_to_board(person)
    await choose_act(person, Act.FACTORY_RESET, "ResetScreen")
    await keep("factory_reset")
    await back_to_board(person)
