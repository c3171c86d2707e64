"""Carrying by itself: when the next attempt comes, and that a failure is no end."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from kiosk.carrying import carrying_of
from kiosk.settings import SyncSettings
from kiosk.tablet import Tablet
from sync.courier import Progress
from sync.hub.server import embedded
from sync.pacing import spread_seconds
from sync.schedule import CarrySchedule
from tests.sync.acts import cast, stored
from tests.world import World

SETTINGS = SyncSettings(interval_seconds=300, back_off_seconds_max=900, timeout_seconds=5)


def middle() -> float:
    """A draw that is neither early nor late."""
    return 0.5


def nowhere() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def tablet(world: World) -> Tablet:
    """A tablet with one ballot aboard and a hub that is down."""
    tablet = world.tablet()
    cast(tablet)
    tablet.pairing = replace(tablet.pairing, hub_address=nowhere())
    return tablet


def test_an_attempt_carries_erases_and_settles(world: World, tablet: Tablet) -> None:
    with embedded(world.hub) as address:
        tablet.pairing = replace(tablet.pairing, hub_address=address)
        assert CarrySchedule(tablet, SETTINGS, 0, draw=middle).attempt() == 300
    (line,) = tablet.vault.account()
    assert (line.acknowledged, line.erased) == (1, 1)
    assert tablet.vault.path.with_name("vault.db-wal").stat().st_size == 0


def test_failures_in_a_row_wait_longer_up_to_a_bound(tablet: Tablet) -> None:
    heard: list[str] = []
    schedule = CarrySchedule(tablet, SETTINGS, 7, draw=middle)
    waits = [schedule.attempt(heard.append) for _ in range(8)]
    assert all(1 <= wait <= min(900, 75 * 2**number) for number, wait in enumerate(waits))
    assert len(heard) == 8
    assert all("hub" in words for words in heard)
    assert len(tablet.vault.undelivered_ids()) == 1


def test_after_a_success_the_waiting_begins_anew(world: World, tablet: Tablet) -> None:
    schedule = CarrySchedule(tablet, SETTINGS, 7, draw=middle)
    for _ in range(6):
        schedule.attempt()
    down = tablet.pairing
    with embedded(world.hub) as address:
        tablet.pairing = replace(down, hub_address=address)
        assert schedule.attempt() == 300
    tablet.pairing = down
    assert schedule.attempt() <= 75


def test_a_refusal_is_logged_and_tried_again_at_the_usual_time(world: World, tablet: Tablet) -> None:
    world.hub.revoke(tablet.pairing.tablet)
    heard: list[str] = []
    with embedded(world.hub) as address:
        tablet.pairing = replace(tablet.pairing, hub_address=address)
        assert CarrySchedule(tablet, SETTINGS, 7, draw=middle).attempt(heard.append) == 300
    assert "revoked" in heard[0]
    assert "sync_refused" in [name for _, name, _ in tablet.vault.events()]


def test_a_schedule_says_when_it_tries_next_and_stops(tablet: Tablet) -> None:
    schedule = CarrySchedule(tablet, SETTINGS, 7, first_seconds=3600, draw=middle)
    assert schedule.next_attempt is None
    before = datetime.now(UTC)
    schedule.start()
    expected = before + timedelta(seconds=spread_seconds(tablet.pairing.tablet, 3600, middle))
    assert schedule.next_attempt is not None
    assert abs(schedule.next_attempt - expected) < timedelta(seconds=60)
    schedule.stop()
    assert schedule.next_attempt is None
    assert len(tablet.vault.undelivered_ids()) == 1


def test_at_closing_it_goes_soon(tablet: Tablet) -> None:
    schedule = CarrySchedule(tablet, SETTINGS, 7, first_seconds=360_000, draw=middle)
    schedule.start()
    schedule.soon()
    assert schedule.next_attempt is not None
    assert schedule.next_attempt - datetime.now(UTC) <= timedelta(seconds=8)
    schedule.stop()


def test_a_clock_that_is_set_back_does_not_put_off_the_next_attempt(tablet: Tablet) -> None:
    schedule = CarrySchedule(tablet, SETTINGS, 7, first_seconds=3600, draw=middle)
    schedule.start()
    wait = spread_seconds(tablet.pairing.tablet, 3600, middle)
    assert wait < schedule._overdue.interval <= wait + 60, "seconds are counted beside the hour"
    # To the scheduler, a clock that is set back by three days is an attempt that is three days away.
    schedule._scheduler.modify_job("carry", next_run_time=datetime.now(UTC) + timedelta(days=3))
    schedule._scheduler.pause()
    schedule._overdue.function()
    assert schedule.next_attempt is not None
    assert schedule.next_attempt - datetime.now(UTC) < timedelta(seconds=5)
    schedule._scheduler.remove_all_jobs()
    schedule.stop()


def test_on_battery_nothing_is_tried_unless_it_is_asked_for(world: World, tablet: Tablet) -> None:
    with embedded(world.hub) as address:
        tablet.pairing = replace(tablet.pairing, hub_address=address)
        schedule = CarrySchedule(tablet, SETTINGS, 7, on_mains=lambda: False, draw=middle)
        assert schedule.waits_for_power
        assert schedule.attempt() == 300
        assert len(tablet.vault.undelivered_ids()) == 1
        known = carrying_of(tablet)
        assert (known.last_success, known.fails) == (None, False), "waiting for power is no failure"
        assert known.waiting_since == world.clock.now.date(), "and what waits is noted"
        schedule.attempt(force=True)
        assert tablet.vault.undelivered_ids() == []


@pytest.mark.parametrize(("mains", "on_battery"), [(True, False), (None, False), (False, True)])
def test_on_mains_or_unknown_or_allowed_it_carries(
    world: World, tablet: Tablet, mains: bool | None, on_battery: bool
) -> None:
    settings = SETTINGS.model_copy(update={"on_battery": on_battery})
    with embedded(world.hub) as address:
        tablet.pairing = replace(tablet.pairing, hub_address=address)
        CarrySchedule(tablet, settings, 7, on_mains=lambda: mains, draw=middle).attempt()
    assert tablet.vault.undelivered_ids() == []


def test_by_hand_and_by_itself_take_turns(world: World, tablet: Tablet) -> None:
    with embedded(world.hub) as address:
        tablet.pairing = replace(tablet.pairing, hub_address=address)
        schedule = CarrySchedule(tablet, SETTINGS, 7, draw=middle)
        asked: list[bool] = []

        def report(_progress: Progress) -> None:
            asked.append(schedule.is_carrying)
            if len(asked) == 1:
                other = Thread(target=schedule.attempt)
                other.start()
                others.append(other)

        others: list[Thread] = []
        assert schedule.carry_now(report).acknowledged == 1
        others[0].join()
    assert set(asked) == {True}
    assert not schedule.is_carrying
    assert carrying_of(tablet).last_success is not None
    assert len(stored(world.hub)) == 1


def test_who_waits_for_their_turn_can_stop_waiting(world: World, tablet: Tablet) -> None:
    with embedded(world.hub) as address:
        tablet.pairing = replace(tablet.pairing, hub_address=address)
        schedule = CarrySchedule(tablet, SETTINGS, 7, draw=middle)
        outcomes: list[Progress] = []

        def report(_progress: Progress) -> None:
            if not outcomes:
                outcomes.append(schedule.carry_now(cancelled=lambda: True))

        assert schedule.carry_now(report).acknowledged == 1
    assert outcomes[0].stopped
    assert (outcomes[0].total, outcomes[0].sent) == (1, 0)


def test_a_full_disk_does_not_end_the_row_of_attempts(tablet: Tablet) -> None:
    schedule = CarrySchedule(tablet, SETTINGS, 7, first_seconds=3600, draw=middle)
    schedule.start()
    with tablet.vault.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    schedule._run(force=True)
    assert schedule.next_attempt is not None
    with tablet.vault.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
    schedule.stop()


def test_who_asks_while_one_is_under_way_is_not_forgotten(tablet: Tablet) -> None:
    schedule = CarrySchedule(tablet, SETTINGS, 7, first_seconds=3600, draw=middle)
    schedule.start()
    schedule._scheduler.pause()
    schedule._wanted.set()
    schedule._run(force=False)
    assert schedule.next_attempt is not None
    assert schedule.next_attempt - datetime.now(UTC) < timedelta(seconds=5)
    schedule.stop()
    schedule._run(force=True)
    assert schedule.next_attempt is None, "after the end nothing is set again"
