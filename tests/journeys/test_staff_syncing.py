"""Syncing by hand: the same carrying as by itself, what was measured, and large words only where true."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.settings import SyncSettings
from kiosk.staff.acts import Act
from screens.staff.side import Surroundings
from screens.widgets.action import Action
from screens.widgets.big import Big
from sync.courier import Progress
from sync.demo import ADMINISTRATOR_PIN
from sync.hub.server import embedded
from sync.schedule import CarrySchedule
from tests.journeys.kiosk_app import GRIDS, LARGE, Person, aboard, person_at
from tests.journeys.staff_ways import choose_act, enter, main, vote
from tests.world import World

Grid = tuple[int, int]
on_grids = pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")


def large_words(person: Person) -> str:
    return " ".join(big.spoken for big in person.app.screen.query(Big))


@on_grids
async def test_by_hand_the_schedule_itself_carries(grid: Grid, world: World) -> None:
    tablet = world.tablet()
    with embedded(world.hub) as address:
        tablet.pairing = replace(tablet.pairing, hub_address=address)
        schedule = CarrySchedule(tablet, SyncSettings(), 7)
        async with person_at(tablet, grid) as person:
            person.app.staff.around = Surroundings(carrier=schedule.carry_now)
            await vote(person, world)
            await enter(person)
            await choose_act(person, Act.SYNC, "SyncScreen")
            assert not large_words(person), "a ballot waits"
            await person.touch(person.app.screen.query_one("#main", Action))
            await person.until(lambda: bool(large_words(person)), "large words")
            assert large_words(person) == person.tr("You can leave it here"), "open: somebody may come"
    assert aboard(tablet) == 0


@on_grids
async def test_speed_and_time_left_are_said_once_they_were_measured_twice(grid: Grid, world: World) -> None:
    tablet = world.tablet()
    steps = [threading.Event() for _ in range(3)]
    so_far = [
        Progress(total=30, bytes_total=900_000, sent=10, bytes_done=300_000, bytes_sent=310_000, seconds=10),
        Progress(total=30, bytes_total=900_000, sent=20, bytes_done=600_000, bytes_sent=620_000, seconds=20),
    ]

    def carrier(report: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Progress:
        for step, progress in zip(steps, so_far, strict=False):
            report(progress)
            assert step.wait(30)
        return so_far[-1]

    async with person_at(tablet, grid) as person:
        person.app.staff.around = Surroundings(carrier=carrier, waits_for_power=lambda: True)
        await enter(person)
        await choose_act(person, Act.SYNC, "SyncScreen")
        await person.until_reads("On battery nothing goes by itself. Plug the tablet in.")
        await person.touch(person.app.screen.query_one("#main", Action))
        await person.until(lambda: person.reads(person.tr("{size} sent", size="310 Ko")), "bytes")
        speed = person.tr("{size} per second", size="31 Ko")
        assert not person.reads(speed)
        steps[0].set()
        await person.until(lambda: person.reads(speed), "the speed")
        assert person.reads(person.tr("less than a minute left"))
        for step in steps:
            step.set()
        await person.until(lambda: not getattr(person.app.screen, "busy", True), "the end")


async def test_who_takes_the_clock_as_right_has_it_carried_soon(world: World) -> None:
    tablet = world.tablet()
    world.clock.pass_by(hours=-3)
    asked: list[bool] = []
    async with person_at(tablet, LARGE) as person:
        person.app.staff.around = Surroundings(sync_soon=lambda: asked.append(tablet.clock_is_behind()))
        await enter(person, ADMINISTRATOR_PIN)
        await choose_act(person, Act.TRUST_CLOCK, "ClockScreen")
        await main(person, "ReasonScreen")
        await person.type_on_glass("pile")
        await main(person, "BoardScreen")
    assert asked == [False]
