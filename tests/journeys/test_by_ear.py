"""With the screen off: whole votes and a whole survey by keys, deciding only by what is said."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.claims.codes import Code
from kiosk.i18n import LANGUAGES
from kiosk.receipts import receipt_of
from screens.speech.marks import spelled
from tests.journeys.kiosk_app import GRIDS, aboard, draft_of
from tests.journeys.listener import Listener, listener_at
from tests.journeys.ways import titles
from tests.world import World

SIZES = pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")


async def begin(person: Listener, language: str = "Français") -> None:
    """Wake the voice with a key, begin, choose a language by its name."""
    said = await person.press("down")
    assert person.sentence("Press Enter to begin.") in said
    await person.press("enter")
    await person.choose(language)
    await person.until(person.words("What would you like to do?"))


def title_of(world: World, consultation: str, language: str = "fr") -> str:
    """What a consultation is called, where a text may exist in French only."""
    assert world.draft is not None
    title = next(c["title"] for c in world.draft["consultations"] if c["id"] == consultation)
    return str(title.get(language, title["fr"]))


async def review_and_cast(person: Listener) -> None:
    """From the ballot to the receipt."""
    await person.do("Review my vote →")
    await person.until(person.words("This is your vote. Nothing is cast yet."))
    await person.do("Cast my vote →")
    await person.until(person.words("✔ Your vote is recorded."))


async def finish(person: Listener) -> None:
    """From the receipt to the end; the voice says that it is the end."""
    await person.choose(person.words("Finish · back in {n} s", n=25).partition(",")[0])
    await person.until(person.words("Thank you. How did it go on this tablet?"))
    await person.choose(person.words("Well"))
    assert person.hears(person.words("chosen"))
    await person.choose(person.words("Finish · back in {n} s", n=25).partition(",")[0])
    await person.until(person.words("Your visit is over. This tablet has forgotten it. Thank you."))


async def to_more(person: Listener, project: str) -> None:
    """To the button that gives a project a point, from whichever side."""
    await person.find(project)
    if not person.hears(person.words("more")):
        assert person.hears(person.words("less"))
        await person.press("tab")
    assert person.hears(person.words("more"))


def says_none_of(voice_record: str, code: Code) -> bool:
    """Whether no four characters of a code were ever said in a row, together or spelled."""
    said = "".join(character for character in voice_record if character.isalnum())
    return not any(code[at : at + 4] in said for at in range(len(code) - 3))


@SIZES
async def test_a_vote_with_points_and_a_code(grid: tuple[int, int], world: World) -> None:
    tablet, code = world.tablet(), world.drawn["budget"][0]
    first, second, *_ = names = titles(world, "budget")
    async with listener_at(tablet, grid) as person:
        await begin(person)
        await person.choose("Budget participatif")
        assert person.hears("étape 1 sur 4")
        await person.do("Take part →")
        assert person.hears(person.words("Type the code of your card, or scan it."))
        assert person.hears(person.words("Other people can hear this voice. You can ask for headphones."))

        await person.type(code[:-1])
        assert person.hears(person.words("{n} of {total}", n=16, total=17))
        await person.press("enter")
        assert person.hears(person.words("The code is not complete. It has 17 letters and figures."))
        await person.type(code)
        await person.press("enter")
        assert person.hears("7 points")

        await to_more(person, names[first])
        for given in (1, 2, 3):
            await person.press("enter")
            assert person.hears(person.number("{n} point", "{n} points", given))
            assert person.hears(person.number("{n} point left", "{n} points left", 7 - given))
        await person.press("enter")
        assert person.hears(
            person.number(
                "You can give {n} point at most to one project.",
                "You can give {n} points at most to one project.",
                3,
            )
        )
        await to_more(person, names[second])
        await person.press("enter", "enter", "shift+tab")
        assert person.hears(person.words("less"))
        await person.press("enter")
        assert person.hears(person.number("{n} point left", "{n} points left", 3))

        await review_and_cast(person)
        [deposit] = tablet.vault.undelivered_ids()
        assert person.hears(spelled(receipt_of(deposit)))
        await person.press("f2")
        assert person.hears(spelled(receipt_of(deposit)))
        await finish(person)
        assert {language for _, language in person.voice.said} == {"fr", "en"}
        english = [text for text, language in person.voice.said if language == "en"]
        assert set(english) <= {"English.", "Choose your language."}
        assert says_none_of(person.voice.record, code)
    assert world.carry(tablet).acknowledged == 2  # the vote, and how it went
    result = world.count("budget")
    scores = {project: score for contest in result.contests for project, score in contest.tally.score.items()}
    assert {project: score for project, score in scores.items() if score} == {first: 3, second: 1}


@SIZES
async def test_a_code_by_the_arrows_in_headphones(grid: tuple[int, int], world: World) -> None:
    tablet, code = world.tablet(), world.drawn["budget"][0]
    async with listener_at(tablet, grid, headphones=True) as person:
        await begin(person)
        await person.choose("Budget participatif")
        await person.do("Take part →")
        await person.press("f3")
        assert person.hears(person.words("What you type is said, also your code and your name."))
        await person.type_by_arrows(code[:3])
        assert person.hears(code[2])
        await person.type(code[3:])
        assert person.hears(code[-1])
        await person.press("f2")
        assert person.hears(spelled("-".join((code[:4], code[4:8], code[8:12], code[12:16], code[16:]))))
        await person.do("Continue →")
        assert person.hears("7 points")
        assert not says_none_of(person.voice.record, code)


@SIZES
async def test_a_ranking(grid: tuple[int, int], world: World) -> None:
    tablet = world.tablet()
    names = titles(world, "priorites")
    first, second, third = list(names)[:3]
    async with listener_at(tablet, grid) as person:
        await begin(person)
        await person.choose("La médiathèque de demain")
        await person.do("Take part →")
        for place, project in enumerate((first, second, third), 1):
            said = await person.find(names[project])
            assert person.words("not chosen") in said[0]
            await person.press("enter")
            assert person.hears(f"{person.words('ranked')}, {place}")
        await person.press("tab")
        assert person.hears(person.words("up"))
        await person.press("enter")
        assert person.hears(f"{person.words('ranked')}, 2")
        await review_and_cast(person)
        await finish(person)
    assert world.carry(tablet).acknowledged == 2  # the vote, and how it went
    result = world.count("priorites")
    scores = {project: score for contest in result.contests for project, score in contest.tally.score.items()}
    assert {p: s for p, s in scores.items() if s} == {first: 3, third: 2, second: 1}


@SIZES
async def test_a_survey(grid: tuple[int, int], world: World) -> None:
    tablet = world.tablet()
    asked = questions(world)
    async with listener_at(tablet, grid) as person:
        await begin(person)
        await person.choose("Votre quartier, propre et calme")
        await person.do("Begin →")
        answered = await answer_all(person, asked)
        await person.until(person.words("Check, then send. Nothing is recorded yet."))
        await person.press("f2")
        for answer in dict.fromkeys(answered):
            await person.find(answer)
        await person.do("Send →")
        await person.until(person.words("✔ Your answers are recorded."))
        await finish(person)
        assert {language for _, language in person.voice.said[-40:]} == {"fr"}
    assert aboard(tablet) == 2  # the answers, and how it went


def questions(world: World) -> dict[str, dict[str, Any]]:
    """The questions of the survey by their French title."""
    assert world.draft is not None
    survey = next(a for c in world.draft["consultations"] for a in c["activities"] if a["kind"] == "survey")
    return {question["title"]["fr"]: question for question in survey["questions"]}


async def answer_all(person: Listener, asked: dict[str, dict[str, Any]]) -> list[str]:
    """Answer each question that is heard, until there are none; gives what was answered."""
    answered: list[str] = []
    for _ in range(30):
        if person.hears(person.words("Check, then send. Nothing is recorded yet.")):
            return answered
        title = max(
            (title for title in asked if person.hears(title.rstrip(" \u00a0?."))), key=len, default=""
        )
        assert title, f"no question in {person.last}"
        question = asked[title]
        match question["kind"]:
            case "single" | "multiple" | "matrix":
                option = question["options"][-1]["title"]["fr"]
                await person.choose(option)
                assert person.hears(person.words("chosen"))
                answered.append(option)
            case "sorting":
                for place, option in enumerate(question["options"], 1):
                    await person.choose(option["title"]["fr"])
                    assert person.hears(f"{person.words('ranked')}, {place}")
            case "number":
                await person.type("250")
                assert person.hears("0")
                answered.append("250")
            case "short_text":
                await person.type("Rue des Arts")
                assert person.hears("s")
                answered.append("Rue des Arts")
            case "long_text":
                await person.type("Des bancs, et des arbres.")
                answered.append("Des bancs")
        await person.find(person.words("Continue →"))
        await person.press("enter")
        await person.pilot.pause()
    raise AssertionError("the survey never ends")


@pytest.mark.parametrize("language", LANGUAGES)
@SIZES
async def test_a_vote_in_each_language(language: str, grid: tuple[int, int], world: World) -> None:
    from kiosk.i18n import LANGUAGE_NAMES

    tablet = world.tablet()
    assert world.draft is not None
    async with listener_at(tablet, grid, language=language, languages=tuple(LANGUAGES)) as person:
        await person.press("down", "enter")
        await person.choose(LANGUAGE_NAMES[language])
        await person.until(person.words("What would you like to do?"))
        spoken_from = len(person.voice.said)
        await person.choose(title_of(world, "nom-de-la-place", language))
        await person.do("Take part →")
        await person.find(project_name(world, "nom", -1, language))
        assert person.hears(person.words("not chosen"))
        await person.press("enter")
        assert person.hears(person.words("chosen"))
        await review_and_cast(person)
        await finish(person)
        wanted = language.partition("_")[0]
        assert {spoken for _, spoken in person.voice.said[spoken_from:]} == {wanted}
    assert world.carry(tablet).acknowledged == 2  # the vote, and how it went


def project_name(world: World, activity: str, place: int, language: str) -> str:
    """What a project is called."""
    draft = world.draft or draft_of()
    found = next(a for c in draft["consultations"] for a in c["activities"] if a["id"] == activity)
    title = found["projects"][place]["title"]
    return str(title.get(language, title.get(language.partition("_")[0], title["fr"])))
