"""What a tablet knows of its own carrying, after a restart as well: how it went, how long something waits."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from kiosk.carrying import Way, carrying_of, note_failure, note_waiting
from kiosk.carrying_words import REASONS, sentences
from kiosk.cli.main import main
from kiosk.errors import FormatError, HubRefused, HubUnreachable, KioskError, VaultError
from kiosk.i18n import translator
from kiosk.power import on_mains
from kiosk.tablet import Tablet
from sync.courier import REFUSALS, Courier, Progress
from tests.sync.acts import cast, direct, lost
from tests.test_imports import ROOT
from tests.world import World


@pytest.fixture
def tablet(world: World) -> Tablet:
    """A tablet with six ballots aboard."""
    tablet = world.tablet()
    for _ in range(6):
        cast(tablet)
    return tablet


def test_speed_and_time_left_follow_from_the_bytes_so_far(world: World, tablet: Tablet) -> None:
    seconds = iter([0.0, 2.0, 4.0, 6.0, 6.5])
    heard: list[Progress] = []
    with direct(world.hub) as wire:
        Courier(tablet, wire, batch=2, timer=lambda: next(seconds)).carry(heard.append)
    assert [progress.seconds_left for progress in heard] == [None, 4.0, 2.0, 0.0, 0.0]
    assert heard[0].bytes_per_second is None
    assert heard[1].bytes_per_second == heard[1].bytes_sent / 2
    assert [p.bytes_done * 3 for p in heard] == [
        p.bytes_total * n for p, n in zip(heard, (0, 1, 2, 3, 3), strict=True)
    ]
    assert heard[-1].bytes_sent > heard[-1].bytes_total


def test_with_nothing_to_carry_no_time_is_left(world: World) -> None:
    heard: list[Progress] = []
    with direct(world.hub) as wire:
        Courier(world.tablet(), wire).carry(heard.append)
    assert [progress.seconds_left for progress in heard] == [0.0, 0.0]


def test_what_the_hub_sets_aside_is_counted_by_reason(world: World, tablet: Tablet) -> None:
    world.clock.pass_by(days=60)
    progress = world.carry(tablet)
    assert (progress.refused, progress.refused_because) == (6, {"late": 6})


def test_success_is_kept_over_a_restart(world: World, tablet: Tablet) -> None:
    assert carrying_of(tablet).last_success is None
    world.carry(tablet)
    again = Tablet(tablet.folder, world.clock)
    known = carrying_of(again)
    again.close_files()
    assert known.last_success is not None
    assert (known.last_success.at, known.last_success.way) == (world.clock.now, Way.NETWORK)
    assert (known.last_success.acknowledged, known.last_success.refused) == (6, 0)
    assert (known.fails, known.all_delivered, known.waiting_since) == (False, True, None)


def test_failure_is_kept_beside_the_last_success_until_the_next(world: World, tablet: Tablet) -> None:
    world.carry(tablet)
    success = world.clock.now
    world.clock.pass_by(hours=3)
    cast(tablet)
    with direct(world.hub, lost) as wire, pytest.raises(HubUnreachable):
        Courier(tablet, wire).carry()
    known = carrying_of(tablet)
    assert known.last_success is not None
    assert known.last_failure is not None
    assert (known.last_success.at, known.last_failure.at) == (success, world.clock.now)
    assert (known.fails, known.last_failure.reason, known.undelivered) == (True, "unreachable", 1)
    world.carry(tablet)
    assert not carrying_of(tablet).fails


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.Response(502), "hub_fails"),
        (httpx.Response(403, json={"reason": "tablet_revoked"}), "tablet_revoked"),
        (httpx.Response(403, json={"reason": "\x1b[2J"}), "refused"),
        (httpx.Response(200, content=b"<html>Wi-Fi portal</html>"), "not_our_hub"),
    ],
)
def test_each_failure_has_a_reason_of_a_closed_set(
    tablet: Tablet, answer: httpx.Response, reason: str
) -> None:
    transport = httpx.MockTransport(lambda _request: answer)
    with httpx.Client(base_url="http://hub", transport=transport) as wire, pytest.raises(KioskError):
        Courier(tablet, wire).carry()
    failure = carrying_of(tablet).last_failure
    assert failure is not None
    assert failure.reason == reason


def test_stopping_is_neither_success_nor_failure(world: World, tablet: Tablet) -> None:
    with direct(world.hub) as wire:
        assert Courier(tablet, wire, batch=2).carry(cancelled=lambda: True).stopped
    known = carrying_of(tablet)
    assert (known.last_success, known.last_failure, known.undelivered) == (None, None, 6)


def test_the_oldest_undelivered_is_known_by_its_day_and_forgotten_with_a_whole_delivery(
    world: World, tablet: Tablet
) -> None:
    note_waiting(tablet)
    first = world.clock.now.date()
    for _ in range(3):
        world.clock.pass_by(days=1)
        cast(tablet)
        note_waiting(tablet)
    known = carrying_of(tablet)
    assert known.waiting_since == first
    assert known.days_waiting(world.clock.now.date()) == 3
    assert known.days_waiting(first - timedelta(days=9)) == 0, "a clock that was set back"
    world.carry(tablet)
    assert carrying_of(tablet).days_waiting(world.clock.now.date()) is None
    cast(tablet)
    note_waiting(tablet)
    assert carrying_of(tablet).waiting_since == world.clock.now.date()


def test_a_clock_that_was_set_back_makes_nothing_older(world: World, tablet: Tablet) -> None:
    day = world.clock.now.date()
    world.clock.pass_by(days=-400)
    note_waiting(tablet)
    assert carrying_of(tablet).waiting_since == day


def test_no_fact_holds_a_time_of_what_is_aboard(world: World, tablet: Tablet) -> None:
    note_waiting(tablet)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", tablet.vault.fact("waiting_since") or "")
    with tablet.vault.reading() as connection:
        names = set(connection.exec_driver_sql("SELECT name FROM state").scalars())
    assert names <= {"pairing", "status", "clock_floor", "waiting_since", "sequence"}


def test_what_another_version_wrote_is_passed_over(tablet: Tablet) -> None:
    tablet.vault.remember(carried_well="{}", carried_badly='{"at": "noon"}', waiting_since="long ago")
    known = carrying_of(tablet)
    assert (known.last_success, known.last_failure, known.waiting_since) == (None, None, None)


def test_a_full_disk_does_not_hide_why_the_carrying_failed(tablet: Tablet) -> None:
    with tablet.vault.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    for error in (HubUnreachable("x"), HubRefused("x"), FormatError("x"), VaultError("x")):
        note_failure(tablet, Way.NETWORK, error)
    assert carrying_of(tablet).last_failure is None


SUPPLIES: list[tuple[dict[str, dict[str, str]], bool | None]] = [
    ({}, None),
    ({"AC": {"type": "Mains", "online": "1"}, "BAT0": {"type": "Battery", "status": "Charging"}}, True),
    ({"AC": {"type": "Mains", "online": "0"}, "BAT0": {"type": "Battery", "status": "Discharging"}}, False),
    ({"AC": {"type": "Mains", "online": "0"}, "usb": {"type": "USB", "online": "1"}}, True),
    ({"BAT0": {"type": "Battery", "status": "Discharging"}}, False),
    ({"BAT0": {"type": "Battery", "status": "Full"}}, True),
    ({"BAT0": {"type": "Battery", "status": "Unknown"}}, None),
    ({"mouse": {"type": "Battery", "status": "Discharging", "scope": "Device"}}, None),
]


@pytest.mark.parametrize(("told", "expected"), SUPPLIES)
def test_power_is_known_where_the_machine_tells_it(
    told: dict[str, dict[str, str]], expected: bool | None, tmp_path: Path
) -> None:
    for supply, files in told.items():
        (tmp_path / supply).mkdir()
        for name, value in files.items():
            (tmp_path / supply / name).write_text(value + "\n", encoding="ascii")
    assert on_mains(tmp_path) is expected


def test_a_machine_without_supplies_says_nothing(tmp_path: Path) -> None:
    assert on_mains(tmp_path / "nothing") is None


def test_how_it_stands_is_said_in_words(world: World, tablet: Tablet) -> None:
    tr = translator("en")
    assert sentences(tr, carrying_of(tablet), world.clock.now) == [
        "Nothing has been carried from this tablet yet."
    ]
    note_waiting(tablet)
    world.clock.pass_by(days=2)
    with direct(world.hub, lost) as wire, pytest.raises(HubUnreachable):
        Courier(tablet, wire).carry()
    said = sentences(tr, carrying_of(tablet), world.clock.now)
    assert said[0].startswith("Last failed attempt: 12 March 2027 at ")
    assert said[1] == REASONS["unreachable"]
    assert said[-1] == "The oldest deposit here has waited for 2 days."
    world.carry(tablet)
    (only,) = sentences(tr, carrying_of(tablet), world.clock.now)
    assert only.startswith("Last successful carrying: 12 March 2027 at ")


def test_every_reason_has_its_words() -> None:
    sources = "".join(
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("kiosk/carrying.py", "kiosk/errors.py", "sync/courier.py", "kiosk/medium.py")
    )
    for reason in REASONS:
        assert f'"{reason}"' in sources
    assert set(REFUSALS) <= set(REASONS)


def test_the_command_tells_how_it_stands(
    world: World,
    tablet: Tablet,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = tablet.folder.parent
    (data / "mode").write_text(world.mode.value, encoding="utf-8")
    (tmp_path / "kiosk.toml").write_text(f'[tablet]\ndata = "{data}"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with direct(world.hub, lost) as wire, pytest.raises(HubUnreachable):
        Courier(tablet, wire).carry()
    assert main(["tablet", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["undelivered"], said["last_carried"], said["oldest_undelivered_days"]) == (6, "never", 0)
    assert said["because"].startswith("The hub does not answer")
    world.carry(tablet)
    assert main(["tablet", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["last_carried"].endswith(", by network")
    assert said["oldest_undelivered_days"] == "none"
    assert "because" not in said
