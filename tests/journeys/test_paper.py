"""Paper by clicks: keyed by one, confirmed by another, carried and counted with ballots of the glass."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from kiosk.claims.codes import printed
from kiosk.contributions.content import SurveyContent
from kiosk.staff.acts import Act
from kiosk.tablet import Tablet
from screens.widgets.action import Action
from screens.widgets.text import Plain
from sync.demo import ADMINISTRATOR_PIN, PIN
from sync.hub.contributions import Read, contributions
from tests.journeys.kiosk_app import LARGE, TINY, Person, aboard, person_at, world_at
from tests.journeys.staff_ways import back_to_board, choose_act, enter, leave, main, surroundings, vote
from tests.journeys.test_waiting import traces
from tests.world import World


@pytest.fixture
def city(tmp_path: Path) -> World:
    """A city whose votes ask for codes that are known."""
    return world_at(tmp_path / "city", codes=4)


async def begin_batch(person: Person, title: str, counted: str, screen: str) -> None:
    """From the board to the first paper."""
    await choose_act(person, Act.KEY_PAPER, "PapersScreen")
    await person.choose(title)
    await person.until_on("FigureScreen")
    await person.type_on_glass(counted)
    await main(person, screen)


async def until_paper(person: Person, number: int, total: int) -> None:
    """Wait for a paper's turn."""
    await person.until_reads("Paper {n} of {total}", n=str(number), total=str(total))
    await person.until(lambda: person.typed == "", "an empty line")


def reading(person: Person) -> str:
    """How the line is understood."""
    return person.app.screen.query_one("#reading-line", Plain).spoken


async def second_person(person: Person, counted: str, pin: str) -> None:
    """Somebody else counts and types a PIN."""
    await main(person, "FigureScreen")
    await person.type_on_glass(counted)
    await main(person, "SecondPinScreen")
    await person.type_on_glass(pin)
    await person.touch(person.app.screen.query_one("#main", Action))


async def test_five_papers_by_touch_are_counted_with_those_of_the_glass(city: World) -> None:
    tablet = city.tablet()
    async with person_at(tablet, TINY) as person:
        await vote(person, city)
        await enter(person)
        await begin_batch(person, "Choisissez un nom", "5", "BallotKeyScreen")
        for number, line in enumerate(("1", "2", "1"), 1):
            await until_paper(person, number, 5)
            await person.type_on_glass(line)
            await person.press("Keep →")
        await until_paper(person, 4, 5)
        await person.press("Undo last")
        await person.until_reads("Paper {n} is taken out. Key it again.", n="3")
        await person.press("Blank")
        await person.until(lambda: reading(person) == person.tr("Blank ballot"), "a blank ballot")
        await person.press("Keep →")
        await until_paper(person, 4, 5)
        await person.press("Void")
        await person.until_on("VoidScreen")
        await person.choose(person.tr("It cannot be read"))
        await person.until_on("BallotKeyScreen")
        await until_paper(person, 5, 5)
        await person.type_on_glass("2")
        await person.press("Keep →")
        await person.until_on("BatchScreen")
        assert aboard(tablet) == 1, "only the ballot of the glass counts as yet"
        await second_person(person, "5", PIN)
        await person.until_reads("Who keyed in this batch cannot confirm it. Ask somebody else.")
        await person.press("Back")
        await person.until_on("BatchScreen")
        await second_person(person, "4", ADMINISTRATOR_PIN)
        await person.until_reads("This is not the number of the batch. Count the papers again, both of you.")
        await person.type_on_glass("5")
        await main(person, "SecondPinScreen")
        await person.type_on_glass(ADMINISTRATOR_PIN)
        await main(person, "AcceptedScreen")
        assert aboard(tablet) == 5
        await main(person, "BoardScreen")
        await leave(person)
    assert all(line.holds for line in tablet.vault.account())
    assert city.carry(tablet).acknowledged == 5
    (contest,) = city.count("nom").contests
    assert sum(ballot.blank for ballot in contest.ballots) == 1
    first, second, *_ = contest.rules.projects
    score = {str(name): int(number) for name, number in contest.tally.score.items()}
    at_the_glass = next(p.id for p in contest.rules.projects if "Violettes" in p.title.within("fr"))
    expected = {first.id: 1, second.id: 2}
    expected[at_the_glass] = expected.get(at_the_glass, 0) + 1
    assert {name: number for name, number in score.items() if number} == expected
    city.close()


