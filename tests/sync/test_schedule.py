"""Carrying by itself: when the next attempt comes, and that a failure is no end."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.settings import SyncSettings
from kiosk.tablet import Tablet
from sync.hub.server import embedded
from sync.schedule import CarrySchedule
from tests.sync.acts import cast
from tests.world import World

SETTINGS = SyncSettings(interval_seconds=300, back_off_seconds_max=900, timeout_seconds=5)


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
        assert CarrySchedule(tablet, SETTINGS, 0).attempt() == 300
    (line,) = tablet.vault.account()
    assert (line.acknowledged, line.erased) == (1, 1)
    assert tablet.vault.path.with_name("vault.db-wal").stat().st_size == 0


def test_failures_in_a_row_wait_longer_up_to_a_bound(tablet: Tablet) -> None:
    heard: list[str] = []
    schedule = CarrySchedule(tablet, SETTINGS, 7)
    waits = [schedule.attempt(heard.append) for _ in range(8)]
    assert all(1 <= wait <= min(900, 75 * 2**number) for number, wait in enumerate(waits))
    assert len(heard) == 8
    assert all("hub" in words for words in heard)
    assert len(tablet.vault.undelivered_ids()) == 1


def test_after_a_success_the_waiting_begins_anew(world: World, tablet: Tablet) -> None:
    schedule = CarrySchedule(tablet, SETTINGS, 7)
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
        assert CarrySchedule(tablet, SETTINGS, 7).attempt(heard.append) == 300
    assert "revoked" in heard[0]
    assert "sync_refused" in [name for _, name, _ in tablet.vault.events()]


def test_a_schedule_starts_one_job_and_stops(tablet: Tablet) -> None:
    schedule = CarrySchedule(tablet, SETTINGS, 7, first_seconds=3600)
    schedule.start()
    (job,) = schedule._scheduler.get_jobs()
    assert job.next_run_time - job.trigger.run_date <= timedelta(0)
    schedule.stop()
    assert len(tablet.vault.undelivered_ids()) == 1
