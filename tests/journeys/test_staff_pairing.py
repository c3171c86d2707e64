"""A machine without a tablet: paired with a real hub by scan or by hand, then its first PIN."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from kiosk.claims.codes import printed
from kiosk.cli.options import open_tablet
from kiosk.settings import Settings, TabletSettings
from kiosk.staff.first_pin import needs_first_pin
from kiosk.tablet import Tablet
from screens.app import KioskApp, Manner
from sync.hub.fleet import new_pairing_code
from sync.hub.server import embedded
from sync.pair import pair_tablet, qr_text
from tests.journeys.kiosk_app import GRIDS, LARGE, PLACE, Person, Ticks
from tests.journeys.staff_ways import enter, main, state
from tests.world import World

Grid = tuple[int, int]
on_grids = pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
PIN = "407391"


@asynccontextmanager
async def newcomer(data: Path, world: World, grid: Grid) -> AsyncIterator[Person]:
    """Somebody in front of a machine on which nothing is paired."""
    settings = Settings(tablet=TabletSettings(data=str(data)))

    def load() -> Tablet:
        tablet = open_tablet(settings)
        tablet.clock = world.clock
        return tablet

    def pair(address: str, code: str, name: str) -> None:
        with httpx.Client(timeout=20) as client:
            pair_tablet(data, address, code, name, client, world.clock).close_files()

    ticks = Ticks()
    app = KioskApp(load, Manner(error_log=data / "errors.log", place=PLACE), pair=pair, monotonic=ticks)
    async with app.run_test(size=grid) as pilot:
        yield Person(app, pilot, ticks)


async def choose_pin(person: Person) -> None:
    await main(person, "FirstPinScreen")
    await person.type_on_glass("123456")
    await person.press("Continue →")
    await person.until_reads("This PIN is easy to guess: no row such as 123456, nothing that repeats.")
    for again in ("111222", PIN):
        await person.type_on_glass(PIN)
        await person.press("Continue →")
        await person.until_reads("Type the same PIN once more.")
        await person.type_on_glass(again)
        await person.press("Continue →")
        if again != PIN:
            await person.until_reads("The two PINs are not the same. Choose one again.")
    await person.until_on("AttractScreen")


@on_grids
async def test_a_scan_a_name_and_a_pin_make_a_tablet(grid: Grid, world: World, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    code, _ = new_pairing_code(world.hub)
    with embedded(world.hub) as address:
        async with newcomer(data, world, grid) as person:
            await person.until_on("PairScreen")
            await person.scan("https://www.example.org/menu")
            await person.until_reads("This is another square. Scan the one of the pairing sheet.")
            await person.scan(qr_text(address, printed(code)))
            await person.until_on("NameScreen")
            await person.type_on_glass(" 2")
            await main(person, "PairedScreen")
            assert person.reads(person.tr("Test mode: nothing counts"))
            await choose_pin(person)
            await enter(person, PIN)
            assert state(person).endswith(person.tr("READY"))
    assert [tablet.name for tablet in world.hub.tablets()] == [f"{PLACE} 2"]


async def test_by_hand_what_is_wrong_is_said_and_a_cut_before_the_pin_is_made_good(
    world: World, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    code, _ = new_pairing_code(world.hub)
    with embedded(world.hub) as address:
        async with newcomer(data, world, LARGE) as person:
            await person.until_on("PairScreen")
            await main(person, "AddressScreen")
            await person.type_on_glass("hub")
            await person.press("Continue →")
            await person.until_reads("An address begins with https:// or http://.")
            person.app.screen.query_one("TextField").clear()  # type: ignore[attr-defined]
            await person.pilot.press(*"http://127.0.0.1:1")
            await main(person, "CodeOfHubScreen")
            await person.type_on_glass(code)
            await main(person, "NameScreen")
            await person.press("Pair it →")
            await person.until_reads("No hub answers there. Check the address and the network.")
            await person.press("Back")
            await person.until_on("PairScreen")
            await person.scan(qr_text(address, printed(code)))
            await person.until_on("NameScreen")
            await main(person, "PairedScreen")
        tablet = Tablet(data / "test", world.clock)
        assert needs_first_pin(tablet)
        tablet.close_files()
        async with newcomer(data, world, LARGE) as person:
            await person.until_on("PairedScreen")
            person.ticks.now += 3600
            person.app._look_at_the_clock()
            assert person.app.staff.setting_up, "nobody can come in without it"
            await choose_pin(person)
        async with newcomer(data, world, LARGE) as person:
            await person.until(lambda: person.app.is_loaded, "the tablet")
            assert type(person.app.screen).__name__ == "AttractScreen"
