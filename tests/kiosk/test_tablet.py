"""A tablet: its life, its clock, what may leave it, and what it says of itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue.lookup import Openness
from kiosk.errors import ClockError, VaultError
from kiosk.ids import ActivityId, ConsultationId, Mode
from kiosk.tablet import COMPANY, LIFE, NotAccepting, Status, Tablet
from tests.kiosk.vault.deposits import BUDGET, deposit
from tests.world import World

MakeWorld = Callable[..., World]
OTHER = ConsultationId("nom-de-la-place"), ActivityId("nom")
LIVES = {
    # step: the statuses it starts from, the one it leads to.
    "open": ({"ready", "paused", "open"}, "open"),
    "pause": ({"open", "paused"}, "paused"),
    "close": ({"ready", "open", "paused", "closed"}, "closed"),
    "reopen": ({"closed"}, "open"),
}


def at_status(tablet: Tablet, status: Status) -> Tablet:
    """Put the tablet where a test wants it."""
    tablet.vault.remember(status=status.value)
    return tablet


def leaving(tablet: Tablet, batch: int = 4) -> int:
    """How many deposits may leave now."""
    return sum(len(deposits) for deposits in tablet.deliverable(batch))


def test_the_table_of_life_is_the_published_one() -> None:
    assert {step: ({*map(str, allowed)}, str(to)) for step, (allowed, to) in LIFE.items()} == LIVES


def test_every_step_from_every_status_leads_where_the_table_says_or_is_refused(world: World) -> None:
    tablet = world.tablet(opened=False)
    for status, step in product(Status, LIVES):
        allowed, target = LIVES[step]
        at_status(tablet, status)
        events = len(tablet.vault.events())
        if status.value in allowed:
            assert tablet.change_status(step, "agent") == tablet.status == target
            assert tablet.vault.events()[-1][1:] == (step, "agent")
        else:
            with pytest.raises(VaultError, match=f"is {status.value}; it cannot {step}"):
                tablet.change_status(step)
            assert tablet.status is status
            assert len(tablet.vault.events()) == events


def test_a_paired_tablet_is_ready_and_not_open(world: World) -> None:
    tablet = world.tablet(opened=False)
    assert tablet.status is Status.READY
    assert tablet.not_accepting() is NotAccepting.NOT_OPENED


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (Status.READY, NotAccepting.NOT_OPENED),
        (Status.PAUSED, NotAccepting.PAUSED),
        (Status.CLOSED, NotAccepting.TABLET_CLOSED),
        (Status.OPEN, None),
    ],
)
def test_people_take_part_on_an_open_tablet_only(
    world: World, status: Status, why: NotAccepting | None
) -> None:
    assert at_status(world.tablet(), status).not_accepting() is why


def test_the_status_survives_a_restart(world: World) -> None:
    tablet = world.tablet()
    tablet.change_status("pause")
    tablet.close_files()
    again = Tablet(tablet.folder, world.clock)
    assert again.status is Status.PAUSED
    assert again.pairing == tablet.pairing
    again.close_files()


def test_a_clock_behind_the_last_event_opens_nothing_and_says_what_to_do(world: World) -> None:
    tablet = world.tablet()
    tablet.change_status("pause")
    world.clock.pass_by(seconds=-1)
    assert tablet.clock_is_behind()
    for step in ("open", "pause"):
        with pytest.raises(ClockError, match="Set the clock"):
            tablet.change_status(step)
    assert tablet.status is Status.PAUSED
    world.clock.pass_by(seconds=1)
    tablet.change_status("open")


def test_a_tablet_with_a_wrong_clock_accepts_nobody_and_may_still_be_closed(world: World) -> None:
    tablet = world.tablet()
    floor = tablet.clock_floor()
    world.clock.pass_by(days=-3)
    assert tablet.not_accepting() is NotAccepting.CLOCK_BEHIND
    tablet.change_status("close")
    assert tablet.status is Status.CLOSED
    assert tablet.clock_floor() == floor, "the highest time seen is kept"
    with pytest.raises(ClockError):
        tablet.change_status("reopen")


def test_an_expired_catalogue_stops_the_tablet(world: World) -> None:
    tablet = world.tablet()
    world.clock.pass_by(days=61)
    assert tablet.not_accepting() is NotAccepting.CATALOGUE_EXPIRED
    tablet.change_status("close")
    with pytest.raises(VaultError, match="no valid catalogue"):
        tablet.change_status("reopen")


def test_a_vote_opens_and_closes_by_the_clock_of_the_tablet(world: World) -> None:
    tablet = world.tablet()
    assert tablet.index is not None
    later = tablet.index.ballots["fetes"]
    assert tablet.openness(later) is Openness.NOT_YET
    world.clock.now = later.opens
    assert tablet.openness(later) is Openness.OPEN
    world.clock.now = later.closes
    assert tablet.openness(later) is Openness.CLOSED


def test_a_folder_without_a_tablet_is_refused_with_the_command_that_helps(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="kiosk pair"):
        Tablet(tmp_path)


def test_a_folder_is_not_paired_over(world: World) -> None:
    tablet = world.tablet()
    tablet.vault.cast(deposit(1))
    held = tablet.vault.catalogue()
    assert held is not None
    with pytest.raises(VaultError, match="already paired"):
        Tablet.create(tablet.folder, tablet.pairing, tablet.signing_key, held[1], world.clock)
    assert leaving(tablet) == 1


def test_only_its_owner_may_look_into_a_tablet(world: World) -> None:
    tablet = world.tablet()
    tablet.vault.cast(deposit(1))
    assert tablet.folder.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in tablet.folder.iterdir()}
    assert set(modes) >= {"vault.db", "vault.db-wal", "tablet.key"}
    assert set(modes.values()) == {0o600}, modes


def test_the_key_of_declared_identities_is_new_at_each_opening_and_never_on_disk(world: World) -> None:
    tablet = world.tablet()
    tablet.vault.cast(deposit(1))
    for path in tablet.folder.iterdir():
        assert tablet.opening_key not in path.read_bytes()
    again = Tablet(tablet.folder, world.clock)
    assert again.opening_key != tablet.opening_key
    again.close_files()


def test_in_test_mode_nothing_waits(world: World) -> None:
    tablet = world.tablet()
    tablet.vault.cast(deposit(1))
    assert tablet.held_back() == set()
    assert leaving(tablet) == 1


@pytest.fixture
def official(make_world: MakeWorld) -> tuple[World, Tablet]:
    """An official city with one open tablet."""
    world = make_world(Mode.OFFICIAL)
    return world, world.tablet()


def test_nine_official_ballots_wait_and_ten_go(official: tuple[World, Tablet]) -> None:
    _, tablet = official
    for number in range(COMPANY - 1):
        tablet.vault.cast(deposit(number))
    assert tablet.held_back() == {BUDGET}
    assert leaving(tablet) == 0
    tablet.vault.cast(deposit(COMPANY - 1))
    assert tablet.held_back() == set()
    assert leaving(tablet) == COMPANY == 10


def test_each_consultation_waits_for_company_of_its_own(official: tuple[World, Tablet]) -> None:
    _, tablet = official
    for number in range(COMPANY):
        tablet.vault.cast(deposit(number))
    tablet.vault.cast(deposit(99, *OTHER))
    assert tablet.held_back() == {OTHER[0]}
    assert leaving(tablet) == COMPANY


def test_those_that_left_are_no_company_for_those_that_come(official: tuple[World, Tablet]) -> None:
    _, tablet = official
    for number in range(COMPANY):
        tablet.vault.cast(deposit(number))
    first = [found.id for batch in tablet.deliverable(100) for found in batch]
    tablet.vault.mark_carried(first)
    tablet.vault.cast(deposit(99))
    assert [found.id for batch in tablet.deliverable(100) for found in batch] == first


def test_closing_the_tablet_frees_what_waits(official: tuple[World, Tablet]) -> None:
    _, tablet = official
    tablet.vault.cast(deposit(1))
    assert leaving(tablet) == 0
    tablet.change_status("close")
    assert leaving(tablet) == 1


def test_the_closing_hour_of_the_vote_frees_what_waits(official: tuple[World, Tablet]) -> None:
    world, tablet = official
    tablet.vault.cast(deposit(1))
    tablet.vault.cast(deposit(2, *OTHER))
    assert tablet.index is not None
    world.clock.now = tablet.index.ballots["nom"].closes
    assert [found.consultation for batch in tablet.deliverable(9) for found in batch] == [OTHER[0]]


@pytest.mark.parametrize(("company", "needed"), [(1, 10), (12, 12)])
def test_more_company_may_be_asked_for_and_never_less(
    official: tuple[World, Tablet], company: int, needed: int
) -> None:
    world, first = official
    first.close_files()
    tablet = Tablet(first.folder, world.clock, company=company)
    for number in range(needed - 1):
        tablet.vault.cast(deposit(number))
    assert leaving(tablet) == 0
    tablet.vault.cast(deposit(needed))
    assert leaving(tablet) == needed
    tablet.close_files()


def test_deposits_leave_in_an_order_that_tells_nothing(world: World) -> None:
    tablet = world.tablet()
    for number in range(9):
        tablet.vault.cast(deposit(number))
    left = [found.id for batch in tablet.deliverable(2) for found in batch]
    assert left == sorted(deposit(number).id for number in range(9))


def test_a_statement_gives_figures_and_no_deposit(world: World) -> None:
    tablet = world.tablet()
    for number in range(4):
        tablet.vault.cast(deposit(number))
    tablet.vault.cast(deposit(9, *OTHER))
    ids = sorted(deposit(number).id for number in (0, 1, 2, 3, 9))
    tablet.vault.mark_carried(ids)
    today = world.clock.now.date()
    assert tablet.vault.answer([deposit(0).id], {deposit(1).id: "late"}, today) == (1, 1)
    statement: dict[str, Any] = tablet.statement()
    left = [name for name in ids if name not in {deposit(0).id, deposit(1).id}]
    assert statement == {
        "tablet": tablet.pairing.tablet,
        "mode": "test",
        "status": "open",
        "catalogue": 1,
        "clock": "2027-03-10T12:00:00+00:00",
        "undelivered": 3,
        "root": hashlib.sha256(b"".join(left)).hexdigest(),
        "lines": [
            {
                "consultation": "budget-participatif",
                "activity": "budget",
                "kind": "ballot",
                "cast": 4,
                "acknowledged": 1,
                "refused": 1,
            },
            {
                "consultation": "nom-de-la-place",
                "activity": "nom",
                "kind": "ballot",
                "cast": 1,
                "acknowledged": 0,
                "refused": 0,
            },
        ],
    }
    written = json.dumps(statement)
    assert not any(name.hex() in written for name in ids)


def test_a_parcel_number_is_used_once_even_after_a_restart(world: World) -> None:
    tablet = world.tablet()
    numbers = [tablet.next_sequence() for _ in range(3)]
    tablet.close_files()
    again = Tablet(tablet.folder, world.clock)
    assert [*numbers, again.next_sequence()] == [1, 2, 3, 4]
    again.close_files()


def test_acknowledged_deposits_are_erased_after_the_retention_days(world: World) -> None:
    tablet = world.tablet()
    tablet.vault.cast(deposit(1))
    tablet.vault.answer([deposit(1).id], {}, world.clock.now.date())
    world.clock.pass_by(days=6)
    assert tablet.erase_old(7) == 0
    world.clock.pass_by(days=1)
    assert tablet.erase_old(7) == 1
    assert tablet.vault.account()[0].holds


def test_a_wrong_clock_erases_nothing(world: World) -> None:
    tablet = world.tablet()
    tablet.vault.cast(deposit(1))
    tablet.vault.answer([deposit(1).id], {}, world.clock.now.date() - timedelta(days=40))
    world.clock.pass_by(days=-1)
    assert tablet.erase_old(0) == 0
    world.clock.pass_by(days=1)
    assert tablet.erase_old(0) == 1
