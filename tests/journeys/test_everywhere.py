"""What holds on every screen: your data one touch away, help for eyes and time, another language, no loss."""

from __future__ import annotations

import re

import pytest

from screens.widgets.action import Action
from tests.journeys.kiosk_app import GRIDS, LARGE, Person, person_at
from tests.journeys.tour import SEEN, tour
from tests.matrix import THOROUGH
from tests.world import World


def glass(person: Person) -> str:
    """What is on the glass, but for the seconds that run down and the number of steps.

    An answer just given may lead to more questions; they are counted when a screen is shown.
    """
    return re.sub(r"\d+ s\b|\d+/\d+|étape \d+ sur \d+", "", person.sees())


def words(shown: str) -> list[str]:
    """The words on the glass, wherever they stand; a keyboard may show its letters in either case."""
    return sorted(shown.casefold().split())


def answers(person: Person) -> object:
    """What was chosen and written so far."""
    contribution, draft = person.visit.where.contribution, person.visit.draft
    return contribution and contribution.form.answers, draft and (draft.choices, draft.given, draft.blank)


async def your_data(person: Person) -> None:
    """They are one touch away, and one touch leads back."""
    before = glass(person)
    await person.press_tool("privacy")
    await person.until_on("PrivacyScreen")
    assert person.reads("Cette tablette ne vous demande ni compte ni adresse")
    await person.press("Back")
    await person.until(lambda: type(person.app.screen).__name__ != "PrivacyScreen", "the step below")
    assert glass(person) == before


async def another_language(person: Person) -> None:
    """Another one and back again loses nothing."""
    name = type(person.app.screen).__name__
    if name == "LanguageScreen":
        return
    before, where, said = glass(person), person.visit.where, answers(person)
    # A list begins at its first page again: another language has other heights.
    same_page = not any(button.visible for button in person.app.screen.query(".previous"))
    for language in ("en", "fr"):
        await person.press_tool(f"language-{language}")
        await person.until(lambda wanted=language: person.visit.language == wanted, language)  # type: ignore[misc]
        await person.until_on(name)
        assert person.visit.where is where
    assert answers(person) == said
    assert words(glass(person)) == words(before) or not same_page


async def fewer_things(person: Person) -> None:
    """Fewer things at a time keeps everything too."""
    name = type(person.app.screen).__name__
    before, where, said = glass(person), person.visit.where, answers(person)
    for sparse in (True, False):
        await person.press_tool("access")
        await person.until_on("AccessScreen")
        await person.choose(person.tr("Fewer things at a time"))
        await person.until(lambda wanted=sparse: person.app.sparse is wanted, "the other shape")  # type: ignore[misc]
        await person.until_on(name)
        assert person.visit.where is where
    assert answers(person) == said
    assert words(glass(person)) == words(before)


async def nothing_is_cut(person: Person) -> None:
    """Every button has its whole label and lies on the glass, and the bottom bar is at the bottom."""
    width, height = person.app.size
    for button in person.app.screen.query(Action):
        if not button.visible or not button.region.area:
            continue
        shown = button.region
        assert shown.x >= 0, button
        assert shown.right <= width, button
        assert shown.bottom <= height, button
        assert button.label in person.sees(), f"{button.label!r} is cut:\n{person.sees()}"
    for name in ("#main", "#back"):
        for button in person.app.screen.query(name).results(Action):
            assert button.region.bottom == height
            assert person.can_touch(button), f"{name} is covered:\n{person.sees()}"


@pytest.mark.every_grid
@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
async def test_it_holds_on_every_screen(grid: tuple[int, int], world: World) -> None:
    seen: set[str] = set()

    async def look(person: Person) -> None:
        seen.add(type(person.app.screen).__name__)
        await nothing_is_cut(person)
        await your_data(person)
        if grid != LARGE or THOROUGH:
            await another_language(person)
        if grid == LARGE:
            await fewer_things(person)

    async with person_at(world.tablet(), grid, ending_seconds=600) as person:
        await tour(person, world, look)
    assert seen == SEEN
