"""What the board says: what waits and since when at most, and when a tablet may go dark."""

from __future__ import annotations

from pathlib import Path

from kiosk.accounts import seconds_shut
from kiosk.carrying import Way, note_failure, note_waiting
from kiosk.catalogue.model import Role
from kiosk.errors import HubUnreachable
from kiosk.staff.board import Power, SyncResult, board_of, power_of
from kiosk.tablet import NotAccepting, Tablet
from tests.kiosk.residents import choose, declared
from tests.kiosk.staff.test_acts import desk
from tests.world import World


def cast_one(tablet: Tablet, first_name: str = "Ada") -> None:
    visit = declared(tablet, person=(first_name, "Faure", "07031948"))
    choose(visit, *(option.id for option in visit.options[:1]))
    visit.review()
    visit.cast()
    visit.end()


def test_a_tablet_may_go_dark_once_all_is_carried_and_nobody_is_expected(world: World) -> None:
    tablet = world.tablet(opened=False)
    assert board_of(tablet).may_switch_off
    someone = desk(tablet, Role.FACILITATOR)
    someone.open()
    assert not board_of(tablet).may_switch_off, "somebody may come"
    cast_one(tablet)
    someone.close()
    assert not board_of(tablet).all_carried
    world.carry(tablet)
    assert board_of(tablet).may_switch_off


def test_what_is_on_a_stick_is_not_yet_carried(world: World, tmp_path: Path) -> None:
    tablet = world.tablet()
    cast_one(tablet)
    tablet.vault.mark_carried(tablet.vault.undelivered_ids())
    tablet.change_status("close", "test")
    board = board_of(tablet)
    assert board.undelivered == 1
    assert not board.may_switch_off


def test_an_account_that_does_not_add_up_never_lets_a_tablet_go_dark(world: World) -> None:
    tablet = world.tablet()
    cast_one(tablet)
    world.carry(tablet)
    tablet.change_status("close", "test")
    assert board_of(tablet).may_switch_off
    with tablet.vault.transaction() as connection:
        connection.exec_driver_sql("UPDATE counter SET value = value + 1 WHERE name = 'cast'")
    assert not board_of(tablet).holds
    assert not board_of(tablet).may_switch_off


def test_the_board_says_how_carrying_went_and_since_which_day_something_waits(world: World) -> None:
    tablet = world.tablet(opened=False)
    desk(tablet, Role.STAFF).open()
    assert board_of(tablet).sync is None
    world.carry(tablet)
    cast_one(tablet)
    note_waiting(tablet)
    first = world.clock.now.astimezone().date()
    world.clock.pass_by(days=1)
    note_failure(tablet, Way.NETWORK, HubUnreachable("No answer."))
    board = board_of(tablet)
    assert board.waiting_since == first
    assert board.sync is not None
    assert (board.sync.at, board.sync.result) == (world.clock.now, SyncResult.UNREACHABLE)
    world.carry(tablet)
    board = board_of(tablet)
    assert board.waiting_since is None
    assert board.sync is not None
    assert board.sync.result is SyncResult.DONE


def test_a_board_says_why_nobody_can_take_part(world: World) -> None:
    tablet = world.tablet()
    world.clock.pass_by(days=400)
    assert board_of(tablet).not_accepting is NotAccepting.CATALOGUE_EXPIRED


def test_the_battery_is_read_where_there_is_one(tmp_path: Path) -> None:
    assert power_of(tmp_path) is None
    battery = tmp_path / "BAT0"
    battery.mkdir()
    (battery / "capacity").write_text("57\n")
    (battery / "status").write_text("Discharging\n")
    assert power_of(tmp_path) == Power(57, False)
    (battery / "status").write_text("Charging\n")
    assert power_of(tmp_path) == Power(57, True)
    (battery / "capacity").write_text("no idea\n")
    assert power_of(tmp_path) is None


def test_how_long_the_gate_is_shut_is_known(world: World) -> None:
    tablet = world.tablet()
    assert seconds_shut(tablet.vault, world.clock()) == 0
    tablet.vault.remember(pin_shut_until="2027-03-10T12:00:29.500000+00:00")
    assert seconds_shut(tablet.vault, world.clock()) == 30
    world.clock.pass_by(minutes=1)
    assert seconds_shut(tablet.vault, world.clock()) == 0
