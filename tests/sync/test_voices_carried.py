"""What was dictated and hands that were raised, carried to a real hub and read there as what they are."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.catalogue.model import Role
from kiosk.cli.main import main
from kiosk.contributions.content import ProposalContent, TallyContent, TallyOption
from kiosk.contributions.sealing import sealed_contribution
from kiosk.contributions.tally import TALLIES
from kiosk.i18n import translator
from kiosk.ids import ActivityId, ConsultationId
from kiosk.staff.dictating import DictatedVisit
from kiosk.staff.tallies import Tallies
from kiosk.tablet import Tablet
from kiosk.vault.store import Deposit
from sync.hub.contributions import Read, Refused, contributions, numbers
from sync.usb import export_parcels, import_answers, take_parcels
from tests.kiosk.staff.test_acts import desk
from tests.sync import contributing as act
from tests.sync.acts import aside, cast, holds, parcel_of
from tests.sync.contributing import DAY
from tests.world import World


@pytest.fixture
def tablet(world: World, monkeypatch: pytest.MonkeyPatch) -> Tablet:
    """A tablet with one proposal of somebody's own, one dictated, and two tallies."""
    tablet = world.tablet()
    staff = desk(tablet, Role.FACILITATOR)
    act.propose(act.visitor(tablet))
    act.propose(DictatedVisit(staff, "fr", agreed=True), act.PROPOSAL | {"title": "=1+1 bancs dans la rue"})
    tallies = Tallies(staff)
    debate = next(one for one in tallies.questions() if one.located.activity.id == "nuit-debat")
    for draft, hands in (
        (tallies.on(debate, translator("fr")), ("6", "0", "3")),
        (tallies.on_typed("@SUM(A1) : un banc ?", ["Oui", "Non"], one_hand_each=False), ("9", "9")),
    ):
        draft.set_people("10")
        for place, number in enumerate(hands):
            draft.set_hands(place, number)
        tallies.record(draft, "fr")
    monkeypatch.chdir(world.folder)
    return tablet


def by_network(world: World, tablet: Tablet, _: Path) -> None:
    assert world.carry(tablet).acknowledged == 4


def by_stick(world: World, tablet: Tablet, folder: Path) -> None:
    stick = folder / "stick"
    stick.mkdir()
    assert export_parcels(tablet, stick).deposits == 4
    take_parcels(stick, lambda signed: world.intake.take(signed, by_network=False), None)
    assert import_answers(tablet, stick).acknowledged == 4


@pytest.mark.parametrize("way", [by_network, by_stick])
def test_what_arrives_says_what_it_is(
    world: World, tablet: Tablet, tmp_path: Path, way: object, capsys: pytest.CaptureFixture[str]
) -> None:
    way(world, tablet, tmp_path)  # type: ignore[operator]
    assert holds(tablet)
    assert numbers(world.hub) == {
        ("", "+tallies", "tally"): 1,
        ("canal-demain", "canal-idees", "proposal"): 2,
        ("nuit", "+tallies", "tally"): 1,
    }
    proposals = [one.content for one in contributions(world.hub, "canal-idees") if isinstance(one, Read)]
    assert sorted(one.dictated for one in proposals if isinstance(one, ProposalContent)) == [False, True]
    assert list(contributions(world.hub, "nuit-debat")) == [], "raised hands are no answers to the debate"

    assert main(["hub", "tallies", "--json", "--folder", "hub"]) == 0
    said = sorted(
        (json.loads(line) for line in capsys.readouterr().out.splitlines()), key=lambda one: one["activity"]
    )
    assert [one["counted"] for one in said] == ["hands_raised"] * 2
    assert [[option["hands"] for option in one["options"]] for one in said] == [[9, 9], [6, 0, 3]]
    assert [(one["activity"], one["people"], one["day"]) for one in said] == [
        ("", 10, DAY.isoformat()),
        ("nuit-debat", 10, DAY.isoformat()),
    ]


