"""Writing in a visit: sentences on the glass, what is left, capitals, words that help, and nothing kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widget import Widget

from kiosk.ids import DepositKind
from screens.resident.form_text import TypedScreen
from screens.widgets.action import Action
from screens.widgets.field import Field
from screens.widgets.keyboard import Keyboard
from tests.journeys.kiosk_app import GRIDS, LARGE, TINY, Person, person_at
from tests.world import World

SENTENCE = "Bonjour à tous, c’est l’été !"


async def to_step(person: Person, consultation: str, kind: DepositKind, key: str, activity: str = "") -> None:
    """Begin a contribution and show one of its questions."""
    visit = person.visit
    visit.choose_consultation(consultation)
    if activity:
        visit.choose_activity(activity)
    visit.begin(kind)
    if visit.charter is not None and kind is DepositKind.PROPOSAL:
        visit.accept_charter()
    visit.form.go_to(key)
    person.app.show_visit()
    await person.until(lambda: isinstance(person.app.screen, TypedScreen), "a question")


async def to_body(person: Person) -> None:
    await to_step(person, "canal-demain", DepositKind.PROPOSAL, "body", "canal-idees")


def field(person: Person) -> Field:
    return person.app.screen.query_one(Field)


def inside_the_glass(person: Person, *widgets: Widget) -> bool:
    regions = [widget.region for widget in widgets]
    apart = not any(one.overlaps(two) for one in regions for two in regions if one is not two)
    return apart and all(person.app.screen.region.contains_region(region) for region in regions)


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
async def test_a_sentence_on_the_glass_is_the_answer(grid: tuple[int, int], world: World) -> None:
    async with person_at(world.tablet(), grid) as person:
        await person.begin()
        await to_body(person)
        await person.type_on_glass(SENTENCE)
        assert person.typed == SENTENCE
        form = person.visit.form
        assert form.answer_to(form.step) == (SENTENCE,)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("consultation", "kind", "key", "activity"),
    [
        ("canal-demain", DepositKind.PROPOSAL, "title", "canal-idees"),
        ("canal-demain", DepositKind.PROPOSAL, "body", "canal-idees"),
        ("signalements", DepositKind.REPORT, "street", ""),
        ("signalements", DepositKind.REPORT, "contact", ""),
        ("quartier-calme", DepositKind.SURVEY_RESPONSE, "idee", ""),
    ],
)
async def test_question_field_keyboard_and_bar_share_twelve_lines(
    consultation: str, kind: DepositKind, key: str, activity: str, language: str, world: World
) -> None:
    async with person_at(world.tablet(), TINY) as person:
        await person.begin(language)
        await to_step(person, consultation, kind, key, activity)
        screen = person.app.screen
        for text in ("", "Un mot. ", "De l’ombre et des bancs pour les gens. " * 12):
            field(person).clear()
            field(person).write(text)
            await person.pilot.pause()
            parts = ("#top", "#question", "#bottom")
            keyboard = screen.query_one(Keyboard)
            assert inside_the_glass(person, *(screen.query_one(p) for p in parts), field(person), keyboard)
            assert keyboard.region.height == keyboard.layout_of_keys.height
            assert "▏" in person.sees()


async def test_at_40x12_a_long_text_gets_a_line_of_the_question_and_says_what_is_left(world: World) -> None:
    async with person_at(world.tablet(), TINY) as person:
        await person.begin()
        await to_step(person, "quartier-calme", DepositKind.SURVEY_RESPONSE, "idee")
        screen = person.app.screen
        assert isinstance(screen, TypedScreen)
        question = screen.query_one("#question")
        screen.ask("Avez-vous une idée pour votre rue, ou pour celle d’à côté, cette année ?")
        await person.pilot.pause()
        assert question.region.height == 2
        limit = field(person).limit
        field(person).write("x" * (limit - 12))
        await person.pilot.pause()
        assert question.region.height == 1
        assert field(person).content_size.height == 2
        assert person.reads("▲")
        between = screen.query_one("#between").region
        assert between.width > 8
        assert person.reads(person.app.tr.plural("{n} more character", "{n} more characters", 12).split()[1])
        field(person).write("x" * 12)
        await person.pilot.pause()
        assert person.reads(person.tr("No room left").split()[0])
        await person.press("Continue →")  # the main action is still whole


async def test_enter_breaks_a_line_of_a_long_text_and_goes_on_from_a_short_one(world: World) -> None:
    async with person_at(world.tablet(), LARGE) as person:
        await person.begin()
        await to_body(person)
        await person.pilot.press(*"Un", "enter", *"Deux")
        assert person.typed == "Un\nDeux"
    async with person_at(world.tablet("second"), LARGE) as person:
        await person.begin()
        await to_step(person, "signalements", DepositKind.REPORT, "street")
        await person.pilot.press(*"Rue Riquet", "enter")
        await person.until(lambda: person.visit.form.step.key == "description", "the next question")


async def test_what_was_refused_can_be_gone_on_with(world: World) -> None:
    async with person_at(world.tablet(), LARGE) as person:
        await person.begin()
        await to_step(person, "canal-demain", DepositKind.PROPOSAL, "title", "canal-idees")
        await person.pilot.press(*"Des bancs", "enter", *" pour tous")
        assert person.typed == "Des bancs pour tous"


async def test_words_are_suggested_for_sentences_only_and_only_on_a_large_grid(
    world: World, tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    words.write_text("ombre 9\nombrage 3\n", encoding="utf-8")

    def suggested(person: Person) -> list[str]:
        field(person).write("omb")
        return [key.name for key in person.app.screen.query_one(Keyboard).placed_keys() if key.word]

    async with person_at(world.tablet(), LARGE, words=words) as person:
        await person.until(lambda: person.app.suggest is not None, "the words")
        await person.begin()
        await to_body(person)
        assert suggested(person) == ["ombre", "ombrage"]
        person.app.end_visit()
        await person.until_on("AttractScreen")
        await person.begin()
        await to_step(person, "signalements", DepositKind.REPORT, "contact")
        assert suggested(person) == []
        person.app.end_visit()
        await person.until_on("AttractScreen")
        await person.begin()
        await person.open_vote("Mes idées pour mon quartier")
        await person.until_on("DeclaredScreen")
        assert suggested(person) == []
    async with person_at(world.tablet("small"), TINY, words=words) as person:
        await person.until(lambda: person.app.suggest is not None, "the words")
        await person.begin()
        await to_body(person)
        assert suggested(person) == []


async def test_a_list_of_words_that_is_gone_stops_nobody(world: World, tmp_path: Path) -> None:
    async with person_at(world.tablet(), LARGE, words=tmp_path / "gone.txt") as person:
        await person.begin()
        await to_body(person)
        await person.type_on_glass("Un banc")
        assert person.typed == "Un banc"


async def test_a_trembling_hand_is_helped_until_the_visit_ends(world: World) -> None:
    async with person_at(world.tablet(), LARGE) as person:
        await person.begin()
        await to_body(person)
        assert person.app.second_tap_seconds == 0
        await person.press_tool("access")
        await person.until_on("AccessScreen")
        await person.choose(person.tr("A second touch is not counted"))
        assert person.reads(person.tr("Yes: two in half a second are one."))
        await person.touch(person.app.screen.query_one("#main", Action))
        await person.until(lambda: isinstance(person.app.screen, TypedScreen), "the question")
        for seconds in (1.0, 0.2, 0.6):
            person.ticks.now += seconds
            await person.type_on_glass("l" if person.typed else "L")
        assert person.typed == "Ll"
        person.app.end_visit()
        await person.until_on("AttractScreen")
        assert person.app.second_tap_seconds == 0


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
async def test_another_language_or_shape_keeps_what_is_written(grid: tuple[int, int], world: World) -> None:
    async with person_at(world.tablet(), grid) as person:
        await person.begin()
        await to_body(person)
        await person.type_on_glass(SENTENCE)
        await person.press_tool("language-en")
        await person.until(lambda: person.reads("Explain your idea."), "English")
        assert person.typed == SENTENCE
        person.app.use_tool("sparse")
        await person.pilot.pause()
        assert person.typed == SENTENCE
        await person.type_on_glass(" Merci")
        assert person.typed == SENTENCE + " Merci"
