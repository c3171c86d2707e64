"""From the waiting screen to the count: every method, every claim, on both grids."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from kiosk.receipts import receipt_of
from tests.journeys.kiosk_app import GRIDS, TINY, Person, aboard, person_at
from tests.journeys.ways import WAYS, titles
from tests.world import World

Fill = Callable[[Person, World], Awaitable[dict[str, int]]]


async def fill_points(person: Person, world: World) -> dict[str, int]:
    names = titles(world, "budget")
    first, *_, last = names
    await person.give(names[first], 3)
    await person.give(names[last], 2)
    await person.give(names[last], -1)
    return {first: 3, last: 1}


async def fill_approval(person: Person, world: World) -> dict[str, int]:
    names = titles(world, "quartier", "canal")
    chosen = list(names)[:2]
    for project in chosen:
        await person.choose(names[project])
    return dict.fromkeys(chosen, 1)


async def fill_one(person: Person, world: World) -> dict[str, int]:
    names = titles(world, "nom")
    last = list(names)[-1]
    await person.choose(names[last])
    return {last: 1}


async def fill_knapsack(person: Person, world: World) -> dict[str, int]:
    names = titles(world, "parc-vote")
    first = next(iter(names))
    await person.choose(names[first])
    return {first: 1}


async def fill_ranking(person: Person, world: World) -> dict[str, int]:
    names = titles(world, "priorites")
    first, second, third = list(names)[:3]
    for project in (first, second, third):
        await person.choose(names[project])
    await person.touch((await person.row(names[third])).query_one(".up"))
    return {first: 3, third: 2, second: 1}  # Borda


FILLS: dict[str, Fill] = {
    "budget": fill_points,
    "quartier": fill_approval,
    "nom": fill_one,
    "parc-vote": fill_knapsack,
    "priorites": fill_ranking,
}


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
@pytest.mark.parametrize("activity", WAYS)
async def test_a_vote_by_touch_arrives_in_the_count(
    activity: str, grid: tuple[int, int], world: World
) -> None:
    tablet = world.tablet()
    async with person_at(tablet, grid) as person:
        await person.begin()
        await WAYS[activity](person, world)
        chosen = await FILLS[activity](person, world)
        await person.review()
        receipt = await person.cast()
        assert [receipt] == [receipt_of(deposit) for deposit in tablet.vault.undelivered_ids()]
        await person.finish()
        assert person.app.visit is None
    assert world.carry(tablet).acknowledged == 1
    result = world.count(activity)
    scores = {project: score for contest in result.contests for project, score in contest.tally.score.items()}
    assert {project: score for project, score in scores.items() if score} == chosen
    assert sum(contest.tally.blank for contest in result.contests) == 0


@pytest.mark.parametrize("activity", WAYS)
async def test_a_blank_vote_is_counted_as_blank(activity: str, world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, TINY) as person:
        await person.begin()
        await WAYS[activity](person, world)
        await person.choose("Je vote blanc")
        await person.review()
        assert person.reads("● Je vote blanc")
        await person.cast()
    assert world.carry(tablet).acknowledged == 1
    result = world.count(activity)
    assert sum(contest.tally.blank for contest in result.contests) == 1
    assert not any(score for contest in result.contests for score in contest.tally.score.values())


async def test_a_scanned_code_needs_no_touch(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet) as person:
        await person.begin()
        await person.open_vote("Budget participatif")
        await person.until_on("CodeScreen")
        await person.scan(world.drawn["budget"][0])
        await person.until_on("PointsBallot")


async def keys_to(person: Person, what: Callable[[], bool]) -> None:
    """Tab on until something has the focus."""
    for _ in range(60):
        if what():
            return
        await person.pilot.press("tab")
    raise AssertionError(f"The keys never got there:\n{person.sees()}")


async def test_a_whole_vote_by_keys_alone(world: World) -> None:
    tablet = world.tablet()

    def on(name: str) -> Callable[[], bool]:
        return lambda: person.app.focused is not None and person.app.focused.id == name

    def on_row(title: str) -> Callable[[], bool]:
        return lambda: title in str(getattr(person.app.focused, "spoken", ""))

    async with person_at(tablet, TINY) as person:
        press = person.pilot.press
        await press("enter")
        await person.until_on("LanguageScreen")
        await press("down", "enter")
        await person.until_on("HomeScreen")
        while True:  # the pager is reached by Tab like any row
            await keys_to(person, lambda: on_row("Un nom")() or on_row("▼")())
            if on_row("Un nom")():
                break
            await press("enter", "tab")
        await press("enter")
        await person.until_on("AboutScreen")
        await keys_to(person, on("main"))
        await press("enter")
        await person.until_on("ChoiceBallot")
        await press("down", "down")
        assert person.app.focused is not None
        assert "▶" in person.sees()
        await press("enter")
        chosen = person.visit.draft.choices if person.visit.draft else ()
        assert len(chosen) == 1
        await keys_to(person, on("main"))
        await press("enter")
        await person.until_on("ReviewScreen")
        await keys_to(person, on("main"))
        await press("enter")
        await person.until_on("RecordedScreen")
        assert aboard(tablet) == 1
        await keys_to(person, on("main"))
        await press("enter")
        await person.until_on("FarewellScreen")
        await keys_to(person, on("main"))
        await press("enter")
        await person.until_on("AttractScreen")
