"""Dictated visits: begun at the desk after a yes, for what may be dictated, and marked by nothing else."""

from __future__ import annotations

import pytest

from kiosk.catalogue.model import Role
from kiosk.contributions.content import CommentContent, ProposalContent, ReportContent, decode, encode
from kiosk.contributions.sealing import opened_contribution
from kiosk.errors import StaffError, VisitError
from kiosk.ids import DepositKind
from kiosk.staff.dictating import DictatedVisit
from kiosk.tablet import Status, Tablet
from kiosk.visit import Visit
from kiosk.visit_map import State
from tests.kiosk.staff.test_acts import at_status, desk
from tests.sync import contributing as act
from tests.world import World


@pytest.fixture
def tablet(world: World) -> Tablet:
    """An open tablet."""
    return world.tablet()


def dictated(tablet: Tablet, language: str = "fr") -> DictatedVisit:
    return DictatedVisit(desk(tablet, Role.FACILITATOR), language, agreed=True)


def left_behind(world: World, tablet: Tablet) -> list[object]:
    """Everything aboard, opened as the hub does."""
    key = world.hub.contributions_open_key()
    return [opened_contribution(one, world.mode, key) for one in tablet.vault.deliverable(99)]


def test_what_is_dictated_says_so_and_what_is_not_does_not(world: World, tablet: Tablet) -> None:
    act.propose(dictated(tablet))
    act.comment(dictated(tablet), "Il y a trop de bruit", "against")
    act.debate(dictated(tablet), "Je rentre à pied")
    act.report(dictated(tablet))
    contents = left_behind(world, tablet)
    assert len(contents) == 4
    assert all(
        isinstance(one, ProposalContent | CommentContent | ReportContent) and one.dictated for one in contents
    )
    other = world.tablet("other")
    act.propose(act.visitor(other))
    (own,) = left_behind(world, other)
    assert isinstance(own, ProposalContent)
    assert not own.dictated


def test_what_an_older_tablet_sealed_still_reads(world: World, tablet: Tablet) -> None:
    act.propose(act.visitor(tablet))
    (own,) = left_behind(world, tablet)
    assert isinstance(own, ProposalContent)
    assert b'"dictated":false' in encode(own)
    assert decode(encode(own).replace(b'"dictated":false,', b"")) == own


@pytest.mark.parametrize("activity", ["nom", "budget", "quartier", "parc-vote"])
def test_a_vote_cannot_be_dictated(tablet: Tablet, activity: str) -> None:
    visit = dictated(tablet)
    visit.choose_activity(activity)
    for attempt in (visit.take_part, visit.cast):
        with pytest.raises(VisitError) as refused:
            attempt()
        assert refused.value.reason == "not_dictated"
    assert (visit.state, visit.claim, visit.draft) == (State.ABOUT, None, None)
    assert tablet.vault.undelivered() == 0


def test_neither_can_a_survey_a_support_or_how_it_went(tablet: Tablet) -> None:
    visit = dictated(tablet)
    visit.choose_activity("calme")
    with pytest.raises(VisitError, match="not_dictated"):
        visit.begin(DepositKind.SURVEY_RESPONSE)
    visit.back()
    visit.choose_proposal("canal-idees", "p2")
    with pytest.raises(VisitError, match="not_dictated"):
        visit.begin(DepositKind.SUPPORT)
    visit.back()
    act.propose(visit)
    visit.finish()
    assert visit.state is State.ENDED, "neither satisfaction nor an address is asked for"


def test_nothing_begins_before_the_person_said_yes(tablet: Tablet) -> None:
    with pytest.raises(StaffError, match="not_agreed"):
        DictatedVisit(desk(tablet, Role.STAFF), "fr", agreed=False)
    assert "dictation_began" not in [name for _, name, _ in tablet.vault.events()]


@pytest.mark.parametrize("status", [Status.READY, Status.PAUSED, Status.CLOSED])
def test_nothing_is_dictated_on_a_tablet_that_is_not_open(tablet: Tablet, status: Status) -> None:
    someone = desk(at_status(tablet, status), Role.ADMINISTRATOR)
    with pytest.raises(StaffError, match="not_in_this_state"):
        DictatedVisit(someone, "fr", agreed=True)


def test_a_visit_of_ones_own_cannot_call_itself_dictated(tablet: Tablet) -> None:
    visit = Visit(tablet, "fr")
    assert not visit.dictated
    with pytest.raises(AttributeError):
        visit.dictated = True  # type: ignore[misc]


def test_the_reset_forgets_and_the_log_names_nobody(tablet: Tablet) -> None:
    visit = dictated(tablet, "es")
    assert (visit.state, visit.language) == (State.HOME, "es")
    act.propose(visit)
    visit.end()
    assert visit.kept == []
    (event,) = [detail for _, name, detail in tablet.vault.events() if name == "dictation_began"]
    assert event == "a-facilitator, facilitator"
