"""On behalf of residents, by clicks: a dictated proposal, a queue in Spanish, hands raised in a room."""

from __future__ import annotations

import pytest

from kiosk.contributions.content import CommentContent, ProposalContent, TallyContent
from kiosk.contributions.tally import TALLIES
from kiosk.staff.acts import Act
from kiosk.staff.rapid import rapid_of
from screens.widgets.action import Action
from sync.hub.contributions import Read, contributions
from tests.journeys.contributing import NIGHT, open_proposals, type_keys
from tests.journeys.kiosk_app import LARGE, TINY, Person, aboard, person_at
from tests.journeys.staff_ways import back_to_board, choose_act, enter, leave, main
from tests.world import World

TITLE = "Un banc devant l’école"
BODY = "Les grands-parents attendent debout."


async def press_main(person: Person) -> None:
    """The main action, wherever it leads."""
    await person.touch(person.app.screen.query_one("#main", Action))


async def write_proposal(person: Person) -> None:
    """From the list of what there is to the receipt, as the facilitator types it."""
    await open_proposals(person)
    await main(person, "CharterScreen")
    await main(person, "ShortTextScreen")
    await type_keys(person, TITLE)
    await press_main(person)
    while type(person.app.screen).__name__ != "LongTextScreen":
        await press_main(person)
    await type_keys(person, BODY)
    while type(person.app.screen).__name__ != "CheckScreen":
        assert person.reads(person.tr("The staff write what you say")), "on every screen"
        await press_main(person)
    await main(person, "RecordedScreen")


@pytest.mark.parametrize("grid", [TINY, LARGE], ids=str)
async def test_a_dictated_proposal_and_the_next_person_at_once(grid: tuple[int, int], world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, grid) as person:
        await enter(person)
        await choose_act(person, Act.DICTATE, "DictateScreen")
        assert not person.reads(person.tr("The staff write what you say"))
        await main(person, "HomeScreen")
        assert person.app.desk is None, "nothing of the staff side is open while somebody dictates"
        await write_proposal(person)
        await main(person, "DictateScreen")
        assert person.app.visit is None
        assert TITLE not in person.sees()
        await main(person, "HomeScreen")
        # A vote is refused in words, and the way out leads to the next question again.
        await person.choose("Un nom pour la nouvelle place")
        await person.until_on("AboutScreen")
        await press_main(person)
        await person.until_reads(
            "This cannot be dictated: only the person may do it, alone. Finish this visit first."
        )
        await person.leave()
        await person.until_on("DictateScreen")
        await back_to_board(person)
        await leave(person)
        assert person.app.banner == person.tr("Test mode: nothing counts")
    assert aboard(tablet) == 1
    world.carry(tablet)
    (found,) = contributions(world.hub, "canal-idees")
    assert isinstance(found, Read)
    assert isinstance(found.content, ProposalContent)
    assert (found.content.dictated, found.content.title) == (True, TITLE)


async def test_who_falls_silent_while_dictating_finds_the_staff_side_shut(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, TINY) as person:
        await enter(person)
        await choose_act(person, Act.DICTATE, "DictateScreen")
        await main(person, "HomeScreen")
        person.ticks.now += person.app.patience_seconds + 1
        person.app._look_at_the_clock()
        await person.until_on("AttractScreen")
        assert not person.app.staff.active
    assert [name for _, name, _ in tablet.vault.events()][-1] == "staff_left"


async def test_a_queue_in_spanish_and_its_end(world: World) -> None:
    tablet = world.tablet()
    languages = ("fr", "es", "en")
    async with person_at(tablet, TINY, languages=languages) as person:
        await enter(person)
        await choose_act(person, Act.RAPID, "RapidScreen")
        await person.choose(NIGHT)
        await person.until_on("RapidLanguageScreen")
        await person.touch(person.app.screen.query_one("#language-es", Action))
        await person.until_on("RapidOnScreen")
        await back_to_board(person)
        assert person.reads(person.tr("rapid mode"))
        await leave(person)

        for number in range(2):
            assert person.app.tr.language == "es"
            await person.press("Begin →")
            await person.until_on("DebateScreen")
            await main(person, "CharterScreen")
            await main(person, "LongTextScreen")
            await type_keys(person, f"Respuesta {number}")
            await main(person, "ChoiceScreen")
            await main(person, "CheckScreen")
            await main(person, "RecordedScreen")
            await person.finish()
        # Another language is a touch away, and the way back leads to everything else.
        await person.touch(person.app.screen.query_one("#other-languages", Action))
        await person.until_on("LanguagesScreen")
        await person.touch(person.app.screen.query_one("#language-fr", Action))
        await person.until_on("DebateScreen")
        await person.press("Back")
        await person.until_on("HomeScreen")
        await person.leave()
        await person.until_on("AttractScreen")
        assert person.app.tr.language == "es"

        await enter(person)
        assert person.app.tr.language == "fr", "the staff side speaks the language of the house"
        await choose_act(person, Act.RAPID, "RapidOnScreen")
        await main(person, "BoardScreen")
        await leave(person)
        assert (rapid_of(tablet), person.app.tr.language) == (None, "fr")
        await person.begin()
    world.carry(tablet)
    said = [one.content for one in contributions(world.hub, "nuit-debat") if isinstance(one, Read)]
    assert {(one.body, one.language, one.dictated) for one in said if isinstance(one, CommentContent)} == {
        ("Respuesta 0", "es", False),
        ("Respuesta 1", "es", False),
    }


