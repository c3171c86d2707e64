"""A walk past every kind of resident screen, for what must hold on all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from kiosk.visit_map import State
from screens.widgets.action import Action
from tests.journeys.contributing import (
    BEFORE,
    CALM,
    CANAL,
    STREET,
    answer_step,
    begin_writing,
    go_on,
    leave_an_address,
    open_consultation,
    open_proposal,
    open_proposals,
    send,
    something_else,
    to_the_farewell,
)
from tests.journeys.kiosk_app import Person
from tests.journeys.ways import by_code, by_declaring
from tests.world import World

Look = Callable[[Person], Awaitable[None]]

SEEN = {
    *("LanguageScreen", "HomeScreen", "ThemesScreen", "QuartiersScreen", "FoundScreen", "SearchScreen"),
    *("HitsScreen", "ConsultationScreen", "TextScreen", "FollowUpScreen", "BarsScreen", "ProposalsScreen"),
    *(
        "ProposalScreen",
        "CharterScreen",
        "ShortTextScreen",
        "SimilarScreen",
        "LongTextScreen",
        "ChoiceScreen",
    ),
    *("CheckScreen", "RecordedScreen", "ActivityAboutScreen", "SectionScreen", "NumberScreen"),
    *("SortingScreen", "AboutScreen", "CodeScreen", "PointsBallot", "DeclaredScreen", "QuartierScreen"),
    *("ChoiceBallot", "ReviewScreen", "FarewellScreen", "SheetScreen"),
}
"""What a whole tour passes."""


async def back_home(person: Person) -> None:
    """Back, and back again, to what is on offer."""
    while person.visit.state is not State.HOME:
        before = person.app.screen
        await person.press("Back")
        await person.until(lambda shown=before: person.app.screen is not shown, "a step back")  # type: ignore[misc]


async def tour(person: Person, world: World, look: Look) -> None:
    """Walk from the languages to the sheet of receipts; `look` is called on each screen."""

    async def on(screen: str) -> None:
        await person.until_on(screen)
        await look(person)
        await person.until_on(screen)

    await person.press("Touch to begin")
    await on("LanguageScreen")
    await person.touch(person.app.screen.query_one("#language-fr", Action))
    await on("HomeScreen")
    await _find(person, on)
    await _read(person, on)
    await _write(person, on)
    await _report(person)
    await _answer(person, on)
    await _vote(person, world, on)
    await to_the_farewell(person)
    await on("FarewellScreen")
    await person.press("Say a word")
    await on("ShortTextScreen")
    await person.press("Back")
    await leave_an_address(person, "odile@example.org")
    await person.touch(person.app.screen.query_one("#main", Action))
    await on("SheetScreen")


On = Callable[[str], Awaitable[None]]


async def _find(person: Person, on: On) -> None:
    await person.touch(person.app.screen.query_one("#find-themes", Action))
    await on("ThemesScreen")
    await person.choose("Nature en ville")
    await on("FoundScreen")
    await back_home(person)
    await person.touch(person.app.screen.query_one("#find-quartiers", Action))
    await on("QuartiersScreen")
    await back_home(person)
    await person.touch(person.app.screen.query_one("#find-words", Action))
    await person.until_on("SearchScreen")
    await person.type_on_glass("bancs")
    await on("SearchScreen")
    await person.touch(person.app.screen.query_one("#main", Action))
    await on("HitsScreen")
    await back_home(person)


async def _read(person: Person, on: On) -> None:
    await open_consultation(person, BEFORE)
    await on("ConsultationScreen")
    await person.choose("Les résultats et les travaux")
    await on("FollowUpScreen")
    await person.choose("Les points donnés aux projets")
    await on("BarsScreen")
    await person.press("Back")
    await person.until_on("FollowUpScreen")
    await person.choose("La place aux arbres")
    await on("TextScreen")
    await back_home(person)


async def _write(person: Person, on: On) -> None:
    await open_proposals(person)
    await on("ProposalsScreen")
    await open_proposal(person, "Des bancs à l’ombre tous les cent mètres")
    await on("ProposalScreen")
    await person.press("Back")
    await person.until_on("ProposalsScreen")
    await person.press("Write a proposal →")
    await on("CharterScreen")
    await person.press("I accept →")
    await person.until_on("ShortTextScreen")
    await answer_step(person, "Des bancs près du pont")
    await on("ShortTextScreen")
    await go_on(person)
    await on("SimilarScreen")
    await go_on(person)
    await person.until_on("LongTextScreen")
    await answer_step(person, "Pour que les aînés puissent s’asseoir")
    await on("LongTextScreen")
    await go_on(person)
    await answer_step(person, "nature")
    await on("ChoiceScreen")
    while person.visit.state is State.FORM:
        await go_on(person)
    await on("CheckScreen")
    await send(person)
    await on("RecordedScreen")
    await something_else(person)


async def _report(person: Person) -> None:
    await open_consultation(person, STREET)
    await begin_writing(person, "Begin →")
    await back_home(person)


async def _answer(person: Person, on: On) -> None:
    await open_consultation(person, CALM)
    await on("ActivityAboutScreen")
    await begin_writing(person, "Begin →")
    await on("SectionScreen")
    await go_on(person)
    await answer_step(person, "oui")
    while person.visit.form.step.key != "distance":
        await go_on(person)
    await answer_step(person, "12")
    await on("NumberScreen")
    while person.visit.form.step.key != "priorites":
        await go_on(person)
    await answer_step(person, ["ecole", "bacs"])
    await on("SortingScreen")
    await back_home(person)


async def _vote(person: Person, world: World, on: On) -> None:
    await person.choose("Budget participatif")
    await on("AboutScreen")
    await person.press("Take part →")
    await person.until_on("CodeScreen")
    await person.type_on_glass("K7QM")
    await on("CodeScreen")
    await back_home(person)
    await by_code(person, world)
    await person.give("La voie verte de la digue", 2)
    await on("PointsBallot")
    await back_home(person)
    await by_declaring(person, world)
    await person.press("Back")
    await on("QuartierScreen")
    await person.press("Back")
    await on("DeclaredScreen")
    await back_home(person)
    await by_declaring(person, world)
    await person.choose("La passerelle accessible")
    await on("ChoiceBallot")
    await person.review()
    await on("ReviewScreen")
    await person.cast()


assert CANAL  # the way to proposals begins there
