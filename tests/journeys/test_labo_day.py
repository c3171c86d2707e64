"""A labo in the street, by clicks: two consultations, words for somebody, hands, paper, a stick, a report."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from kiosk.contributions.content import CommentContent, ProposalContent, TallyContent
from kiosk.contributions.tally import TALLIES
from kiosk.staff.acts import Act
from kiosk.staff.shift import Count, ShiftKind
from kiosk.staff.words import COUNTS, SHIFTS
from screens.widgets.action import Action
from sync.demo import ADMINISTRATOR_PIN
from sync.hub.contributions import Read, contributions
from sync.usb import take_parcels
from tests.journeys.contributing import NIGHT, begin_writing, fill, open_consultation, send, type_keys
from tests.journeys.kiosk_app import LARGE, Person, aboard, person_at
from tests.journeys.staff_ways import (
    back_to_board,
    choose_act,
    enter,
    leave,
    main,
    safe_to_switch_off,
    surroundings,
    vote,
)
from tests.journeys.test_paper import begin_batch, second_person, until_paper
from tests.journeys.test_permanence_day import counter, read_sheet
from tests.journeys.test_staff_voices import TITLE, count_hands, write_proposal
from tests.world import World


async def test_a_labo_in_the_street_with_all_that_it_brings(world: World, tmp_path: Path) -> None:
    tablet, stick = world.tablet(opened=False), tmp_path / "STICK"
    stick.mkdir()
    async with person_at(tablet, LARGE) as person:
        person.app.staff.around = surroundings(world, tablet, stick)
        await begin_the_labo(person)
        await vote(person, world)
        await take_part_in_the_debate(person)
        await enter(person)
        await write_for_somebody(person)
        await count_a_room(person)
        await key_three_papers(person)
        await count_people(person)
        await close_and_carry_by_stick(person, world, stick)
    assert aboard(tablet) == 0
    assert all(line.holds for line in tablet.vault.account())
    what_arrived(world)
    what_the_report_says(person, stick)


async def begin_the_labo(person: Person) -> None:
    tr = person.app.tr
    await enter(person)
    await main(person, "OpenScreen")
    await main(person, "ZeroSheetScreen")
    await main(person, "BeginShiftScreen")
    await person.choose(tr(SHIFTS[ShiftKind.PERMANENCE]))
    await person.until_on("ChoiceScreen")
    await person.choose(tr(SHIFTS[ShiftKind.LABO]))
    await person.until_on("BeginShiftScreen")
    await main(person, "BoardScreen")
    await leave(person)


async def take_part_in_the_debate(person: Person) -> None:
    """A second consultation than the vote's."""
    await person.begin()
    await open_consultation(person, NIGHT)
    await begin_writing(person, "Answer →")
    await fill(person, {"body": "Je rentre à pied."})
    await send(person)
    await person.finish()


async def write_for_somebody(person: Person) -> None:
    await choose_act(person, Act.DICTATE, "DictateScreen")
    await main(person, "HomeScreen")
    await write_proposal(person)
    await main(person, "DictateScreen")
    await back_to_board(person)


async def count_a_room(person: Person) -> None:
    await choose_act(person, Act.TALLY, "TallyScreen")
    await person.choose(person.tr("Another question"))
    await person.until_on("QuestionScreen")
    await type_keys(person, "Un banc ici ?")
    await main(person, "AnswersScreen")
    await person.choose(" · ".join(map(person.tr, ("Yes", "No", "No opinion"))))
    await person.until_on("PeopleScreen")
    await count_hands(person, "14", "9", "5", "0")
    await person.until_on("RemarksScreen")
    await main(person, "ReviewScreen")
    await main(person, "RecordedScreen")
    await person.press("Board")
    await person.until_on("BoardScreen")


async def key_three_papers(person: Person) -> None:
    await begin_batch(person, "Choisissez un nom", "3", "BallotKeyScreen")
    for number, line in enumerate(("1", "1", "2"), 1):
        await until_paper(person, number, 3)
        await person.type_on_glass(line)
        await person.press("Keep →")
    await person.until_on("BatchScreen")
    await second_person(person, "3", ADMINISTRATOR_PIN)
    await person.until_on("AcceptedScreen")
    await main(person, "BoardScreen")


async def count_people(person: Person) -> None:
    await person.press("Labo")
    await person.until_on("CountersScreen")
    row = await counter(person, person.tr(COUNTS[Count.MET]))
    for _ in range(3):
        await person.touch(row.query_one(".more", Action))
    await person.press("Board")
    await person.until_on("BoardScreen")


async def close_and_carry_by_stick(person: Person, world: World, stick: Path) -> None:
    tr = person.app.tr
    await choose_act(person, Act.CLOSE, "CloseScreen")
    await main(person, "ClosedScreen")
    closing = await read_sheet(person)
    assert f"{tr('deposits since opening')} 7" in closing
    equation = tr(
        "The figures agree: {cast} cast = {aboard} aboard + {carried} carried + {received} received "
        "+ {refused} set aside.",
        cast=7,
        aboard=7,
        carried=0,
        received=0,
        refused=0,
    )
    assert " ".join(equation.split()) in " ".join(closing.split())
    await person.press("Board")
    await person.until_on("BoardScreen")
    await on_the_stick(person, "Write to the stick")
    assert not safe_to_switch_off(person), "the hub has not answered"
    take_parcels(stick, lambda signed: world.intake.take(signed, by_network=False), None)
    await main(person, "BoardScreen")
    await on_the_stick(person, "Read the hub's answers")
    assert safe_to_switch_off(person)
    await main(person, "BoardScreen")
    await choose_act(person, Act.PRINT_SHEET, "SheetsScreen")
    await person.choose(tr("Report of the shift"))
    await person.until_on("ReportScreen")
    await main(person, "SaveScreen")
    await person.choose("STICK")
    await person.until_on("SavedScreen")


async def on_the_stick(person: Person, what: str) -> None:
    await choose_act(person, Act.USE_STICK, "StickScreen")
    await person.choose("STICK")
    await person.until_on("StickWorkScreen")
    await person.choose(person.tr(what))
    await person.until_on("StickDoneScreen")


def what_arrived(world: World) -> None:
    """Each thing where it belongs, and the votes of glass and paper in one count."""
    (proposal,) = contributions(world.hub, "canal-idees")
    assert isinstance(proposal, Read)
    assert isinstance(proposal.content, ProposalContent)
    assert (proposal.content.title, proposal.content.dictated) == (TITLE, True)
    (comment,) = contributions(world.hub, "nuit-debat")
    assert isinstance(comment, Read)
    assert isinstance(comment.content, CommentContent)
    assert (comment.content.body, comment.content.dictated) == ("Je rentre à pied.", False)
    (tally,) = contributions(world.hub, TALLIES)
    assert isinstance(tally, Read)
    assert isinstance(tally.content, TallyContent)
    assert [option.hands for option in tally.content.options] == [9, 5, 0]
    (contest,) = world.count("nom").contests
    assert len(contest.ballots) == 4
    assert sum(contest.tally.score.values()) == 4


def what_the_report_says(person: Person, stick: Path) -> None:
    table, pdf = sorted((stick / "kiosk" / "sheets").iterdir())
    found = {row[1]: row[2] for row in csv.reader(io.StringIO(table.read_text("utf-8-sig")), delimiter=";")}
    assert found[person.tr(COUNTS[Count.MET])] == "3"
    assert found[person.tr("Kind of shift")] == person.tr(SHIFTS[ShiftKind.LABO])
    assert pdf.read_bytes().startswith(b"%PDF")