def test_spreadsheets_have_a_column_for_it_and_compute_nothing(
    world: World, tablet: Tablet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by_network(world, tablet, tmp_path)
    assert main(["hub", "contributions", "canal-idees", "--csv", "ideas.csv", "--folder", "hub"]) == 0
    rows = list(csv.DictReader(io.StringIO((world.folder / "ideas.csv").read_text("utf-8-sig"))))
    assert sorted((row["dictated"], row["title"][:3]) for row in rows) == [("", "Une"), ("yes", "'=1")]
    assert main(["hub", "tallies", "--csv", "hands.csv", "--folder", "hub"]) == 0
    hands = list(csv.DictReader(io.StringIO((world.folder / "hands.csv").read_text("utf-8-sig"))))
    assert {row["counted"] for row in hands} == {"hands_raised"}
    assert sorted((row["answer"], row["hands"]) for row in hands if row["question"].startswith("'@")) == [
        ("Non", "9"),
        ("Oui", "9"),
    ]
    capsys.readouterr()
    assert main(["hub", "tallies", "--folder", "hub"]) == 0
    assert "hands raised" in capsys.readouterr().out


def test_hands_on_a_vote_change_nothing_of_its_count(world: World) -> None:
    tablet = world.tablet()
    cast(tablet)
    tallies = Tallies(desk(tablet, Role.FACILITATOR))
    vote = next(one for one in tallies.questions() if one.located.activity.id == "nom")
    for _ in range(2):
        draft = tallies.on(vote, translator("fr"))
        draft.set_people("30")
        for place in range(len(draft.options)):
            draft.set_hands(place, "0" if place else "30")
        tallies.record(draft, "fr")
    world.carry(tablet)
    result = world.count("nom")
    assert (result.received, result.ballots) == (1, 1)
    assert len(list(contributions(world.hub, TALLIES))) == 2


def stray(world: World, consultation: str, activity: str, people: int = 5, asked: str = "") -> Deposit:
    index = world.hub.index(1)
    assert index is not None
    options = (TallyOption(title="Oui", hands=5), TallyOption(title="Non", hands=1))
    content = TallyContent(
        language="fr",
        on=DAY,
        question="Un banc ?",
        options=options,
        people=people,
        one_hand_each=True,
        activity=asked,
    )
    where = (ConsultationId(consultation), ActivityId(activity))
    return sealed_contribution(index, where, content, world.tablet(f"{consultation}{activity}x").random_bytes)


def test_what_no_tablet_would_send_is_refused(world: World) -> None:
    tablet = world.tablet()
    among_ballots = stray(world, "quartier", "quartier")
    of_nowhere = stray(world, "atlantis", TALLIES)
    too_many = stray(world, "", TALLIES)
    unasked = stray(world, "nuit", TALLIES, people=6, asked="nuit-debat")
    world.intake.take(parcel_of(tablet, [among_ballots, of_nowhere, too_many, unasked]))
    assert sorted(aside(world.hub)) == sorted(
        [(among_ballots.id, "unknown_activity"), (of_nowhere.id, "unknown_activity")]
    )
    refused = {one.id: one.reason for one in contributions(world.hub, TALLIES) if isinstance(one, Refused)}
    assert refused == {
        of_nowhere.id: "unknown_activity",
        too_many.id: "more_hands_than_people",
        unasked.id: "not_possible_here",
    }


def test_a_tally_that_comes_after_the_last_day_of_its_consultation_is_late(
    world: World, tablet: Tablet
) -> None:
    index = world.hub.index(1)
    assert index is not None
    world.clock.now = index.consultations[ConsultationId("nuit")].accept_until + timedelta(seconds=1)
    world.carry(tablet)
    assert [reason for _, reason in tablet.vault.refused()] == ["late"]
    assert [one.reason for one in contributions(world.hub, TALLIES) if isinstance(one, Refused)] == ["late"]
