"""Changing one's mind, language or step: what was chosen stays until it is taken back."""

from __future__ import annotations

import pytest

from screens.widgets.action import Action
from tests.journeys.kiosk_app import GRIDS, LARGE, TINY, Person, aboard, person_at
from tests.journeys.ways import by_code, by_declaring, by_nothing, titles
from tests.world import World

GREENWAY, MARKET = "La voie verte de la digue", "Le marché sous les halles"


def points_of(person: Person) -> dict[str, int]:
    draft = person.visit.draft
    return {} if draft is None else dict(zip(draft.choices, draft.given, strict=True))


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
async def test_another_language_keeps_the_points(grid: tuple[int, int], world: World) -> None:
    async with person_at(world.tablet(), grid) as person:
        await person.begin()
        await by_code(person, world)
        await person.give(GREENWAY, 2)
        await person.press_tool("language-en")
        await person.row("The greenway on the dike")
        assert person.reads("2 points")
        assert person.reads("5 points left")
        await person.review()
        assert person.reads("● The greenway on the dike: 2 points")
        await person.press_tool("language-fr")
        await person.until_on("ReviewScreen")
        assert person.reads("● La voie verte de la digue : 2 points")
        await person.press("Back")
        await person.row(GREENWAY)
        assert person.reads("2 points")
        assert points_of(person) == {"1": 2}


async def test_another_language_keeps_what_is_typed(world: World) -> None:
    async with person_at(world.tablet()) as person:
        await person.begin()
        await person.open_vote("Budget participatif")
        await person.type_on_glass("K7QM3")
        await person.press_tool("language-en")
        await person.until(lambda: person.reads("Type the code of your card"), "English")
        assert person.typed == "K7QM3"
        await person.press("Back")
        await person.press("Back")
        await person.open_vote("My ideas for my neighbourhood")
        await person.type_on_glass("odile")
        await person.press("Continue →")
        await person.until_reads("What is your last name?")
        await person.type_on_glass("fau")
        await person.press_tool("language-fr")
        await person.until(lambda: person.reads("Quel est votre nom"), "French")
        assert person.typed == "fau"


async def test_back_from_the_ballot_to_the_claim_and_in_again(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet) as person:
        await person.begin()
        await by_code(person, world)
        await person.give(GREENWAY, 1)
        await person.press("Back")
        await person.until_on("CodeScreen")
        assert person.typed == ""
        assert person.visit.claim is None
        await person.scan(world.drawn["budget"][0])
        await person.until_on("PointsBallot")
        assert points_of(person) == {}
        await person.give(MARKET, 1)
        await person.review()
        await person.cast()
    assert aboard(tablet) == 1


async def test_back_walks_through_every_question_to_the_language(world: World) -> None:
    async with person_at(world.tablet(), TINY) as person:
        await person.begin()
        await by_declaring(person, world)
        # Choosing a quartier can be taken back; the identity is then asked for anew.
        ways = ["QuartierScreen", "DeclaredScreen", "AboutScreen", "HomeScreen", "LanguageScreen"]
        for screen in ways:
            await person.press("Back")
            await person.until_on(screen)


async def test_the_question_before_shows_its_answer(world: World) -> None:
    async with person_at(world.tablet()) as person:
        await person.begin()
        await person.open_vote("Mes idées pour mon quartier")
        await person.type_on_glass("odile")
        await person.press("Continue →")
        await person.until_reads("What is your last name?")
        await person.press("Back")
        await person.until_reads("What is your first name?")
        assert person.typed == "odile"


async def nothing(person: Person, world: World) -> None:
    """Stay where one is."""


async def to_the_code(person: Person, world: World) -> None:
    await person.open_vote("Budget participatif")
    await person.until_on("CodeScreen")


async def to_the_about(person: Person, world: World) -> None:
    await person.choose("Budget participatif")
    await person.until_on("AboutScreen")


@pytest.mark.parametrize("way", [nothing, to_the_about, to_the_code, by_nothing])
async def test_leaving_before_anything_is_chosen_asks_nothing(way: object, world: World) -> None:
    assert callable(way)
    async with person_at(world.tablet()) as person:
        await person.begin()
        await way(person, world)
        await person.leave()
        await person.until_on("AttractScreen")
        assert person.app.visit is None


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
@pytest.mark.parametrize("where", ["ballot", "review"])
async def test_leaving_with_a_choice_asks_once(where: str, grid: tuple[int, int], world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, grid) as person:
        await person.begin()
        await by_nothing(person, world)
        title = list(titles(world, "nom").values())[-1]
        await person.choose(title)
        if where == "review":
            await person.review()
        await person.leave()
        await person.until_reads("Leave without voting?")
        await person.press("Back")
        await person.until_on("ReviewScreen" if where == "review" else "ChoiceBallot")
        assert person.reads(title)
        await person.leave()
        await person.until_on("LeaveScreen")
        await person.press("Leave")
        await person.until_on("AttractScreen")
    assert aboard(tablet) == 0


async def test_a_double_tap_casts_once(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet) as person:
        await person.begin()
        await by_nothing(person, world)
        await person.choose("Place des Violettes")
        await person.review()
        main = person.app.screen.query_one("#main", Action)
        main.touched()
        main.touched()
        await person.until_on("RecordedScreen")
    assert aboard(tablet) == 1


async def test_the_ballot_stays_on_its_page_while_a_question_lies_over_it(world: World) -> None:
    async with person_at(world.tablet(), LARGE) as person:
        await person.begin()
        await by_code(person, world)
        last = list(titles(world, "budget").values())[-1]
        await person.give(last, 1)
        await person.leave()
        await person.until_on("LeaveScreen")
        await person.press("Back")
        await person.until_on("PointsBallot")
        assert person.reads(last)