async def test_by_keys_a_line_is_read_at_once_and_nothing_of_it_stays(city: World) -> None:
    tablet = city.tablet()
    codes = [printed(code) for code in city.drawn["budget"]]
    async with person_at(tablet, LARGE) as person:
        await enter(person)
        await begin_batch(person, "Répartissez vos 7 points", "2", "CodeKeyScreen")
        await person.scan("0000-0000-0000-0000-0")
        await person.until_reads("This code is not known. Check it, or mark the paper as void.")
        await person.scan(codes[0])
        await person.until_on("BallotKeyScreen")
        await person.pilot.press(*"3=2 3=2")
        await person.until(lambda: reading(person).startswith("▲"), "what is wrong")
        assert "3=2" in reading(person)
        for _ in "3=2":
            await person.pilot.press("backspace")
        await person.pilot.press(*"12")
        title = "La baignade surveillée du lac"
        await person.until(lambda: title in reading(person), "the reading")
        assert person.tr("Keep →") in person.sees()
        left = person.app.tr.plural("{n} point left", "{n} points left", 4)
        assert left in reading(person)
        await person.pilot.press("enter")
        await person.until_on("CodeKeyScreen")
        await until_paper(person, 2, 2)
        await person.pilot.pause()
        gc.collect()
        assert not traces((person.app,), ("3=2 12", title + "\u2003")), "what was keyed is gone"
        assert title not in person.sees()
        await person.scan(codes[0])
        await person.until_reads("This code has been used here. The paper is void.")
        await person.press("Void")
        await person.until_on("VoidScreen")
        await person.choose(person.tr("No code, a wrong one or a used one"))
        await person.until_on("BatchScreen")
        await person.press("Back")
        await person.until_on("PapersScreen")
        await back_to_board(person)
        await choose_act(person, Act.CLOSE, "CloseScreen")
        await person.touch(person.app.screen.query_one("#main", Action))
        await person.until_reads("Paper is keyed in and not accepted yet. Finish the batch, or abandon it.")
        assert tablet.vault.undelivered() == 0
    city.close()


async def test_who_types_on_without_looking_keys_one_paper_after_another(city: World) -> None:
    tablet = city.tablet()
    async with person_at(tablet, LARGE) as person:
        await enter(person)
        await begin_batch(person, "Classez vos priorités", "3", "BallotKeyScreen")
        await person.pilot.press(*"1 2", "enter", *"3", "enter", *"4 1 2", "enter")
        await person.until_on("BatchScreen")
        await second_person(person, "3", ADMINISTRATOR_PIN)
        await person.until_on("AcceptedScreen")
    assert city.carry(tablet).acknowledged == 3
    (contest,) = city.count("priorites").contests
    names = [project.id for project in contest.rules.projects]
    keyed = {tuple(names.index(choice) + 1 for choice in ballot.choices) for ballot in contest.ballots}
    assert keyed == {(1, 2), (3,), (4, 1, 2)}
    city.close()


async def answer(person: Person, line: str, question: str) -> None:
    """Type an answer on the glass; the next question follows."""
    if line:
        await person.type_on_glass(line)
    await person.press("Continue →")
    await person.until(lambda: person.reads(question) and person.typed == "", question)


