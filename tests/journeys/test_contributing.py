"""Each activity by touch, without any network; then carried, and visible at the hub word for word."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.contributions.content import (
    CommentContent,
    FeedbackContent,
    OptInContent,
    ProposalContent,
    ReportContent,
    SupportContent,
    SurveyContent,
)
from kiosk.visit_map import State
from screens.widgets.action import Action
from tests.journeys.contributing import (
    CALM,
    CANAL,
    NIGHT,
    STREET,
    addresses_at_the_hub,
    at_the_hub,
    begin_writing,
    carried,
    end,
    feedback_at_the_hub,
    fill,
    leave_an_address,
    offline,
    open_consultation,
    open_proposal,
    open_proposals,
    say_a_word,
    say_how,
    send,
    something_else,
    to_the_farewell,
)
from tests.journeys.kiosk_app import GRIDS, LARGE, TINY, Person, aboard
from tests.journeys.ways import titles
from tests.world import NOON, World

SIZES = pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
ON: dict[str, Any] = {"language": "fr", "on": NOON.date()}
ALIGNMENTS = {"for": 1, "neutral": 0, "against": -1, "": 0}
BENCHES = "Des bancs à l’ombre tous les cent mètres"
TRACK = "Une piste séparée pour les vélos"
TITLE, BODY = (
    "Des bancs près du pont, à l’ombre",
    "Pour que les aînés puissent s’asseoir : « enfin ! », dit ma sœur, ça coûte peu (20 €).",
)
IDEA: dict[str, str] = {
    "title": TITLE,
    "body": BODY,
    "theme": "nature",
    "quartier": "canal",
    "place": "Quai n° 12",
}
ANSWERS: dict[str, str | list[str]] = {
    "proprete": "non",
    "salete": ["megots", "tags"],
    "bruit/jour": "jamais",
    "bruit/soir": "parfois",
    "bruit/nuit": "souvent",
    "distance": "120",
    "priorites": ["bacs", "balayage", "ecole", "amendes"],
    "ou": "Devant l’école",
    "idee": "Laver la rue le lundi, très tôt",
    "aider": "oui",
    "jours": ["mercredi", "dimanche"],
}
"""Every kind of question, both conditions met."""


def sealed_words(answers: dict[str, str | list[str]]) -> dict[str, tuple[str, ...]]:
    """Answers as they arrive."""
    return {key: (value,) if isinstance(value, str) else tuple(value) for key, value in answers.items()}


async def write_an_idea(person: Person) -> str:
    """A proposal, from what is on offer to its receipt."""
    await open_proposals(person)
    await begin_writing(person, "Write a proposal →")
    await fill(person, IDEA)
    return await send(person)


@SIZES
async def test_a_proposal(grid: tuple[int, int], world: World) -> None:
    tablet = world.tablet()
    async with offline(tablet, grid) as person:
        await person.begin()
        receipt = await write_an_idea(person)
        assert person.reads(person.tr("✔ Your proposal is recorded."))
        await person.finish()
    carried(world, tablet, 1)
    assert at_the_hub(world, "canal-idees") == {receipt: ProposalContent(**ON, charter=1, **IDEA)}


@SIZES
@pytest.mark.parametrize("alignment", ALIGNMENTS)
async def test_a_comment(grid: tuple[int, int], alignment: str, world: World) -> None:
    tablet = world.tablet()
    async with offline(tablet, grid) as person:
        await person.begin()
        await open_proposals(person)
        await open_proposal(person, BENCHES)
        await begin_writing(person, "Write a comment")
        answers = {"body": "Oui, avec des dossiers"} | ({"alignment": alignment} if alignment else {})
        await fill(person, answers)
        receipt = await send(person)
    carried(world, tablet, 1)
    expected = CommentContent(
        **ON,
        charter=1,
        proposal="p1",
        alignment=ALIGNMENTS[alignment],
        body="Oui, avec des dossiers",
    )
    assert at_the_hub(world, "canal-idees") == {receipt: expected}


@SIZES
async def test_a_support_is_given_once_a_visit(grid: tuple[int, int], world: World) -> None:
    tablet = world.tablet()
    async with offline(tablet, grid) as person:
        await person.begin()
        await open_proposals(person)
        await open_proposal(person, BENCHES)
        await begin_writing(person, "Support →")
        assert person.reads(BENCHES)
        receipt = await send(person)
        await person.press("Do something else")
        await person.until_on("ProposalsScreen")
        await open_proposal(person, BENCHES)
        await person.press("✔ Supported")
        assert person.visit.state is State.PROPOSAL
        await person.press("Back")
        await open_proposal(person, TRACK)
        await begin_writing(person, "Support →")
        second = await send(person)
    assert aboard(tablet) == 2
    carried(world, tablet, 2)
    assert at_the_hub(world, "canal-idees") == {
        receipt: SupportContent(**ON, charter=1, proposal="p1"),
        second: SupportContent(**ON, charter=1, proposal="p2"),
    }


@SIZES
async def test_a_debate(grid: tuple[int, int], world: World) -> None:
    tablet = world.tablet()
    async with offline(tablet, grid) as person:
        await person.begin()
        await open_consultation(person, NIGHT)
        await person.until_on("DebateScreen")
        await begin_writing(person, "Answer →")
        await fill(person, {"body": "Je rentre à pied le samedi", "alignment": "for"})
        receipt = await send(person)
    carried(world, tablet, 1)
    assert at_the_hub(world, "nuit-debat") == {
        receipt: CommentContent(**ON, charter=1, alignment=1, body="Je rentre à pied le samedi")
    }


@SIZES
async def test_a_survey_with_every_kind_of_question(grid: tuple[int, int], world: World) -> None:
    tablet = world.tablet()
    async with offline(tablet, grid) as person:
        await person.begin()
        await open_consultation(person, CALM)
        await begin_writing(person, "Begin →")
        await fill(person, ANSWERS)
        receipt = await send(person)
    carried(world, tablet, 1)
    assert at_the_hub(world, "calme") == {receipt: SurveyContent(**ON, answers=sealed_words(ANSWERS))}


@SIZES
async def test_a_survey_passed_over_but_for_what_must_be_answered(
    grid: tuple[int, int], world: World
) -> None:
    tablet = world.tablet()
    async with offline(tablet, grid) as person:
        await person.begin()
        await open_consultation(person, CALM)
        await begin_writing(person, "Begin →")
        await person.press("Continue →")
        await person.until_on("ChoiceScreen")
        await person.touch(person.app.screen.query_one("#main", Action))
        assert person.visit.form.step.key == "proprete", "a question that must be answered was passed over"
        assert person.app.screen.query("#notice.-said")
        await fill(person, {"proprete": "oui"})
        receipt = await send(person)
    carried(world, tablet, 1)
    assert at_the_hub(world, "calme") == {receipt: SurveyContent(**ON, answers={"proprete": ("oui",)})}


@SIZES
async def test_a_report_without_and_with_a_contact(grid: tuple[int, int], world: World) -> None:
    tablet = world.tablet()
    said = {
        "category": "arbre",
        "quartier": "rives",
        "street": "12 rue des Tilleuls",
        "description": "Une branche est tombée sur le banc",
        "urgency": "high",
    }
    async with offline(tablet, grid) as person:
        await person.begin()
        await open_consultation(person, STREET)
        await begin_writing(person, "Begin →")
        assert person.reads("appelez le 112")
        await fill(person, said)
        first = await send(person)
        await something_else(person)
        await open_consultation(person, STREET)
        await begin_writing(person, "Begin →")
        await fill(person, said | {"contact": "odile.faure@example.org"})
        second = await send(person)
    carried(world, tablet, 2)
    assert at_the_hub(world, "signaler") == {
        first: ReportContent(**ON, **said),
        second: ReportContent(**ON, **said, contact="odile.faure@example.org"),
    }


@SIZES
async def test_the_farewell(grid: tuple[int, int], world: World) -> None:
    tablet = world.tablet()
    async with offline(tablet, grid) as person:
        await person.begin()
        await open_proposals(person)
        await open_proposal(person, TRACK)
        await begin_writing(person, "Support →")
        await send(person)
        await to_the_farewell(person)
        await say_how(person, "bad")
        await say_how(person, "fair")
        await say_a_word(person, {"remark": "L’écran est lent", "age_band": "75-plus", "quartier": "canal"})
        await leave_an_address(person, "odile.faure@example.org")
        assert not person.app.screen.query("#informed"), "an address is asked for once"
        assert person.visit.satisfaction == "fair"
        await end(person)
    carried(world, tablet, 3)
    assert feedback_at_the_hub(world) == [
        FeedbackContent(
            **ON, satisfaction="fair", remark="L’écran est lent", age_band="75-plus", quartier="canal"
        )
    ]
    assert addresses_at_the_hub(world) == [OptInContent(**ON, address="odile.faure@example.org", consent=1)]


@SIZES
async def test_the_farewell_can_be_passed_in_one_touch(grid: tuple[int, int], world: World) -> None:
    tablet = world.tablet()
    async with offline(tablet, grid) as person:
        await person.begin()
        await open_proposals(person)
        await open_proposal(person, TRACK)
        await begin_writing(person, "Support →")
        await send(person)
        await person.finish()
    assert aboard(tablet) == 1


@SIZES
async def test_one_visit_does_six_things_and_ends_with_one_sheet(grid: tuple[int, int], world: World) -> None:
    tablet = world.tablet()
    receipts: list[str] = []
    charters = 0
    async with offline(tablet, grid) as person:
        await person.begin()

        async def write(words: str) -> None:
            nonlocal charters
            await person.press(words)
            await person.until(lambda: person.visit.state in (State.CHARTER, State.FORM, State.CHECK), words)
            if person.visit.state is State.CHARTER:
                charters += 1
                await person.until_on("CharterScreen")
                await person.press("I accept →")
                await person.until(lambda: person.visit.state is not State.CHARTER, "the form")

        await open_proposals(person)
        await write("Write a proposal →")
        await fill(person, IDEA)
        receipts.append(await send(person))
        await person.press("Do something else")
        await person.until_on("ProposalsScreen")
        await open_proposal(person, TRACK)
        await write("Support →")
        receipts.append(await send(person))
        await person.press("Do something else")
        await person.until_on("ProposalsScreen")
        await open_proposal(person, BENCHES)
        await write("Write a comment")
        await fill(person, {"body": "Oui", "alignment": "for"})
        receipts.append(await send(person))
        await something_else(person)
        await open_consultation(person, NIGHT)
        await write("Answer →")
        await fill(person, {"body": "Un bus suffirait"})
        receipts.append(await send(person))
        await something_else(person)
        await open_consultation(person, CALM)
        await write("Begin →")
        await fill(person, {"proprete": "oui"})
        receipts.append(await send(person))
        await something_else(person)
        await person.open_vote("Un nom pour la nouvelle place")
        await person.until_on("ChoiceBallot")
        await person.choose("Place des Violettes")
        await person.review()
        receipts.append(await person.cast())
        assert charters == 1
        await to_the_farewell(person)
        await say_how(person, "good")
        await person.touch(person.app.screen.query_one("#main", Action))
        await person.until_on("SheetScreen")
        assert [receipt for receipt in receipts if not person.reads(receipt)] == []
        await person.touch(person.app.screen.query_one("#main", Action))
        await person.until_on("AttractScreen")
        assert person.app.visit is None
    carried(world, tablet, 7)
    there = {
        **at_the_hub(world, "canal-idees"),
        **at_the_hub(world, "nuit-debat"),
        **at_the_hub(world, "calme"),
    }
    kinds = [there[receipt].kind for receipt in receipts[:5]]
    assert kinds == ["proposal", "support", "comment", "comment", "survey_response"]
    assert len(feedback_at_the_hub(world)) == 1
    chosen = next(name for name, title in titles(world, "nom").items() if title == "Place des Violettes")
    assert {name: score for name, score in world.count("nom").contests[0].tally.score.items() if score} == {
        chosen: 1
    }


async def test_the_charter_is_no_when_one_goes_back(world: World) -> None:
    tablet = world.tablet()
    async with offline(tablet, TINY) as person:
        await person.begin()
        await open_proposals(person)
        await person.press("Write a proposal →")
        await person.until_on("CharterScreen")
        await person.press("Back")
        await person.until_on("ProposalsScreen")
        await person.press("Write a proposal →")
        await person.until_on("CharterScreen")
        await person.press("I accept →")
        await person.until_on("ShortTextScreen")
        await person.press("Back")
        await person.until_on("ProposalsScreen")
        await person.press("Write a proposal →")
        await person.until_on("ShortTextScreen")
    assert aboard(tablet) == 0


async def test_one_who_looks_at_what_is_near_and_comes_back_has_lost_nothing(world: World) -> None:
    async with offline(world.tablet(), LARGE) as person:
        await person.begin()
        await open_proposals(person)
        await begin_writing(person, "Write a proposal →")
        await fill_until(person, "similar", {"title": TITLE})
        await person.choose(BENCHES)
        await person.until_on("ProposalScreen")
        await person.press("Back")
        await person.until_on("SimilarScreen")
        await person.press("Back")
        await person.until_on("ShortTextScreen")
        assert person.typed == TITLE


async def fill_until(person: Person, key: str, answers: dict[str, str]) -> None:
    """Answer until a step is asked."""
    from tests.journeys.contributing import answer_step, go_on

    while person.visit.form.step.key != key:
        if person.visit.form.step.key in answers:
            await answer_step(person, answers[person.visit.form.step.key])
        await go_on(person)


async def test_the_support_of_something_near_ends_where_one_wrote(world: World) -> None:
    """Somebody who finds the same idea supports it; the half-written proposal is still there."""
    tablet = world.tablet()
    async with offline(tablet, LARGE) as person:
        await person.begin()
        await open_proposals(person)
        await begin_writing(person, "Write a proposal →")
        await fill_until(person, "similar", {"title": TITLE})
        await person.choose(BENCHES)
        await person.until_on("ProposalScreen")
        await begin_writing(person, "Support →")
        await send(person)
        await person.press("Do something else")
        await person.until_on("ProposalsScreen")
        await person.press("Write a proposal →")
        await person.until(lambda: person.visit.state is State.FORM, "the form")
        assert person.visit.form.answers["title"] == (TITLE,)
    assert aboard(tablet) == 1


async def test_the_canal_is_closed_at_night_and_says_so(world: World) -> None:
    tablet = world.tablet()
    async with offline(tablet, LARGE) as person:
        await person.begin()
        await open_proposals(person)
        await begin_writing(person, "Write a proposal →")
        world.clock.pass_by(days=40)
        await fill(person, IDEA)
        await person.until_on("CheckScreen")
        await person.touch(person.app.screen.query_one("#main", Action))
        await person.until(lambda: bool(person.app.screen.query("#notice.-said")), "the reason")
        assert person.visit.state is State.CHECK
    assert aboard(tablet) == 0


def test_the_titles_are_those_of_the_demo(world: World) -> None:
    assert world.draft is not None
    titles = {consultation["title"]["fr"] for consultation in world.draft["consultations"]}
    assert {CANAL, NIGHT, CALM, STREET} <= titles
