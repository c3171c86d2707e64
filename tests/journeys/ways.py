"""How to reach the ballot of each demo vote by touch."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sync.demo import PIN
from tests.journeys.kiosk_app import Person
from tests.world import World

Way = Callable[[Person, World], Awaitable[None]]


async def by_code(person: Person, world: World) -> None:
    """Points, after a code typed on the glass."""
    await person.open_vote("Budget participatif")
    await person.until_on("CodeScreen")
    await person.type_on_glass(world.drawn["budget"][0])
    await person.press("Continue →")
    await person.until_on("PointsBallot")


async def by_declaring(person: Person, world: World, born: str = "07031948") -> None:
    """Approval in one's quartier, after a declared identity."""
    await person.open_vote("Mes idées pour mon quartier")
    await person.until_on("DeclaredScreen")
    await person.declare("odile", "faure", born)
    await person.until_on("QuartierScreen")
    await person.choose("Canal et Ponts")
    await person.until_on("ChoiceBallot")


async def by_nothing(person: Person, world: World) -> None:
    """One choice, without any proof."""
    await person.open_vote("Un nom pour la nouvelle place")
    await person.until_on("ChoiceBallot")


async def by_attendance(person: Person, world: World) -> None:
    """A knapsack, opened by the facilitator's PIN."""
    await person.open_vote("Atelier : aménager le parc")
    await person.until_on("AttendedScreen")
    await person.type_on_glass(PIN)
    await person.press("Continue →")
    await person.until_on("ChoiceBallot")


async def to_the_ranking(person: Person, world: World) -> None:
    """A ranking, without any proof."""
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


WAYS: dict[str, Way] = {
    "budget": by_code,
    "quartier": by_declaring,
    "nom": by_nothing,
    "parc-vote": by_attendance,
    "priorites": to_the_ranking,
}