async def test_a_paper_form_is_keyed_question_by_question(city: World) -> None:
    tablet = city.tablet()
    async with person_at(tablet, TINY) as person:
        await enter(person)
        await begin_batch(person, "Répondez à l’enquête", "1", "FormKeyScreen")
        await person.type_on_glass("9")
        await person.press("Continue →")
        await person.until_reads("There is no answer of that number.")
        await person.pilot.press("backspace")
        await answer(person, "2", "Qu’est-ce qui la salit")
        await answer(person, "1 3", "Le jour")
        await answer(person, "1", "Le soir")
        await answer(person, "", "La nuit")
        await answer(person, "3", "À combien de pas")
        await answer(person, "120", "Rangez ces actions")
        await answer(person, "4 3 2 1", "Un endroit à nettoyer")
        assert person.can_touch(person.app.screen.query_one("NumbersField, TextField"))
        await answer(person, "rue des arts", "Avez-vous une idée")
        await answer(person, "", "Aideriez-vous")
        await person.type_on_glass("2")
        await person.press("Continue →")
        await person.until_on("BatchScreen")
        await main(person, "AcceptedScreen")
    assert city.carry(tablet).acknowledged == 1
    (read,) = contributions(city.hub, "calme")
    assert isinstance(read, Read)
    assert isinstance(read.content, SurveyContent)
    assert read.content.channel == "paper"
    answers = read.content.answers
    assert answers["proprete"] == ("parfois",)
    assert answers["salete"] == ("encombrants", "chiens")
    assert answers["distance"] == ("120",)
    assert answers["ou"] == ("rue des arts",)
    assert "idee" not in answers
    city.close()


async def test_blank_paper_goes_onto_a_stick(city: World, tmp_path: Path) -> None:
    tablet: Tablet = city.tablet()
    stick = tmp_path / "STICK"
    stick.mkdir()
    async with person_at(tablet, TINY) as person:
        person.app.staff.around = surroundings(city, tablet, stick)
        await enter(person)
        await choose_act(person, Act.PRINT_PAPER, "BlankScreen")
        await person.choose("Choisissez 1 à 3 projets de votre quartier")
        await person.until_on("BlankStickScreen")
        await person.choose("STICK")
        await person.until_on("StickDoneScreen")
        assert person.reads(person.tr("The blank paper is on the stick."))
    papers = sorted((stick / "kiosk-paper").iterdir())
    assert len(papers) == 8
    assert all(paper.read_bytes().startswith(b"%PDF") for paper in papers)
    city.close()


async def test_what_a_slip_declares_is_keyed_before_its_ballot(city: World) -> None:
    tablet = city.tablet()
    async with person_at(tablet, TINY) as person:
        await enter(person)
        await choose_act(person, Act.KEY_PAPER, "PapersScreen")
        await person.choose("Choisissez 1 à 3 projets de votre quartier")
        await person.until_on("ContestScreen")
        await person.choose("Canal et Ponts")
        await person.until_on("FigureScreen")
        await person.scan("2")
        for number in (1, 2):
            await person.until_on("DeclaredKeyScreen")
            await until_paper(person, number, 2)
            for typed, following in (("Ada", "last name"), ("Lovelace", "date of birth"), ("10121975", "")):
                await person.pilot.press(*typed, "enter")
                if following:
                    await person.until_reads(following)
            if number == 1:
                await person.until_on("BallotKeyScreen")
                await person.scan("1 2")
        await person.until_reads("This person has taken part here. The paper is void.")
        await person.press("Void")
        await person.until_on("VoidScreen")
        await person.choose(person.tr("No code, a wrong one or a used one"))
        await person.until_on("BatchScreen")
        await person.choose(person.tr("Take a paper out"))
        await person.until_on("FigureScreen")
        await person.scan("2")
        await person.until_on("BatchScreen")
        await person.choose(person.tr("Correct the number of papers"))
        await person.until_on("FigureScreen")
        await person.scan("1")
        await person.until_on("BatchScreen")
        await second_person(person, "1", ADMINISTRATOR_PIN)
        await person.until_on("AcceptedScreen")
    assert aboard(tablet) == 1
    kept = [name for _, name, _ in tablet.vault.events() if name.startswith("paper_")]
    assert kept == ["paper_begun", "paper_withdrawn", "paper_corrected", "paper_accepted"]
    city.close()
