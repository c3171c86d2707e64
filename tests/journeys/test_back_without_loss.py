"""Back, and forward again: everything that was answered is still there, in every form and in any language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from kiosk.contributions.content import SurveyContent
from kiosk.forms.rules import Answers
from kiosk.visit_map import State
from tests.journeys.contributing import (
    CALM,
    NIGHT,
    STREET,
    answer_step,
    at_the_hub,
    begin_writing,
    carried,
    fill,
    go_on,
    offline,
    open_consultation,
    open_proposal,
    open_proposals,
    send,
    to_the_farewell,
)
from tests.journeys.kiosk_app import GRIDS, LARGE, TINY, Person, aboard
from tests.journeys.test_contributing import ANSWERS, BENCHES, IDEA, ON, TRACK, sealed_words
from tests.world import World

SIZES = pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
Way = Callable[[Person], Awaitable[None]]


async def to_a_proposal(person: Person) -> None:
    await open_proposals(person)
    await begin_writing(person, "Write a proposal →")


async def to_a_comment(person: Person) -> None:
    await open_proposals(person)
    await open_proposal(person, BENCHES)
    await begin_writing(person, "Write a comment")


async def to_the_debate(person: Person) -> None:
    await open_consultation(person, NIGHT)
    await begin_writing(person, "Answer →")


async def to_the_survey(person: Person) -> None:
    await open_consultation(person, CALM)
    await begin_writing(person, "Begin →")


async def to_a_report(person: Person) -> None:
    await open_consultation(person, STREET)
    await begin_writing(person, "Begin →")


FORMS: dict[str, tuple[Way, dict[str, str | list[str]]]] = {
    "proposal": (to_a_proposal, dict(IDEA)),
    "comment": (to_a_comment, {"body": "Oui, avec des dossiers", "alignment": "against"}),
    "debate": (to_the_debate, {"body": "Je rentre à pied", "alignment": "neutral"}),
    "survey": (to_the_survey, dict(ANSWERS)),
    "report": (
        to_a_report,
        {
            "category": "arbre",
            "quartier": "rives",
            "street": "12 rue des Tilleuls",
            "description": "Une branche est tombée",
            "urgency": "high",
            "contact": "05 61 22 29 22",
        },
    ),
}


def said(person: Person) -> Answers:
    """What is answered so far."""
    return dict(person.visit.form.answers)


def in_the_form(person: Person) -> bool:
    """Whether a question or the last look is shown."""
    return person.visit.state in (State.CHECK, State.FORM)


async def step_back(person: Person) -> None:
    """One touch on Back."""
    before = person.app.screen
    await person.press("Back")
    await person.until(lambda: person.app.screen is not before, "a step back")


@SIZES
@pytest.mark.parametrize("form", FORMS)
async def test_all_the_way_back_and_forward_again(form: str, grid: tuple[int, int], world: World) -> None:
    way, answers = FORMS[form]
    tablet = world.tablet()
    async with offline(tablet, grid) as person:
        await person.begin()
        await way(person)
        await fill(person, answers)
        await person.until_on("CheckScreen")
        before, steps = said(person), len(person.visit.form.steps)
        taken = 0
        while in_the_form(person):
            await step_back(person)
            taken += 1
            assert person.visit.where.contribution is None or said(person) == before
        assert taken == steps + 1
        # Begin again where it was left: from the activity, as somebody would who looked something up.
        words = {"proposal": "Write a proposal →", "comment": "Write a comment", "debate": "Answer →"}
        await begin_writing(person, words.get(form, "Begin →"))
        assert said(person) == before
        while person.visit.state is State.FORM:
            step = person.visit.form.step
            if step.key in before and len(before[step.key]) == 1 and person.app.screen.query("Field"):
                assert person.typed == before[step.key][0]
            await go_on(person)
        assert said(person) == before
        await send(person)
    assert aboard(tablet) == 1


@SIZES
async def test_a_touch_on_an_answer_leads_to_its_question_and_forward_again(
    grid: tuple[int, int], world: World
) -> None:
    tablet = world.tablet()
    async with offline(tablet, grid) as person:
        await person.begin()
        await to_a_report(person)
        await fill(person, FORMS["report"][1])
        await person.until_on("CheckScreen")
        await person.choose("12 rue des Tilleuls")
        await person.until_on("ShortTextScreen")
        await answer_step_again(person, "12 rue des Tilleuls, ")
        assert person.typed.startswith("12 rue des Tilleuls")
        await fill(person, {})
        await person.until_on("CheckScreen")
        assert said(person)["category"] == ("arbre",)
        await send(person)
    assert aboard(tablet) == 1


async def answer_step_again(person: Person, text: str) -> None:
    """Type more into a field that holds something."""
    from tests.journeys.contributing import type_keys

    await type_keys(person, text)


@SIZES
async def test_another_language_in_the_middle_of_a_survey_keeps_everything(
    grid: tuple[int, int], world: World
) -> None:
    tablet = world.tablet()
    async with offline(tablet, grid) as person:
        await person.begin()
        await to_the_survey(person)
        left = dict(ANSWERS)
        language = "fr"
        while person.visit.state is State.FORM:
            step = person.visit.form.step
            if step.key in left:
                value = left.pop(step.key)
                typed = isinstance(value, str) and bool(person.app.screen.query("Field"))
                half = (
                    value[: len(value) // 2] if typed else value[:1] if not isinstance(value, str) else value
                )
                await answer_step(person, half)
                language = "en" if language == "fr" else "fr"
                screen = type(person.app.screen).__name__
                await person.press_tool(f"language-{language}")
                await person.until(lambda wanted=language: person.app.tr.language == wanted, language)  # type: ignore[misc]
                await person.until_on(screen)
                assert person.visit.form.step.key == step.key
                assert person.visit.form.answer_to(step) == (
                    (half,) if isinstance(half, str) else tuple(half)
                )
                await add(person, value, half)
            await go_on(person)
        assert not left
        receipt = await send(person)
        language = person.visit.language
    carried(world, tablet, 1)
    expected = SurveyContent(**ON | {"language": language}, answers=sealed_words(ANSWERS))
    assert at_the_hub(world, "calme") == {receipt: expected}


async def add(person: Person, value: str | list[str], half: str | list[str]) -> None:
    """The rest of an answer that was half given."""
    from tests.journeys.contributing import type_keys

    if isinstance(value, str) and person.app.screen.query("Field"):
        assert person.typed == half
        await type_keys(person, value[len(half) :])
    elif not isinstance(value, str):
        await answer_step(person, value[1:])


@SIZES
async def test_a_change_of_mind_hides_a_question_and_its_answer_comes_back_with_it(
    grid: tuple[int, int], world: World
) -> None:
    tablet = world.tablet()
    async with offline(tablet, grid) as person:
        await person.begin()
        await to_the_survey(person)
        await fill(person, {"proprete": "non", "salete": ["megots"]})
        await person.until_on("CheckScreen")
        await person.choose("Non, rarement")
        await person.until_on("ChoiceScreen")
        await answer_step(person, "oui")
        await fill(person, {})
        await person.until_on("CheckScreen")
        assert "salete" not in said(person)
        await person.choose("Oui, en général")
        await person.until_on("ChoiceScreen")
        await answer_step(person, "parfois")
        await go_on(person)
        assert person.visit.form.answer_to(person.visit.form.step) == ("megots",)
        await step_back(person)
        await answer_step(person, "oui")
        await fill(person, {})
        receipt = await send(person)
    carried(world, tablet, 1)
    assert at_the_hub(world, "calme") == {receipt: SurveyContent(**ON, answers={"proprete": ("oui",)})}


async def test_what_was_begun_elsewhere_waits_while_one_does_another_thing(world: World) -> None:
    async with offline(world.tablet(), LARGE) as person:
        await person.begin()
        await to_the_survey(person)
        await go_on(person)
        await answer_step(person, "non")
        while person.visit.state is not State.HOME:
            await step_back(person)
        await open_proposals(person)
        await open_proposal(person, TRACK)
        await begin_writing(person, "Support →")
        await send(person)
        await person.press("Do something else")
        while person.visit.state is not State.HOME:
            await step_back(person)
        await to_the_survey(person)
        assert said(person) == {"proprete": ("non",)}


async def test_leaving_with_words_written_asks_once_and_back_keeps_them(world: World) -> None:
    tablet = world.tablet()
    async with offline(tablet, TINY) as person:
        await person.begin()
        await to_a_proposal(person)
        await answer_step(person, "Des bancs près du pont")
        await person.leave()
        await person.until_reads("Leave without sending?")
        await person.press("Back")
        await person.until_on("ShortTextScreen")
        assert person.typed == "Des bancs près du pont"
        await person.leave()
        await person.until_on("LeaveScreen")
        await person.press("Leave")
        await person.until_on("AttractScreen")
        assert person.app.visit is None
    assert aboard(tablet) == 0


@SIZES
async def test_the_word_about_the_kiosk_can_be_gone_back_from_and_taken_up(
    grid: tuple[int, int], world: World
) -> None:
    async with offline(world.tablet(), grid) as person:
        await person.begin()
        await open_proposals(person)
        await open_proposal(person, TRACK)
        await begin_writing(person, "Support →")
        await send(person)
        await to_the_farewell(person)
        await person.press("Say a word")
        await person.until_on("ShortTextScreen")
        await answer_step(person, "Merci beaucoup")
        await person.press("Back")
        await person.until_on("FarewellScreen")
        await person.press("Say a word")
        await person.until_on("ShortTextScreen")
        assert person.typed == "Merci beaucoup"