async def count_hands(person: Person, *numbers: str) -> None:
    """A number on each of the screens that come."""
    for number in numbers:
        await person.until(lambda: person.app.focused is not None and not person.typed, "an empty field")
        await person.type_on_glass(number)
        await press_main(person)


async def test_raised_hands_with_a_wrong_number_then_the_right_one(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE, languages=("fr", "oc", "en")) as person:
        await enter(person)
        await choose_act(person, Act.TALLY, "TallyScreen")
        await person.choose(person.tr("Another question"))
        await person.until_on("QuestionScreen")
        await type_keys(person, "Un banc ici ?")
        await main(person, "AnswersScreen")
        await person.choose(" · ".join(map(person.tr, ("Yes", "No", "No opinion"))))
        await person.until_on("PeopleScreen")
        person.ticks.now += 240  # a large room takes its time
        person.app._look_at_the_clock()
        await type_keys(person, "20")
        await person.press_tool("languages")
        await person.touch(person.app.screen.query_one("#language-oc", Action))
        await person.until(lambda: person.app.tr.language == "oc", "Occitan")
        await person.until_on("PeopleScreen")
        assert person.typed == "20"
        await press_main(person)
        await count_hands(person, "12", "9")
        await person.until_reads("More hands than people. Count again, or go back.")
        for _ in range(2):
            await person.pilot.press("backspace")
        await count_hands(person, "5", "0")
        await person.until_on("RemarksScreen")
        await main(person, "ReviewScreen")
        await person.choose(person.tr("People here"))
        await person.until_on("PeopleScreen")
        await person.pilot.press("backspace", "1")
        await main(person, "ReviewScreen")
        assert aboard(tablet) == 0, "nothing is recorded before the last touch"
        await main(person, "RecordedScreen")
        await person.press("Board")
        await person.until_on("BoardScreen")
    world.carry(tablet)
    (found,) = contributions(world.hub, TALLIES)
    assert isinstance(found, Read)
    content = found.content
    assert isinstance(content, TallyContent)
    assert (content.question, content.people) == ("Un banc ici ?", 21)
    assert [option.hands for option in content.options] == [12, 5, 0]


async def test_answers_of_ones_own_and_a_question_of_the_catalogue(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, TINY) as person:
        await enter(person)
        await choose_act(person, Act.TALLY, "TallyScreen")
        await person.choose(person.tr("Another question"))
        await person.until_on("QuestionScreen")
        await type_keys(person, "Quelle couleur ?")
        await main(person, "AnswersScreen")
        await person.choose(person.tr("Other answers"))
        for answer in ("Rouge", "Rouge"):
            await person.until(lambda: person.app.focused is not None and not person.typed, "a line")
            await type_keys(person, answer)
            await press_main(person)
        await person.until_reads("This answer is there already. Type another one.")
        await person.pilot.press(*["backspace"] * 5)
        await type_keys(person, "Vert")
        await press_main(person)
        await person.press("No more answers")
        await person.until_on("EachScreen")
        await person.choose(person.tr("Several hands each"))
        await person.until_on("PeopleScreen")
        await count_hands(person, "8", "8", "8")
        await person.until_on("RemarksScreen")
        for screen in ("HandsScreen", "HandsScreen", "PeopleScreen", "TallyScreen"):
            await person.press("Back")
            await person.until_on(screen)
        await person.choose(NIGHT)
        await person.until_on("PeopleScreen")
