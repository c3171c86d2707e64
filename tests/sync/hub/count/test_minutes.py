"""The minutes: their equation, their sameness, and the papers that go with them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.i18n import translator
from kiosk.ids import DepositId
from kiosk.pabulib.check import findings
from kiosk.pabulib.read import parse
from kiosk.pabulib.recount import recount
from kiosk.receipts import receipt_of
from kiosk.signed import verify
from kiosk.tablet import Tablet
from sync.hub.count.minutes import minutes
from sync.hub.count.open_data import pabulib_text
from sync.hub.count.papers import write_papers
from sync.hub.count.run import Result, count
from sync.parcel import pack
from tests.sync.acts import Choices, begin, cast, cast_by_code, cast_by_name, finish, parcel_of, stored
from tests.world import World


def content_of(world: World, result: Result) -> Any:
    """The minutes in English."""
    return minutes(world.hub, result, "en")


def test_the_minutes_account_for_a_lost_tablet(world: World) -> None:
    one, lost = world.tablet("one"), world.tablet("lost")
    for tablet, codes in ((one, world.drawn["budget"][:3]), (lost, world.drawn["budget"][3:8])):
        for code in codes:
            cast_by_code(tablet, code)
    world.carry(one)
    # The lost tablet was heard with five aboard, and handed over two of them.
    two_of_five = lost.vault.deliverable(2)
    world.intake.take(parcel_of(lost, two_of_five))
    world.hub.revoke(lost.pairing.tablet)
    content = content_of(world, world.count("budget"))
    assert content["equation"] == {
        "cast": 8,
        "counted": 5,
        "set_aside": 0,
        "missing": 3,
        "surplus": 0,
        "holds": True,
    }
    lines = {line["name"]: line for line in content["tablets"]}
    assert (lines["lost"]["cast"], lines["lost"]["received"], lines["lost"]["missing"]) == (5, 2, 3)
    assert lines["lost"]["revoked"]
    assert (lines["one"]["missing"], lines["one"]["revoked"]) == (0, False)


def test_what_a_revoked_tablet_brings_later_is_set_aside_and_not_missing(world: World) -> None:
    tablet = world.tablet()
    for code in world.drawn["budget"][:5]:
        cast_by_code(tablet, code)
    world.intake.take(parcel_of(tablet, tablet.vault.deliverable(2)))
    world.hub.revoke(tablet.pairing.tablet)
    world.intake.take(parcel_of(tablet, tablet.vault.deliverable(99)))
    content = content_of(world, world.count("budget"))
    assert content["equation"] == {
        "cast": 5,
        "counted": 2,
        "set_aside": 3,
        "missing": 0,
        "surplus": 0,
        "holds": True,
    }
    assert content["set_aside"] == [{"reason": "tablet_revoked", "number": 3}]


def test_the_codes_of_a_lost_tablet_stay_usable(world: World) -> None:
    lost, other = world.tablet("lost"), world.tablet("other")
    cast_by_code(lost, world.drawn["budget"][0])
    world.hub.revoke(lost.pairing.tablet)
    cast_by_code(other, world.drawn["budget"][0])
    world.carry(other)
    assert world.count("budget").ballots == 1


def test_ballots_of_another_vote_are_in_other_minutes(world: World) -> None:
    tablet = world.tablet()
    cast(tablet)
    cast_by_code(tablet, world.drawn["budget"][0])
    world.carry(tablet)
    assert content_of(world, world.count("nom"))["totals"]["cast"] == 1
    assert content_of(world, world.count("budget"))["totals"]["cast"] == 1


def test_the_minutes_are_the_same_whenever_they_are_made(world: World) -> None:
    tablet = world.tablet()
    for code in world.drawn["budget"]:
        cast_by_code(tablet, code)
    world.carry(tablet)
    first = content_of(world, world.count("budget"))
    world.clock.pass_by(days=5)
    assert content_of(world, count(world.hub, "budget", world.shares[:2], processes=1)) == first
    assert json.dumps(first) == json.dumps(
        content_of(world, count(world.hub, "budget", world.shares[:2], processes=1))
    )


def people_vote(world: World, activity: str) -> None:
    """Some votes of each method, a blank among them, and a double in the budget."""
    tablets = [world.tablet(name) for name in ("one", "two")]
    match activity:
        case "budget":
            spread: list[Choices] = [{}, {"1": 3, "2": 3, "3": 1}, {"2": 3}, {"12": 1, "2": 2}]
            for number, code in enumerate(world.drawn["budget"]):
                cast_by_code(tablets[number % 2], code, spread[number % 4])
            cast_by_code(tablets[1], world.drawn["budget"][0], {"5": 1})
        case "quartier":
            for number in range(8):
                quartier = ("rives", "canal")[number % 2]
                projects = [f"{quartier[0]}{1 + (number + step) % 4}" for step in range(number % 4)]
                name = "ABCDEFGH"[number]
                cast_by_name(tablets[number % 2], name, quartier, dict.fromkeys(projects, 1))
        case "parc-vote":
            for choices in ({"k1": 1}, {"k2": 1, "k3": 1}, {}):
                attended(tablets[0], choices)
        case _:
            chosen = {"nom": [{"a": 1}, {"b": 1}, {}], "priorites": [{"m3": 1, "m1": 1}, {"m2": 1}, {}]}
            for choices in chosen[activity]:
                cast(tablets[0], choices, activity)
    for tablet in tablets:
        world.carry(tablet)


def attended(tablet: Tablet, choices: Choices) -> None:
    """A facilitator opens the visit."""
    from sync.demo import PIN

    visit = begin(tablet, "parc-vote")
    visit.prove_by_attendance(PIN)
    finish(visit, choices)


VOTES = ["budget", "quartier", "nom", "parc-vote", "priorites"]


@pytest.mark.parametrize("activity", VOTES)
def test_counting_twice_writes_the_same_papers_byte_for_byte(
    world: World, tmp_path: Path, activity: str
) -> None:
    people_vote(world, activity)
    tr = translator("fr")
    papers = write_papers(world.hub, world.count(activity), tmp_path / "first", tr)
    world.clock.pass_by(days=1)
    again = count(world.hub, activity, world.shares[:2], processes=1)
    write_papers(world.hub, again, tmp_path / "second", tr)
    assert {"minutes.json", "minutes.signed", "minutes.pdf", "receipts.csv", "set-aside.csv"} <= set(papers)
    assert len([name for name in papers if name.endswith(".pb")]) == len(again.contests)
    for name in papers:
        first, second = (tmp_path / folder / name for folder in ("first", "second"))
        assert first.read_bytes() == second.read_bytes(), name
    assert sorted(path.name for path in (tmp_path / "first").iterdir()) == sorted(papers)


@pytest.mark.parametrize("activity", VOTES)
def test_the_open_data_is_well_formed_and_recounts_to_the_minutes(world: World, activity: str) -> None:
    people_vote(world, activity)
    result = world.count(activity)
    for contest in result.contests:
        text = pabulib_text(result, contest, "fr")
        if contest.tally.ballots > contest.tally.blank:
            assert findings(text) == []
        file = parse(text, "published.pb")
        again = recount(file, file.votes)
        assert again.voters == dict(contest.tally.voters)
        assert again.score == dict(contest.tally.score)
        assert len(file.votes) == contest.tally.ballots - contest.tally.blank
        assert {project.id for project in file.projects if project.selected} == set(
            contest.selection.selected
        )


def test_the_lists_name_every_receipt_once(world: World, tmp_path: Path) -> None:
    people_vote(world, "budget")
    shown = {str(receipt_of(DepositId(row[0]))) for row in stored(world.hub)}  # type: ignore[arg-type]
    result = world.count("budget")
    papers = write_papers(world.hub, result, tmp_path / "papers", translator("en"))
    with papers["receipts.csv"].open(encoding="utf-8", newline="") as file:
        counted = [row["receipt"] for row in csv.DictReader(file)]
    with papers["set-aside.csv"].open(encoding="utf-8", newline="") as file:
        put_aside = list(csv.DictReader(file))
    assert len(counted) == 8
    assert [row["reason"] for row in put_aside] == ["double"]
    assert {*counted, *(row["receipt"] for row in put_aside)} == shown


def test_the_signed_minutes_are_the_minutes(world: World, tmp_path: Path) -> None:
    people_vote(world, "nom")
    papers = write_papers(world.hub, world.count("nom"), tmp_path / "papers", translator("en"))
    signed = papers["minutes.signed"].read_bytes()
    content = papers["minutes.json"].read_bytes()
    assert verify(signed, "minutes", world.hub.signing_key.verify_key) == content
    assert json.loads(content)["format"] == "kiosk-minutes/1"


def test_no_paper_of_the_count_holds_an_order_or_a_time_of_arrival(world: World, tmp_path: Path) -> None:
    people_vote(world, "budget")
    result = world.count("budget")
    assert list(result.counted) == sorted(result.counted)
    assert list(result.set_aside) == sorted(result.set_aside)
    for contest in result.contests:
        order = [(ballot.choices, ballot.points) for ballot in contest.ballots]
        assert order == sorted(order)
    papers = write_papers(world.hub, result, tmp_path / "papers", translator("en"))
    assert b"2027-03-10T12" not in papers["minutes.json"].read_bytes()


def test_more_ballots_than_a_tablet_has_stated_are_an_alarm(world: World) -> None:
    """Whoever stuffs the box with a tablet's key has to say so in its statement, or is noticed."""
    tablet = world.tablet()
    statement = tablet.statement()
    for code in world.drawn["budget"][:3]:
        cast_by_code(tablet, code)
    signed = pack(tablet.vault.deliverable(99), statement, tablet.next_sequence(), tablet.signing_key)
    world.intake.take(signed)
    equation = content_of(world, world.count("budget"))["equation"]
    assert (equation["surplus"], equation["holds"]) == (3, False)
