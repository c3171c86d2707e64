"""A newer catalogue by clicks; warnings on the board before anything is refused; the staff's own language."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.staff.acts import Act
from kiosk.staff.board import Power
from screens.staff.side import Surroundings
from screens.widgets.text import Plain
from sync.demo import ADMINISTRATOR_PIN
from tests.journeys.kiosk_app import GRIDS, LARGE, TINY, person_at
from tests.journeys.staff_ways import choose_act, enter, leave, main
from tests.world import World

Grid = tuple[int, int]
on_grids = pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")


@on_grids
async def test_what_a_catalogue_changes_is_read_before_it_is_used(
    grid: Grid, world: World, tmp_path: Path
) -> None:
    tablet = world.tablet()
    stick = tmp_path / "STICK"
    (stick / "kiosk").mkdir(parents=True)
    async with person_at(tablet, grid) as person:
        person.app.staff.around = Surroundings(sticks=lambda: [stick], newer_catalogue=lambda: None)
        await enter(person, ADMINISTRATOR_PIN)
        await main(person, "PauseScreen")
        await main(person, "BoardScreen")
        await choose_act(person, Act.APPLY_CATALOGUE, "CatalogueScreen")
        await person.press("Look for a newer one →")
        await person.until_reads("There is no newer catalogue.")
        assert world.draft is not None
        world.draft["privacy"] = {"fr": "Autre"}
        (stick / "kiosk" / "catalogue.signed").write_bytes(world.publish())
        person.app.staff.around = Surroundings(sticks=lambda: [stick])
        await person.press("Look for a newer one →")
        await person.until_on("ChangesScreen")
        assert person.reads(person.tr("Charter, privacy notice or closing questions changed"))
        assert tablet.index is not None
        assert tablet.index.catalogue.version == 1
        await main(person, "CatalogueInUseScreen")
        assert tablet.index.catalogue.version == 2


async def test_what_will_be_in_the_way_is_said_early_on_board_and_device_page(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE) as person:
        person.app.staff.around = Surroundings(power=lambda: Power(28, charging=False))
        await enter(person)
        words = person.tr("The battery is at {percent} %. Plug the tablet in.", percent=28)
        assert words in person.app.screen.query_one("#state-why", Plain).spoken
        await choose_act(person, Act.SEE_DEVICE, "DeviceScreen")
        assert person.reads(words)
    async with person_at(tablet, TINY) as person:
        person.app.staff.around = Surroundings(power=lambda: Power(28, charging=False))
        await enter(person)
        assert person.reads(person.tr("battery low"))


async def test_the_staff_find_their_language_again_and_residents_theirs(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE, languages=("fr", "en")) as person:
        await enter(person)
        await person.press_tool("language-en")
        await person.until(lambda: person.app.tr.language == "en", "English")
        await leave(person)
        assert person.app.tr.language == "fr"
        await enter(person)
        assert person.app.tr.language == "en"
