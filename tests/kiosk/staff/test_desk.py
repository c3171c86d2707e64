"""The life of a tablet at the desk: opening, pausing, closing, opening again."""

from __future__ import annotations

import pytest

from kiosk.accounts import FREE_TRIES, LOCKED_AFTER, hashed_pin
from kiosk.catalogue.model import Role
from kiosk.errors import ClaimError, StaffError, VaultError
from kiosk.ids import Mode
from kiosk.staff.desk import StaffDesk, set_first_pin
from kiosk.tablet import Status, Tablet
from tests.kiosk.residents import choose, declared
from tests.kiosk.staff.test_acts import desk
from tests.world import World


def status_of(tablet: Tablet) -> Status:
    return tablet.status


def test_a_day_from_opening_to_closing(world: World) -> None:
    tablet = world.tablet(opened=False)
    someone = desk(tablet, Role.FACILITATOR)
    period = someone.open()
    assert status_of(tablet) is Status.OPEN
    assert period.visits == 0
    someone.pause()
    assert status_of(tablet) is Status.PAUSED
    someone.resume()
    someone.close()
    assert status_of(tablet) is Status.CLOSED
    assert [name for _, name, _ in tablet.vault.events()][-4:] == ["open", "pause", "open", "close"]


def test_a_period_begins_where_the_counters_stand(world: World) -> None:
    tablet = world.tablet(opened=False)
    someone = desk(tablet, Role.STAFF)
    someone.open()
    visit = declared(tablet)
    choose(visit, *(option.id for option in visit.options[:1]))
    visit.review()
    visit.cast()
    visit.end()
    someone.close()
    world.clock.pass_by(days=1)
    period = someone.open()
    assert sum(period.cast.values()) == 1
    assert someone.period == period, "it is kept"


def test_on_the_day_of_its_closing_a_tablet_is_opened_by_an_administrator_who_says_why(world: World) -> None:
    tablet = world.tablet(opened=False)
    desk(tablet, Role.STAFF).open()
    desk(tablet, Role.STAFF).close()
    with pytest.raises(StaffError, match="closed_today"):
        desk(tablet, Role.STAFF).open()
    with pytest.raises(StaffError, match="not_your_role"):
        desk(tablet, Role.STAFF).reopen("Une personne attend")
    with pytest.raises(StaffError, match="reason_needed"):
        desk(tablet, Role.ADMINISTRATOR).reopen("")
    desk(tablet, Role.ADMINISTRATOR).reopen("Une personne attend")
    assert status_of(tablet) is Status.OPEN
    assert any("Une personne attend" in detail for _, _, detail in tablet.vault.events())


def test_closing_while_an_official_vote_is_open_asks_why(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = world.tablet(opened=False)
    someone = desk(tablet, Role.FACILITATOR)
    someone.open()
    assert not someone.closes_early, "a rehearsal closes when it likes"
    official = tablet.pairing.__class__(
        tablet.pairing.tablet, Mode.OFFICIAL, tablet.pairing.hub_key, tablet.pairing.hub_address
    )
    monkeypatch.setattr(tablet, "pairing", official)
    with pytest.raises(StaffError, match="reason_needed"):
        someone.close()
    assert status_of(tablet) is Status.OPEN
    someone.close("Orage")
    assert any("Orage" in detail for _, _, detail in tablet.vault.events())


def test_wrong_pins_wait_then_lock_and_a_restart_forgets_neither(world: World) -> None:
    tablet = world.tablet()
    set_first_pin(tablet, hashed_pin("975310"))
    for number in range(LOCKED_AFTER):
        if number >= FREE_TRIES:
            with pytest.raises(ClaimError, match="pin_wait"):
                StaffDesk.enter(tablet, "2468")
            world.clock.pass_by(hours=1)
        with pytest.raises(ClaimError, match="pin_wrong"):
            StaffDesk.enter(tablet, "0000")
    world.clock.pass_by(hours=1)
    with pytest.raises(ClaimError, match="pin_locked"):
        StaffDesk.enter(tablet, "2468")
    assert StaffDesk.enter(tablet, "975310").account.role is Role.ADMINISTRATOR
    assert StaffDesk.enter(tablet, "2468").account.role is Role.FACILITATOR, "an administrator unlocks"


def test_the_pin_of_the_pairing_is_set_once(world: World) -> None:
    tablet = world.tablet()
    set_first_pin(tablet, hashed_pin("975310"))
    with pytest.raises(VaultError):
        set_first_pin(tablet, hashed_pin("111111"))
