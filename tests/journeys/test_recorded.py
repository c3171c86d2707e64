"""The end of a vote: what the receipt says is in the vault, and a refusing disk is said in words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from kiosk.errors import VaultError
from kiosk.receipts import receipt_of
from screens.widgets.qr import QR
from tests.journeys.kiosk_app import GRIDS, LARGE, TINY, Person, aboard, person_at
from tests.journeys.ways import by_code, by_nothing
from tests.world import World

MODULE = 6
"""Pixels of a module's side in the picture that is decoded."""


async def to_the_review(person: Person, world: World) -> None:
    await person.begin()
    await by_nothing(person, world)
    await person.choose("Place des Violettes")
    await person.review()


def decoded(person: Person) -> list[str]:
    """What a telephone reads from the glass: each cell is two modules, one above the other."""
    lines = person.sees().split("\n")
    columns, rows = person.app.size
    picture = Image.new("L", (columns, 2 * rows), 255)
    for y, line in enumerate(lines):
        for x, cell in enumerate(line[:columns]):
            if cell in "▀█":
                picture.putpixel((x, 2 * y), 0)
            if cell in "▄█":
                picture.putpixel((x, 2 * y + 1), 0)
    code = person.app.screen.query_one(QR).region
    around = picture.crop((code.x - 1, 2 * code.y, code.right + 1, 2 * code.bottom))
    large = around.resize((around.width * MODULE, around.height * MODULE), Image.Resampling.NEAREST)
    return [found.text for found in zxingcpp.read_barcodes(large)]


async def test_the_code_on_the_glass_is_the_receipt(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE) as person:
        await to_the_review(person, world)
        receipt = await person.cast()
        assert decoded(person) == [receipt]
    assert [receipt_of(deposit) for deposit in tablet.vault.undelivered_ids()] == [receipt]


async def test_on_a_small_grid_the_code_fills_the_glass_until_a_touch(world: World) -> None:
    async with person_at(world.tablet(), TINY) as person:
        await to_the_review(person, world)
        receipt = await person.cast()
        await person.press_tool("qr")
        await person.until_on("WholeScreenQR")
        assert decoded(person) == [receipt]
        code = person.app.screen.query_one(QR).region
        assert abs(code.x - (TINY[0] - code.right)) <= 1  # white on both sides: a reader needs it
        await person.touch(person.app.screen)
        await person.until_on("RecordedScreen")
        assert person.reads(receipt)


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
async def test_a_refusing_disk_is_said_and_trying_again_works(
    grid: tuple[int, int], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = world.tablet()

    def refuse(*_: Any) -> None:
        raise VaultError("The disk is full.")

    async with person_at(tablet, grid) as person:
        await to_the_review(person, world)
        with monkeypatch.context() as broken:
            broken.setattr(tablet.vault, "cast", refuse)
            await person.press("Cast my vote →")
            await person.until_reads(
                "Your vote could not be recorded. Nothing is cast. Try again, or ask the staff."
            )
            assert type(person.app.screen).__name__ == "ReviewScreen"
            assert not person.reads(person.tr("✔ Your vote is recorded."))
            assert aboard(tablet) == 0
        await person.cast()
    assert aboard(tablet) == 1


async def test_nobody_can_look_elsewhere_while_the_disk_works(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = world.tablet()
    may_go_on = threading.Event()
    write: Callable[..., None] = tablet.vault.cast

    def slowly(*deposit: Any) -> None:
        may_go_on.wait()
        write(*deposit)

    monkeypatch.setattr(tablet.vault, "cast", slowly)
    async with person_at(tablet) as person:
        try:
            await to_the_review(person, world)
            await person.press("Cast my vote →")
            review = person.app.screen
            for name in ("language-en", "leave"):
                await person.press_tool(name)
            await person.press("Back")
            await person.pilot.press("escape")
            person.ticks.now += 1000
            person.app._look_at_the_clock()
            await person.pilot.pause()
            assert person.app.screen is review
            assert person.reads(person.tr("Recording…"))
        finally:
            may_go_on.set()
        await person.until_on("RecordedScreen")
    assert aboard(tablet) == 1


async def test_a_code_is_spent_by_its_vote(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet) as person:
        await person.begin()
        await by_code(person, world)
        await person.give("La voie verte de la digue", 1)
        await person.review()
        await person.cast()
    (line,) = tablet.vault.account()
    assert (line.activity, line.cast, line.aboard) == ("budget", 1, 1)
    assert line.holds
