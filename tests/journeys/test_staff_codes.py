"""Codes by clicks: looked up by touch or by scanner, and a spoiled one replaced from the reserve sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.catalogue.model import Role
from kiosk.claims.codes import new_code, printed
from kiosk.staff.acts import Act
from kiosk.staff.codes import Codes
from screens.widgets.action import Action
from sync.demo import ADMINISTRATOR_PIN
from tests.journeys.kiosk_app import GRIDS, TINY, person_at
from tests.journeys.staff_ways import choose_act, enter, main
from tests.kiosk.staff.test_acts import desk
from tests.kiosk.staff.test_codes import replacing
from tests.world import World

Grid = tuple[int, int]
on_grids = pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")


@on_grids
async def test_a_spoiled_code_is_replaced_from_the_reserve_sheet(grid: Grid, tmp_path: Path) -> None:
    world = replacing(tmp_path)
    tablet = world.tablet()
    old, new, used, *_ = world.drawn["budget"]
    Codes(desk(tablet, Role.STAFF)).replace(used, world.drawn["budget"][3], "Essai")
    async with person_at(tablet, grid) as person:
        await enter(person, ADMINISTRATOR_PIN)
        await choose_act(person, Act.LOOK_UP_CODE, "CodeScreen")
        await person.scan(printed(used))
        await person.until_on("KnownCodeScreen")
        assert person.reads(person.tr("This code was already used or replaced on this tablet."))
        assert not person.app.screen.query("#replace")
        await main(person, "CodeScreen")
        await person.scan(printed(old))
        await person.until_on("KnownCodeScreen")
        assert person.reads(person.tr("✔ This code is good here."))
        await person.touch(person.app.screen.query_one("#replace", Action))
        await person.until_on("ReserveScreen")
        await person.scan(printed(used))
        await person.until_reads("This reserve code was already used. Take the next one.")
        await person.scan(printed(new))
        await person.until_on("ReasonScreen")
        await person.type_on_glass("tache")
        await main(person, "ReplacedScreen")
        await person.press("Board")
        await person.until_on("BoardScreen")
    codes = Codes(desk(tablet, Role.STAFF))
    assert (codes.look_up(old).spent, codes.look_up(new).spent) == (True, False)
    world.close()


async def test_what_is_not_known_is_said_and_a_facilitator_replaces_nothing(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, TINY) as person:
        await enter(person)
        await choose_act(person, Act.LOOK_UP_CODE, "CodeScreen")
        await person.type_on_glass(new_code())
        await person.press("Continue →")
        await person.until_reads("This code is not known on this tablet.")
        await person.scan(printed(world.drawn["budget"][0]))
        await person.until_on("KnownCodeScreen")
        assert person.reads("Budget participatif")
        assert not person.app.screen.query("#replace")
