"""Following and reading by touch: results as bars, the works, pages; the silence before an election."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from screens.widgets.action import Action
from tests.journeys.contributing import BEFORE, CANAL, offline, open_consultation
from tests.journeys.kiosk_app import GRIDS, Person, aboard, draft_of, world_at
from tests.world import NOON, World

SIZES = pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")


async def all_pages(person: Person) -> str:
    """Everything that a text or a list says, page after page, from the first."""
    text = person.sees()
    while True:
        ways = [way for way in person.app.screen.query(".next") if person.can_touch(way)]
        if not ways:
            return text
        await person.touch(ways[0])
        text += "\n" + person.sees()


async def open_follow_up(person: Person) -> None:
    """To the results and the works of the last budget."""
    await open_consultation(person, BEFORE)
    await person.until_on("ConsultationScreen")
    await person.choose("Les résultats et les travaux")


@SIZES
async def test_results_are_bars_with_numbers_and_words(grid: tuple[int, int], world: World) -> None:
    tablet = world.tablet()
    async with offline(tablet, grid) as person:
        await person.begin()
        await open_follow_up(person)
        await person.until_on("FollowUpScreen")
        await person.choose("Les points donnés aux projets")
        await person.until_on("BarsScreen")
        shown = " ".join((await all_pages(person)).split())
        for words in ("La place aux arbres", "2 410", "Des drones au parc", "212", "●", "█"):
            assert words in shown.replace("\u202f", " "), words
        assert shown.index("La place aux arbres") < shown.index("Des drones au parc")
    assert aboard(tablet) == 0


@SIZES
async def test_a_project_says_how_far_it_is_and_when(grid: tuple[int, int], world: World) -> None:
    async with offline(world.tablet(), grid) as person:
        await person.begin()
        await open_follow_up(person)
        await person.until_on("FollowUpScreen")
        await person.choose("Des toilettes propres")
        await person.until_on("TextScreen")
        shown = " ".join((await all_pages(person)).split()).replace("\u202f", " ").replace("\u00a0", " ")
        assert person.tr("▲ Late") in shown
        for words in ("35 %", "150 000 €", "Marché signé", "Livraison"):
            assert words in shown, words
        await person.press("Back")
        await person.until_on("FollowUpScreen")


@pytest.fixture
def silent(tmp_path: Path) -> World:
    """A city that may not speak of its results for some days."""
    draft = draft_of()
    draft["silence"] = {
        "opens": (NOON - timedelta(days=1)).isoformat(),
        "closes": (NOON + timedelta(days=5)).isoformat(),
        "reason": {
            "fr": "Une élection approche : la loi demande à la ville de se taire.",
            "en": "An election.",
        },
    }
    canal = next(c for c in draft["consultations"] if c["id"] == "bp-precedent")
    canal["synthesis"] = {"fr": "La place aux arbres a gagné.", "en": "The square of trees has won."}
    return world_at(tmp_path, draft)


@SIZES
async def test_in_the_silence_before_an_election_results_are_hidden_and_it_says_why(
    grid: tuple[int, int], silent: World
) -> None:
    tablet = silent.tablet()
    async with offline(tablet, grid) as person:
        await person.begin()
        await open_follow_up(person)
        await person.until_on("TextScreen")
        assert person.reads(person.tr("Results are not shown now"))
        shown = await all_pages(person)
        flat = " ".join(shown.split())
        assert "la loi demande à la ville de se taire" in flat
        assert "15 mars 2027" in flat
        for hidden in ("La place aux arbres", "2410", "2 410", "Des toilettes propres"):
            assert hidden not in flat
        await person.press("Back")
        await person.until_on("ConsultationScreen")
        await person.choose(person.tr("What came out of it"))
        await person.until_on("TextScreen")
        assert "La place aux arbres" not in await all_pages(person)
        await person.press("Back")
        await person.press("Back")
        await person.until_on("HomeScreen")
        await person.touch(person.app.screen.query_one("#find-words", Action))
        await person.type_on_glass("fresque")
        await person.pilot.press("enter")
        await person.until_on("HitsScreen")
        assert "La fresque du pont" not in person.sees()
    silent.close()


async def test_after_the_silence_results_are_back(silent: World) -> None:
    tablet = silent.tablet()
    silent.clock.pass_by(days=6)
    tablet.trust_clock("test")
    async with offline(tablet) as person:
        await person.begin()
        await open_follow_up(person)
        await person.until_on("FollowUpScreen")
        assert person.reads("La place aux arbres")
    silent.close()


@SIZES
async def test_a_page_is_read_to_its_end_and_back(grid: tuple[int, int], world: World) -> None:
    async with offline(world.tablet(), grid) as person:
        await person.begin()
        await open_consultation(person, BEFORE)
        await person.until_on("ConsultationScreen")
        await person.choose("Comment fonctionne le budget participatif")
        await person.until_on("TextScreen")
        shown = " ".join((await all_pages(person)).split())
        assert "un million d’euros" in shown
        assert "sans condition d’âge ni de nationalité." in shown
        assert not person.app.screen.query("#main"), "there is nothing to do on a page"
        await person.press("Back")
        await person.until_on("ConsultationScreen")


@SIZES
async def test_the_steps_of_a_consultation_say_where_we_are(grid: tuple[int, int], world: World) -> None:
    async with offline(world.tablet(), grid) as person:
        await person.begin()
        await open_consultation(person, CANAL)
        await person.until_on("ConsultationScreen")
        await person.choose(person.tr("The steps"))
        await person.until_on("TextScreen")
        shown = " ".join((await all_pages(person)).split())
        assert "Proposer des idées" in shown
        assert "▶" in shown or person.tr("We are here") in shown
