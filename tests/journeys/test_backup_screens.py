"""The backup, a restore and a factory reset by clicks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.backup.card import Card, backups_in, only_backup
from kiosk.backup.keeper import Keeper
from kiosk.backup.sealing import printed
from kiosk.staff.acts import Act
from kiosk.tablet import Tablet
from screens.staff.acts import Group, option_of
from screens.widgets.action import Action
from sync.demo import ADMINISTRATOR_PIN
from sync.hub.recovery import release
from sync.hub.standing import standings
from sync.last_word import tell_of_reset
from tests.journeys.kiosk_app import GRIDS, LARGE, Person, aboard, person_at
from tests.journeys.staff_ways import (
    back_to_board,
    choose_act,
    enter,
    main,
    offered_rows,
    open_group,
    surroundings,
)
from tests.sync.acts import cast, direct
from tests.world import World

on_grids = pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")


def keeper_of(tablet: Tablet, card: Path) -> Keeper:
    card.mkdir(exist_ok=True)
    return Keeper(tablet, Card(card, tablet.folder, same_disk=True))


async def press_main(person: Person) -> None:
    await person.touch(person.app.screen.query_one("#main", Action))


@on_grids
async def test_a_lost_tablets_card_is_restored(grid: tuple[int, int], world: World, tmp_path: Path) -> None:
    lost = world.tablet("lost")
    for _ in range(3):
        cast(lost)
    stick = tmp_path / "SDCARD"
    keeper_of(lost, stick).look()
    world.hub.revoke(lost.pairing.tablet)
    origin, key, _ = release(world.hub, only_backup(stick))
    tablet = world.tablet("two", opened=False)
    async with person_at(tablet, grid) as person:
        person.app.staff.around = surroundings(world, tablet, stick)
        await enter(person, ADMINISTRATOR_PIN)
        await choose_act(person, Act.RESTORE, "RestoreScreen")
        await person.choose(person.tr("Tablet: {name}", name=origin))
        await person.until_on("RecoveryCodeScreen")
        await person.scan("0" * 27)
        await person.until_on("WhyScreen")
        await person.type_on_glass("vol")
        await person.press("Restore →")
        await person.until_reads(
            "This code does not open this backup. Ask the hub for the code of this card."
        )
        assert aboard(tablet) == 0
        await back_to_board(person)
        await choose_act(person, Act.RESTORE, "RestoreScreen")
        await person.choose(person.tr("Tablet: {name}", name=origin))
        await person.until_on("RecoveryCodeScreen")
        await person.scan(printed(key))
        await person.until_on("WhyScreen")
        await person.type_on_glass("vol")
        await person.press("Restore →")
        await person.until_on("RestoredScreen")
        assert person.reads(person.tr("From tablet {name}.", name=origin))
        assert aboard(tablet) == 3
        await main(person, "BoardScreen")
        assert person.reads(person.app.tr.plural("{n} deposit to carry.", "{n} deposits to carry.", 3))
        await open_group(person, Group.TABLET)
        assert option_of(person.app.tr, Act.RESTORE).title not in offered_rows(person)


@on_grids
async def test_a_tablet_is_erased_when_all_is_acknowledged_and_not_before(
    grid: tuple[int, int], world: World
) -> None:
    tablet = world.tablet()
    cast(tablet)
    tablet.change_status("close")
    async with person_at(tablet, grid) as person:
        around = surroundings(world, tablet)
        client = direct(world.hub)
        person.app.staff.around = replace(around, last_word=lambda: tell_of_reset(tablet, client))
        await enter(person, ADMINISTRATOR_PIN)
        await choose_act(person, Act.FACTORY_RESET, "ResetScreen")
        assert person.reads(person.tr("▲ Not yet: deposits are not at the hub."))
        await main(person, "SyncScreen")
        await press_main(person)
        await person.until(lambda: aboard(tablet) == 0, "the hub's answer")
        await person.until(lambda: not getattr(person.app.screen, "busy", True), "the end of the sync")
        await back_to_board(person)
        await choose_act(person, Act.FACTORY_RESET, "ResetScreen")
        await main(person, "EraseScreen")
        await press_main(person)
        await person.until_on("ErasedScreen")
        assert not tablet.folder.exists()
        person.ticks.now += 1000
        person.app._look_at_the_clock()
        person.app._look_at_the_tablet()
        assert type(person.app.screen).__name__ == "ErasedScreen"
        await press_main(person)
    (standing,) = standings(world.hub)
    assert (standing.status, standing.not_here) == ("reset", 0)


async def test_with_deposits_aboard_it_takes_a_reason_and_the_number(world: World, tmp_path: Path) -> None:
    tablet = world.tablet()
    cast(tablet)
    cast(tablet)
    tablet.change_status("close")
    card = tmp_path / "card"
    keeper = keeper_of(tablet, card)
    keeper.look()
    async with person_at(tablet, LARGE) as person:
        person.app.staff.around = replace(surroundings(world, tablet), keeper=lambda: keeper)
        await enter(person, ADMINISTRATOR_PIN)
        await choose_act(person, Act.FACTORY_RESET, "ResetScreen")
        for typed in ("3", "2"):
            await person.press("Erase all the same")
            await person.until_on("ReasonScreen")
            await person.type_on_glass("vol")
            await person.press("Continue →")
            await person.until_on("NumberScreen")
            await person.type_on_glass(typed)
            await person.press("Continue →")
            await person.until_on("EraseScreen")
            if typed == "3":
                await person.choose(person.tr("Erase the tablet"))
                await person.until_reads("This is not the number of deposits. Look at it once more.")
                assert aboard(tablet) == 2
                await person.press("Back")
                await person.until_on("ResetScreen")
        await person.choose(person.tr("Erase the tablet and the card"))
        await person.until_on("ErasedScreen")
    assert not tablet.folder.exists()
    assert not backups_in(card)


async def test_a_missing_card_is_on_the_board_and_the_backup_is_made_by_hand(
    world: World, tmp_path: Path
) -> None:
    tablet = world.tablet()
    cast(tablet)
    card = tmp_path / "card"
    keeper = keeper_of(tablet, card)
    card.rmdir()
    keeper.look()
    async with person_at(tablet, LARGE) as person:
        person.app.staff.around = replace(surroundings(world, tablet), keeper=lambda: keeper)
        await enter(person, ADMINISTRATOR_PIN)
        assert person.reads(person.tr("▲ Backup: no card"))
        await choose_act(person, Act.BACK_UP, "BackupScreen")
        await person.press("Write and check →")
        await person.until(lambda: not getattr(person.app.screen, "busy", True), "an answer")
        assert person.reads(person.tr("▲ Backup: no card"))
        card.mkdir()
        await person.press("Write and check →")
        await person.until_reads("✔ Backup: up to date")
    assert backups_in(card)
