"""A clock that is set back or forward across a closing: the tablet closes, says so, and nothing is lost."""

from __future__ import annotations

import pytest

from kiosk.catalogue.model import Account, Role
from kiosk.errors import StaffError
from kiosk.staff.desk import StaffDesk
from kiosk.tablet import NotAccepting, Status, Tablet
from tests.sync.acts import cast, holds
from tests.world import World

BACK, FORWARD = -400, 3000
"""Days: a flat battery shows 1970 or the day it was made, a wrong finger shows another decade."""


def at_desk(tablet: Tablet, role: Role = Role.FACILITATOR) -> StaffDesk:
    return StaffDesk(tablet, Account(id="a", name="Ada", role=role, pin="-"))


@pytest.fixture
def tablet(world: World) -> Tablet:
    """A tablet opened at the desk, with three ballots aboard."""
    tablet = world.tablet(opened=False)
    at_desk(tablet).open()
    for _ in range(3):
        cast(tablet)
    return tablet


@pytest.mark.parametrize("days", [BACK, FORWARD])
def test_a_wrong_clock_keeps_nobody_from_closing_and_carrying(
    world: World, tablet: Tablet, days: int
) -> None:
    today = world.clock.now
    world.clock.pass_by(days=days)
    at_desk(tablet).close("La pluie")
    assert tablet.status is Status.CLOSED
    assert holds(tablet)
    world.clock.now = today
    assert not tablet.clock_is_behind(), "a wrong clock at the closing is not believed"
    assert world.carry(tablet).acknowledged == 3
    (line,) = tablet.vault.account()
    assert (line.cast, line.acknowledged) == (3, 3)


def test_a_closing_under_a_clock_that_was_set_back_is_of_today(world: World, tablet: Tablet) -> None:
    today = world.clock.now
    world.clock.pass_by(days=BACK)
    at_desk(tablet).close("La pluie")
    world.clock.now = today
    assert at_desk(tablet).closed_on == today.astimezone().date()
    with pytest.raises(StaffError, match="closed_today"):
        at_desk(tablet).open()


def test_with_a_clock_that_was_set_back_nobody_takes_part_and_nobody_opens(
    world: World, tablet: Tablet
) -> None:
    today = world.clock.now
    world.clock.pass_by(days=BACK)
    assert tablet.not_accepting() is NotAccepting.CLOCK_BEHIND
    at_desk(tablet).close("La pluie")
    with pytest.raises(StaffError, match="clock_behind"):
        at_desk(tablet, Role.ADMINISTRATOR).reopen("Une personne attend")
    assert tablet.status is Status.CLOSED
    world.clock.now = today
    at_desk(tablet, Role.ADMINISTRATOR).reopen("Une personne attend")
    cast(tablet)
    assert holds(tablet)


def test_a_clock_that_was_set_forward_at_an_opening_is_put_right_by_an_administrator(
    world: World, tablet: Tablet
) -> None:
    at_desk(tablet).close("Fin")
    today = world.clock.now
    world.clock.pass_by(days=20)
    at_desk(tablet).open()
    world.clock.now = today
    assert tablet.not_accepting() is NotAccepting.CLOCK_BEHIND
    with pytest.raises(StaffError, match="not_your_role"):
        at_desk(tablet).trust_clock("On a vu l'heure")
    at_desk(tablet, Role.ADMINISTRATOR).trust_clock("L'horloge avançait de 20 jours")
    assert tablet.not_accepting() is None
    cast(tablet)
    assert holds(tablet)
    assert world.carry(tablet).acknowledged == 4


def test_no_erasing_under_a_wrong_clock(world: World, tablet: Tablet) -> None:
    world.carry(tablet)
    at_desk(tablet).close("Fin")
    world.clock.pass_by(days=BACK)
    assert tablet.erase_old(0) == 0
    assert holds(tablet)
