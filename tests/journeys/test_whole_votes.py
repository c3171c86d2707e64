"""From the waiting screen to the count: every method, every claim, on both grids."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from kiosk.receipts import receipt_of
from sync.demo import PIN
from tests.journeys.kiosk_app import GRIDS, Person, person_at
from tests.world import World

Way = Callable[[Person, World], Awaitable[None]]


async def by_code(person: Person, world: World) -> None:
    await person.open_vote("Budget participatif")
    await person.until_on("CodeScreen")
    await person.type_on_glass(world.drawn["budget"][0])
    await person.press("Continue →")
    await person.until_on("PointsBallot")


async def by_declaring(person: Person, world: World) -> None:
    await person.open_vote("Mes idées pour mon quartier")
    await person.declare("odile", "faure", "07031948")
    await person.until_on("QuartierScreen")
    await person.choose("Canal et Ponts")
    await person.until_on("ChoiceBallot")


async def by_nothing(person: Person, world: World) -> None:
    await person.open_vote("Un nom pour la nouvelle place")
    await person.until_on("ChoiceBallot")


async def by_attendance(person: Person, world: World) -> None:
    await person.open_vote("Atelier : aménager le parc")
    await person.until_on("AttendedScreen")
    await person.type_on_glass(PIN)
    await person.press("Continue →")
    await person.until_on("ChoiceBallot")


async def to_the_ranking(person: Person, world: World) -> None:
    await person.open_vote("La médiathèque de demain")
    await person.until_on("RankBallot")


def titles(world: World, activity: str, quartier: str = "") -> dict[str, str]:
    """French titles by project id, in the order of the catalogue."""
    assert world.draft is not None
    found = next(a for c in world.draft["consultations"] for a in c["activities"] if a["id"] == activity)
    return {
        project["id"]: project["title"]["fr"]
        for project in found["projects"]
        if not quartier or project["quartier"] == quartier
    }


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


JOURNEYS = {
    "budget": (by_code, fill_points),
    "quartier": (by_declaring, fill_approval),
    "nom": (by_nothing, fill_one),
    "parc-vote": (by_attendance, fill_knapsack),
    "priorites": (to_the_ranking, fill_ranking),
}


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
@pytest.mark.parametrize("activity", JOURNEYS)
async def test_a_vote_by_touch_arrives_in_the_count(
    activity: str, grid: tuple[int, int], world: World
) -> None:
    tablet = world.tablet()
    go, fill = JOURNEYS[activity]
    async with person_at(tablet, grid) as person:
        await person.begin()
        await go(person, world)
        chosen = await fill(person, world)
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
