"""Attending: the right is checked by somebody, whom the register knows; who is turned away is a number."""

from __future__ import annotations

import pytest

from kiosk.accounts import hashed_pin
from kiosk.catalogue.model import Role
from kiosk.errors import StaffError
from kiosk.staff.attending import Attending
from kiosk.staff.desk import StaffDesk
from kiosk.staff.report import shift_report, shift_table
from kiosk.staff.sheets import closing_sheet
from kiosk.staff.shifts import Shifts
from kiosk.staff.turned_away import TurnedAway, counter_of
from kiosk.tablet import Tablet
from kiosk.visit_map import State
from tests.kiosk.residents import choose
from tests.kiosk.staff.test_report import EN
from tests.kiosk.staff.test_sheets import said
from tests.world import World

VOTE = "parc-vote"


def at_desk(tablet: Tablet) -> StaffDesk:
    index = tablet.index
    account = index.account("animateur") if index else None
    assert account is not None
    return StaffDesk(tablet, account)


def test_the_visit_begins_at_the_ballot_with_its_right_proven_and_counts(world: World) -> None:
    tablet = world.tablet()
    visit = Attending(at_desk(tablet)).begin(VOTE, "oc")
    assert (visit.state, visit.language) == (State.BALLOT, "oc")
    choose(visit, visit.options[0].id)
    visit.review()
    visit.cast()
    visit.end()
    world.carry(tablet)
    result = world.count(VOTE)
    assert (result.ballots, result.set_aside) == (1, ())


def test_a_visit_that_is_left_has_left_nothing(world: World) -> None:
    tablet = world.tablet()
    visit = Attending(at_desk(tablet)).begin(VOTE, "fr")
    choose(visit, visit.options[0].id)
    visit.end()
    assert tablet.vault.undelivered_ids() == []
    assert visit.claim is None
    assert tablet.vault.counter("abandoned") == 1


def test_going_back_asks_for_the_staff_again(world: World) -> None:
    visit = Attending(at_desk(world.tablet())).begin(VOTE, "fr")
    visit.back()
    assert visit.state is State.CLAIM
    assert visit.claim is None


def test_the_event_names_neither_the_vote_nor_how_it_ended(world: World) -> None:
    tablet = world.tablet()
    visit = Attending(at_desk(tablet)).begin(VOTE, "fr")
    before = len(tablet.vault.events())
    choose(visit, visit.options[0].id)
    visit.review()
    visit.cast()
    visit.end()
    assert len(tablet.vault.events()) == before
    assert tablet.vault.events()[-1][1:] == ("visit_attended", "animateur, facilitator")


def test_the_tablets_own_administrator_opens_no_vote_because_the_register_would_not_count_it(
    world: World,
) -> None:
    tablet = world.tablet()
    tablet.vault.remember(administrator_pin=hashed_pin("975310"))
    attending = Attending(StaffDesk.enter(tablet, "975310"))
    assert attending.votes()
    with pytest.raises(StaffError, match="not_in_catalogue"):
        attending.begin(VOTE, "fr")


def test_what_is_not_attended_or_not_open_is_refused(world: World) -> None:
    tablet = world.tablet()
    attending = Attending(at_desk(tablet))
    assert [vote.activity.id for vote in attending.votes()] == [VOTE]
    for activity in ("budget", "nom", "nothing"):
        with pytest.raises(StaffError, match="unknown_activity"):
            attending.begin(activity, "fr")
    world.clock.pass_by(days=45)
    assert attending.votes() == ()
    assert tablet.vault.counter("visits") == 0


def test_a_clock_that_is_behind_opens_no_visit(world: World) -> None:
    tablet = world.tablet()
    world.clock.pass_by(hours=-5)
    with pytest.raises(StaffError, match="clock_behind"):
        Attending(at_desk(tablet)).begin(VOTE, "fr")


def test_who_is_turned_away_is_a_number_by_reason_on_sheet_and_report(world: World) -> None:
    tablet = world.tablet(opened=False)
    someone = at_desk(tablet)
    tablet.vault.count_up(counter_of(TurnedAway.NO_PROOF))
    someone.open()
    shifts = Shifts(someone)
    shifts.begin("labo", "Marché")
    attending = Attending(someone)
    attending.turn_away("too_young")
    attending.turn_away("too_young")
    attending.turn_away("took_part")
    with pytest.raises(StaffError, match="unknown_reason"):
        attending.turn_away("his name is Jean")
    assert shifts.all()[-1].brought.turned_away == {TurnedAway.TOO_YOUNG: 2, TurnedAway.TOOK_PART: 1}
    assert tablet.vault.events()[-1][1:] == ("visit_turned_away", "animateur, facilitator")
    sheet = said(closing_sheet(someone, EN))
    report = shift_report(someone, EN)
    assert report is not None
    for text in (sheet, said(report)):
        assert "Turned away before a vote" in text
        assert "Too young" in text
        assert "Nothing that proves it" not in text, "that was before the opening"
    assert "Turned away before a vote;Too young;2" in shift_table(someone, EN).decode()


def test_a_shift_and_a_period_from_before_these_counters_are_still_read(world: World) -> None:
    tablet = world.tablet(opened=False)
    someone = at_desk(tablet)
    someone.open()
    kept = tablet.vault.fact("period") or ""
    tablet.vault.remember(period=kept.replace(', "turned_away": {}', ""))
    assert someone.period is not None
    assert someone.period.turned_away == {}


@pytest.mark.parametrize("role", Role)
def test_every_role_may_attend_but_only_while_it_is_open(role: Role, world: World) -> None:
    tablet = world.tablet()
    someone = at_desk(tablet)
    someone.account = someone.account.model_copy(update={"role": role})
    tablet.change_status("pause", "test")
    with pytest.raises(StaffError, match="not_in_this_state"):
        Attending(someone).begin(VOTE, "fr")
    with pytest.raises(StaffError, match="not_in_this_state"):
        Attending(someone).turn_away("other")
