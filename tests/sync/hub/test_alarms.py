"""What is wrong with a tablet: each alarm when it must come, and none on a normal day."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.tablet import Tablet
from sync.hub.alarms import Alarm, alarms_of, watched
from sync.hub.erasure import erase_due
from sync.hub.standing import Standing
from sync.parcel import Health, pack
from sync.telling import told_by
from tests.sync.acts import cast
from tests.world import NOON, World

WELL = Standing(
    tablet="t-1",  # type: ignore[arg-type]
    name="one",
    mode="test",
    status="open",
    last_contact=NOON,
    skew_seconds=3,
    cast=5,
    here=5,
    set_aside=0,
    not_here=0,
    revoked=False,
    lost=0,
    catalogue=1,
    health=Health(battery_percent=60, on_mains=False, disk_free_mib=9000),
)
DAYS = timedelta(days=3)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"lost": 1}, ["lost"]),
        ({"lost": 1, "revoked": True}, ["lost"]),
        ({"skew_seconds": 121}, ["clock"]),
        ({"skew_seconds": -121}, ["clock"]),
        ({"skew_seconds": -121, "revoked": True}, []),
        ({"skew_seconds": None}, []),
        ({"last_contact": NOON - DAYS}, []),
        ({"last_contact": NOON - DAYS - timedelta(seconds=1)}, ["silent"]),
        ({"last_contact": NOON - 9 * DAYS, "status": "closed"}, []),
        ({"last_contact": NOON - 9 * DAYS, "status": "closed", "not_here": 1}, ["silent"]),
        ({"last_contact": NOON - 9 * DAYS, "status": "reset"}, []),
        ({"health": Health(disk_free_mib=499)}, ["disk"]),
        ({"health": Health(battery_percent=14)}, ["battery"]),
        ({"health": Health(battery_percent=14, on_mains=True)}, []),
        ({"health": Health()}, []),
    ],
)
def test_the_rule(changes: dict[str, object], expected: Sequence[str]) -> None:
    standing = replace(WELL, **changes)  # type: ignore[arg-type]
    assert [alarm.value for alarm in alarms_of(standing, None, NOON, DAYS)] == expected


def alarms(world: World) -> list[Alarm]:
    """Of the only tablet."""
    (found,) = watched(world.hub, 3)
    return list(found.alarms)


def without_battery(world: World) -> list[Alarm]:
    """The machine of the tests may have a battery or a full disk of its own."""
    return [alarm for alarm in alarms(world) if alarm not in (Alarm.BATTERY, Alarm.DISK)]


def test_a_day_of_carrying_raises_nothing(world: World) -> None:
    tablet = world.tablet()
    for _ in range(3):
        for _ in range(4):
            cast(tablet)
        world.carry(tablet)
        world.carry(tablet)
        world.clock.pass_by(hours=4)
    assert without_battery(world) == []
    (found,) = watched(world.hub, 3)
    assert found.standing.health.version
    assert (found.standing.not_here, found.standing.lost) == (0, 0)


def test_a_copy_of_a_tablet_is_suspected_once_it_speaks(world: World, tmp_path: Path) -> None:
    tablet = world.tablet()
    cast(tablet)
    world.carry(tablet)
    copy_folder = tmp_path / "copy" / "test"
    tablet.close_files()
    shutil.copytree(tablet.folder, copy_folder)
    tablet, copy = Tablet(tablet.folder, world.clock), Tablet(copy_folder, world.clock)
    cast(tablet)
    world.carry(tablet)
    assert without_battery(world) == []
    cast(copy)
    cast(copy)
    world.carry(copy)
    assert without_battery(world) == [Alarm.CLONE]
    tablet.close_files()
    copy.close_files()


def test_a_tablet_that_was_set_back_is_suspected(world: World) -> None:
    tablet = world.tablet()
    cast(tablet)
    earlier = told_by(tablet)
    cast(tablet)
    world.carry(tablet)
    sequence = tablet.next_sequence() + 10
    world.intake.take(pack([], earlier, sequence, tablet.signing_key), by_network=False)
    assert without_battery(world) == [Alarm.CLONE]


def test_a_stick_that_comes_home_late_raises_nothing(world: World) -> None:
    tablet = world.tablet()
    cast(tablet)
    late = pack([], told_by(tablet), tablet.next_sequence(), tablet.signing_key)
    cast(tablet)
    world.carry(tablet)
    world.intake.take(late, by_network=False)
    assert without_battery(world) == []


def test_the_same_parcel_again_by_network_raises_nothing(world: World) -> None:
    tablet = world.tablet()
    cast(tablet)
    parcel = pack([], told_by(tablet), tablet.next_sequence(), tablet.signing_key)
    world.intake.take(parcel)
    world.intake.take(parcel)
    assert without_battery(world) == []


def test_what_the_hub_forgot_by_accident_is_an_alarm_and_what_it_erased_is_none(world: World) -> None:
    tablet = world.tablet()
    cast(tablet)
    world.carry(tablet)
    world.count("nom")
    world.clock.pass_by(days=200)
    assert "nom" in erase_due(world.hub)
    assert Alarm.LOST not in alarms(world)
    with world.hub.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM event WHERE name = 'claims_erased'")
    assert Alarm.LOST in alarms(world)


def test_a_statement_of_an_older_tablet_is_taken_and_tells_less(world: World) -> None:
    tablet = world.tablet()
    world.intake.take(pack([], tablet.statement(), tablet.next_sequence(), tablet.signing_key))
    (found,) = watched(world.hub, 3)
    assert found.standing.health == Health()


def test_what_a_newer_tablet_tells_beside_it_is_passed_over(world: World) -> None:
    tablet = world.tablet()
    said = tablet.statement() | {"health": {"version": "9.9", "moon": "full"}}
    world.intake.take(pack([], said, tablet.next_sequence(), tablet.signing_key))
    (found,) = watched(world.hub, 3)
    assert found.standing.health == Health(version="9.9")


def test_a_tablet_tells_no_hour_and_leaves_out_what_its_machine_does_not_say(
    world: World, tmp_path: Path
) -> None:
    tablet = world.tablet()
    assert "waiting_since" not in told_by(tablet, tmp_path)["health"]  # type: ignore[operator]
    battery = tmp_path / "BAT0"
    battery.mkdir()
    for name, content in {"type": "Battery", "capacity": "41", "status": "Discharging"}.items():
        (battery / name).write_text(f"{content}\n")
    health = told_by(tablet, tmp_path)["health"]
    assert isinstance(health, dict)
    assert (health["battery_percent"], health["on_mains"]) == (41, False)
    (battery / "capacity").write_text("unknown\n")
    assert "battery_percent" not in told_by(tablet, tmp_path)["health"]  # type: ignore[operator]
