"""A day when the network comes and goes, and a tablet that never comes home.

On real sockets: the hub is down, the line breaks in the parcel, before the answer or in it. After every
attempt the equation holds; at the end everything was acknowledged once.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.carrying import carrying_of
from kiosk.cli.main import main
from kiosk.errors import HubRefused
from kiosk.ids import Mode
from kiosk.settings import SyncSettings
from kiosk.tablet import Tablet
from sync.hub.count.minutes import minutes
from sync.hub.server import embedded
from sync.hub.standing import standings
from sync.schedule import CarrySchedule
from sync.usb import export_parcels, take_parcels
from tests.faults.flaky import Cut, bad_line
from tests.sync.acts import aside, cast, cast_by_code, holds, stored
from tests.world import World

DAYS = 12 if os.environ.get("KIOSK_TORTURE") == "1" else 2
SETTINGS = SyncSettings(interval_seconds=300, timeout_seconds=5, parcel_deposits=2)


def all_home_once(world: World, tablet: Tablet, cast_here: int) -> None:
    """Nothing waits, nothing is double, nothing is missing."""
    assert tablet.vault.undelivered_ids() == []
    assert len(stored(world.hub)) == cast_here
    assert aside(world.hub) == []
    (line,) = tablet.vault.account()
    assert (line.cast, line.acknowledged, line.refused) == (cast_here, cast_here, 0)
    assert line.holds
    (standing,) = standings(world.hub)
    assert (standing.cast, standing.here, standing.complete) == (cast_here, cast_here, True)


@pytest.mark.parametrize("day", range(DAYS))
def test_a_day_when_the_network_comes_and_goes(world: World, day: int) -> None:
    drawn = random.Random(day)
    tablet = world.tablet()
    schedule = CarrySchedule(tablet, SETTINGS, 7, on_mains=lambda: True, draw=drawn.random)
    cuts: list[Cut] = []
    every_way = [*Cut] * 2
    drawn.shuffle(every_way)
    failures = 0

    def next_cut() -> Cut:
        return cuts.pop(0) if cuts else Cut.NOWHERE

    with embedded(world.hub) as hub, bad_line(hub, next_cut) as address:
        tablet.pairing = replace(tablet.pairing, hub_address=address)
        number = 0
        for way in every_way:
            for _ in range(drawn.randint(1, 4)):
                cast(tablet)
                number += 1
            # The first, or a later parcel of this attempt meets the cut.
            cuts[:] = [Cut.NOWHERE] * drawn.randrange(3) + [way]
            before = len(tablet.vault.undelivered_ids())
            words: list[str] = []
            wait = schedule.attempt(words.append)
            assert holds(tablet)
            failed = bool(words)
            failures += failed
            assert carrying_of(tablet).fails is failed
            assert len(tablet.vault.undelivered_ids()) <= before
            assert 1 <= wait <= 900 if failed else wait >= 270
            assert all("The hub does not answer" in sentence for sentence in words)
        cuts.clear()
        assert schedule.attempt() >= 270
    assert failures >= 4, "the line was too good to prove anything"
    all_home_once(world, tablet, number)


@pytest.mark.parametrize("way", [cut for cut in Cut if cut is not Cut.NOWHERE])
def test_a_line_that_breaks_costs_a_carrying_and_no_ballot(world: World, way: Cut) -> None:
    tablet = world.tablet()
    for _ in range(4):
        cast(tablet)
    cuts = [way]
    with embedded(world.hub) as hub, bad_line(hub, lambda: cuts.pop() if cuts else Cut.NOWHERE) as address:
        tablet.pairing = replace(tablet.pairing, hub_address=address)
        schedule = CarrySchedule(tablet, SETTINGS, 7, on_mains=lambda: True)
        words: list[str] = []
        schedule.attempt(words.append)
        assert len(words) == 1
        assert len(tablet.vault.undelivered_ids()) == 4
        # What the hub had whole it keeps, though the tablet cannot know.
        knows = way in {Cut.BEFORE_THE_ANSWER, Cut.IN_THE_ANSWER}
        assert len(stored(world.hub)) == (2 if knows else 0)
        schedule.attempt()
    all_home_once(world, tablet, 4)


@pytest.fixture
def official(tmp_path: Path) -> Iterator[World]:
    """A city that votes in earnest."""
    city = World(tmp_path / "official", Mode.OFFICIAL, codes={"budget": 20})
    yield city
    city.close()


@pytest.mark.parametrize("by_stick", [False, True], ids=["network", "stick"])
def test_a_tablet_lost_with_14_ballots_aboard_is_told_in_the_minutes(
    official: World, by_stick: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost, other = official.tablet("Labo Arnaud-Bernard"), official.tablet("Centre")
    codes = official.drawn["budget"]
    for code in codes[:9]:
        cast_by_code(lost, code)
    for _ in range(5):
        cast(lost)
    for code in codes[8:20]:
        cast_by_code(other, code)
    other.change_status("close")
    official.carry(other)
    # Its ballots wait for company; what it says of itself comes through, by either way.
    if by_stick:
        stick = tmp_path / "stick"
        stick.mkdir()
        assert export_parcels(lost, stick).held_back == 14
        take_parcels(stick, lambda signed: official.intake.take(signed, by_network=False), None)
    else:
        assert official.carry(lost).held_back == 14
    assert (
        main(["hub", "revoke", lost.pairing.tablet, "--folder", str(official.hub.folder.path), "--json"]) == 0
    )
    said = json.loads(capsys.readouterr().out)
    assert (said["cast_by_its_last_statement"], said["here"], said["not_here"]) == (14, 0, 14)
    missing: dict[str, int] = {}
    for activity in ("budget", "nom"):
        result = official.count(activity)
        content: Any = minutes(official.hub, result, "en")
        assert content["equation"]["holds"]
        missing[activity] = content["equation"]["missing"]
        (row,) = (row for row in content["tablets"] if row["name"] == "Labo Arnaud-Bernard")
        assert (row["received"], row["missing"], row["revoked"]) == (0, missing[activity], True)
    assert missing == {"budget": 9, "nom": 5}
    assert sum(missing.values()) == 14
    # The code that was used on both tablets counts: what is lost takes nobody's vote elsewhere.
    assert official.count("budget").ballots == 12


def test_a_lost_tablet_that_is_found_again_brings_nothing_that_counts(official: World) -> None:
    lost = official.tablet("Labo")
    for code in official.drawn["budget"][:5]:
        cast_by_code(lost, code)
    official.carry(lost)
    official.hub.revoke(lost.pairing.tablet)
    lost.change_status("close")
    with pytest.raises(HubRefused, match="revoked"):
        official.carry(lost)
    assert {reason for _, reason in aside(official.hub)} == {"tablet_revoked"}
    assert holds(lost)
    result = official.count("budget")
    content: Any = minutes(official.hub, result, "en")
    assert (content["equation"]["counted"], content["equation"]["missing"]) == (0, 0)
    assert content["set_aside"] == [{"reason": "tablet_revoked", "number": 5}]
    assert content["equation"]["holds"]
