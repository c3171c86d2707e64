"""Rapid mode: every visit begins at one activity, until somebody, a closing or the activity's end says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.catalogue.model import Role
from kiosk.errors import StaffError
from kiosk.ids import DepositKind
from kiosk.staff.rapid import Rapid, RapidMode, rapid_of
from kiosk.tablet import Status, Tablet
from kiosk.vault.store import Vault
from kiosk.visit import Visit
from kiosk.visit_map import State
from tests.kiosk.staff.test_acts import at_status, desk
from tests.sync import contributing as act
from tests.world import World


@pytest.fixture
def tablet(world: World) -> Tablet:
    """An open tablet."""
    return world.tablet()


@pytest.fixture
def mode(tablet: Tablet) -> RapidMode:
    """The mode, for a facilitator."""
    return RapidMode(desk(tablet, Role.FACILITATOR))


def rapid_visit(tablet: Tablet, rapid: Rapid) -> Visit:
    visit = Visit(tablet, "fr")
    visit.begin_at(rapid.located.activity.id, rapid.language)
    return visit


def test_every_visit_begins_there_and_back_leads_to_everything_else(tablet: Tablet, mode: RapidMode) -> None:
    mode.begin("nuit-debat", "es")
    for _ in range(2):
        rapid = rapid_of(tablet)
        assert rapid is not None
        visit = rapid_visit(tablet, rapid)
        assert (visit.state, visit.language) == (State.PROPOSALS, "es")
        visit.back()
        assert visit.state is State.HOME
        visit.end()


def test_it_survives_a_restart(world: World, tablet: Tablet, mode: RapidMode) -> None:
    mode.begin("nom", "oc")
    tablet.close_files()
    again = Tablet(tablet.folder, world.clock)
    rapid = rapid_of(again)
    assert rapid is not None
    assert (rapid.located.activity.id, rapid.language) == ("nom", "oc")
    again.close_files()
    tablet.vault = Vault(tablet.folder / "vault.db")


def test_it_ends_when_it_is_turned_off(tablet: Tablet, mode: RapidMode) -> None:
    mode.begin("nom", "fr")
    mode.end()
    assert mode.on is None
    events = [(name, detail) for _, name, detail in tablet.vault.events()][-2:]
    assert events == [
        ("rapid_began", "a-facilitator, facilitator: nom, fr"),
        ("rapid_ended", "a-facilitator, facilitator"),
    ]


def test_it_ends_with_the_closing_by_whatever_way_and_a_reopening_does_not_bring_it_back(
    tablet: Tablet, mode: RapidMode
) -> None:
    mode.begin("nom", "fr")
    tablet.change_status("pause", "test")
    assert mode.on is not None, "a pause is no end"
    tablet.change_status("close", "command line")
    assert mode.on is None
    tablet.change_status("reopen", "test")
    assert mode.on is None


def test_it_ends_when_its_activity_closes(world: World, tablet: Tablet, mode: RapidMode) -> None:
    rapid = mode.begin("nuit-debat", "fr")
    world.clock.now = rapid.located.closes - timedelta(seconds=1)
    assert mode.on is not None
    world.clock.pass_by(seconds=1)
    assert mode.on is None


@pytest.mark.parametrize(
    ("activity", "language", "reason"),
    [("nowhere", "fr", "activity_not_open"), ("nom", "tlh", "unknown_language")],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    mode: RapidMode, activity: str, language: str, reason: str
) -> None:
    before = mode.begin("nuit-debat", "es")
    with pytest.raises(StaffError, match=reason):
        mode.begin(activity, language)
    assert mode.on == before


def test_what_is_only_read_or_not_open_is_no_choice(world: World, mode: RapidMode) -> None:
    now = world.clock()
    choices = mode.choices()
    assert choices
    assert all(one.phases and one.openness(now) == "open" for one in choices)
    world.clock.pass_by(days=3650)
    assert mode.choices() == ()


def test_only_on_an_open_tablet(tablet: Tablet, mode: RapidMode) -> None:
    at_status(tablet, Status.PAUSED)
    for attempt in (lambda: mode.begin("nom", "fr"), mode.end):
        with pytest.raises(StaffError, match="not_in_this_state"):
            attempt()


def test_a_damaged_fact_leaves_visits_as_ever(tablet: Tablet) -> None:
    for kept in ("{", "[]", '{"activity": 1}', '{"activity": "nom", "language": "fr", "until": "soon"}'):
        tablet.vault.remember(rapid=kept)
        assert rapid_of(tablet) is None


def test_what_is_left_in_it_is_a_contribution_as_any_other(tablet: Tablet, mode: RapidMode) -> None:
    visit = rapid_visit(tablet, mode.begin("nuit-debat", "es"))
    act.written(visit, DepositKind.COMMENT, {"body": "Vuelvo a pie"})
    assert tablet.vault.undelivered() == 1
