"""Nobody there: a warning, a countdown, a reset that leaves nothing of the person before."""

from __future__ import annotations

import asyncio
import gc
from collections import deque
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.ballots.draft import BallotDraft
from kiosk.visit import Visit
from screens.app import KioskApp
from screens.resident.step import ResidentStep
from screens.widgets.row import Row
from tests.journeys.kiosk_app import GRIDS, TINY, Person, aboard, person_at
from tests.journeys.ways import by_code, by_declaring, by_nothing
from tests.world import World

IDLE, WARNED = 90, 70


async def look(person: Person) -> None:
    """Let the kiosk look at its clock, as it does every second."""
    person.app._look_at_the_clock()
    await person.pilot.pause()


def traces(start: tuple[Any, ...], secrets: tuple[str, ...]) -> set[str]:
    """Which of the secrets can be reached from these objects."""
    found: set[str] = set()
    reached: dict[int, Any] = {}
    waiting: list[Any] = list(start)
    while waiting:
        thing = waiting.pop()
        if id(thing) in reached:
            continue
        reached[id(thing)] = thing
        if isinstance(thing, str | bytes):
            text = thing.decode(errors="replace") if isinstance(thing, bytes) else thing
            found.update(secret for secret in secrets if secret in text)
        elif isinstance(thing, dict):
            waiting += [*thing.keys(), *thing.values()]
        elif isinstance(thing, list | tuple | set | frozenset | deque):
            waiting += thing
        elif type(thing).__module__.split(".")[0] in ("screens", "kiosk", "textual"):
            waiting += getattr(thing, "__dict__", {}).values()
    return found


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
async def test_a_countdown_then_a_whole_reset(grid: tuple[int, int], world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, grid) as person:
        await person.begin("en")
        await person.open_vote("A name for the new square")
        await person.until_on("ChoiceBallot")
        await person.choose("Place des Violettes")
        await person.press_tool("access")
        await person.until_on("AccessScreen")
        await person.choose("Colours")
        assert person.app.theme == "night"
        await person.press("Done")
        await person.until_on("ChoiceBallot")
        person.ticks.now += WARNED - 1
        await look(person)
        assert not person.reads("Are you still there?")
        person.ticks.now += 1
        await look(person)
        assert person.reads("Are you still there?")
        assert person.reads("The visit ends in 20 seconds.")
        person.ticks.now += 19
        await look(person)
        assert person.reads("The visit ends in 1 second.")
        person.ticks.now += 1
        await look(person)
        await person.until_on("AttractScreen")
        assert person.app.visit is None
        assert person.app.theme == "day"
        assert person.reads("Touchez pour commencer")
        assert len(person.app.screen_stack) == 1
    assert aboard(tablet) == 0


async def test_a_touch_goes_on_with_everything_kept(world: World) -> None:
    async with person_at(world.tablet()) as person:
        await person.begin()
        await by_code(person, world)
        await person.give("La voie verte de la digue", 2)
        person.ticks.now += WARNED + 5
        await look(person)
        await person.press("I go on →")
        await person.until_on("PointsBallot")
        assert person.reads("2 points")
        await person.give("La voie verte de la digue", 1)
        person.ticks.now += WARNED - 1
        await look(person)
        assert not person.reads(person.tr("Are you still there?"))


async def test_a_key_is_a_sign_of_life_too(world: World) -> None:
    async with person_at(world.tablet()) as person:
        await person.begin()
        await by_nothing(person, world)
        person.ticks.now += WARNED
        await look(person)
        await person.until_on("StillThereScreen")
        await person.pilot.press("down")
        await look(person)
        await person.until_on("ChoiceBallot")


async def test_a_half_typed_name_outlives_the_warning(world: World) -> None:
    async with person_at(world.tablet(), TINY) as person:
        await person.begin()
        await person.open_vote("Mes idées pour mon quartier")
        await person.type_on_glass("odile")
        await person.press("Continue →")
        await person.until_reads("What is your last name?")
        await person.type_on_glass("fau")
        person.ticks.now += WARNED
        await look(person)
        await person.press("I go on →")
        await person.until_on("DeclaredScreen")
        assert person.typed == "fau"
        await person.press("Back")
        await person.until_reads("What is your first name?")
        assert person.typed == "odile"


async def test_no_warning_while_the_kiosk_waits_or_thanks(world: World) -> None:
    async with person_at(world.tablet()) as person:
        person.ticks.now += 10 * IDLE
        await look(person)
        assert person.reads(person.tr("Touch to begin"))
        await person.begin()
        await by_nothing(person, world)
        await person.choose("Place des Violettes")
        await person.review()
        await person.cast()
        person.ticks.now += 10 * IDLE
        await look(person)
        assert person.reads(person.tr("✔ Your vote is recorded."))


async def test_after_a_vote_nothing_of_the_person_is_left_in_the_app(world: World) -> None:
    secrets = ("ODILE", "FAURE", "odile", "1951-04-08", "08041951")
    async with person_at(world.tablet()) as person:
        await person.begin()
        await by_declaring(person, world, born="08041951")
        await person.choose("La passerelle accessible")
        kept = (person.app.__dict__, person.app.screen_stack)
        assert traces(kept, secrets) >= {"ODILE", "1951-04-08"}  # the search finds what is there
        assert [held for held in gc.get_objects() if isinstance(held, BallotDraft) and held.choices]
        await person.review()
        receipt = await person.cast()
        assert person.visit.draft is None
        assert person.visit.claim is None
        assert not traces(kept, secrets)
        await person.finish()
        assert person.app.visit is None
        assert not traces((person.app.__dict__, person.app.screen_stack), (*secrets, receipt))
        gc.collect()
        assert not [held for held in gc.get_objects() if isinstance(held, BallotDraft) and held.choices]


async def test_the_receipt_goes_by_itself(world: World) -> None:
    async with person_at(world.tablet(), ending_seconds=1) as person:
        await person.begin()
        await by_nothing(person, world)
        await person.choose("Place des Violettes")
        await person.review()
        await person.press("Cast my vote →")
        await person.until(lambda: person.app.visit is None, "the reset")
        assert type(person.app.screen).__name__ == "AttractScreen"


async def test_sixty_visits_leave_one_screen_and_no_visit(world: World) -> None:
    tablet = world.tablet()

    async def until(seen: Callable[[], bool]) -> None:
        while not seen():
            await asyncio.sleep(0.002)

    async def visit(person: Person) -> None:
        person.app.begin_visit()
        person.visit.choose_language("fr")
        person.visit.choose_activity("nom")
        person.visit.take_part()
        person.app.show_visit()
        await until(lambda: bool(person.app.screen.query(Row)))
        person.app.end_visit()
        await until(lambda: len(person.app.screen_stack) == 1)

    def alive(kind: type) -> int:
        gc.collect()
        return sum(isinstance(thing, kind) for thing in gc.get_objects())

    async with person_at(tablet, TINY) as person:
        for _ in range(5):
            await visit(person)
        screens, visits = alive(ResidentStep), alive(Visit)
        for _ in range(60):
            await visit(person)
        assert len(person.app.screen_stack) == 1
        assert alive(ResidentStep) <= screens
        assert alive(Visit) <= visits
        assert isinstance(person.app, KioskApp)


async def test_looking_around_while_the_app_closes_is_no_crash(world: World) -> None:
    async with person_at(world.tablet()) as person:
        await person.begin()
    assert not person.app.screen_stack
    person.app._look_at_the_clock()
    person.app._look_at_the_tablet()
