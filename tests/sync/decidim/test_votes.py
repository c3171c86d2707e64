"""Figures for the platform: differences from the minutes, taken back by opposite ones, never twice."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.errors import FormatError, HandoverError, SignatureError
from kiosk.i18n import translator
from kiosk.signed import SigningKey, verify
from sync.decidim.lots import Lot, all_lots, write_lot
from sync.decidim.pusher import only_pusher
from sync.decidim.targets import Target
from sync.decidim.votes import (
    PURPOSE,
    handed_over,
    lines_of,
    make_cancelling_lot,
    make_votes_lot,
    write_votes_lot,
)
from sync.hub.count.papers import write_papers
from sync.hub.store import HubStore
from tests.matrix import THOROUGH
from tests.sync.acts import cast
from tests.sync.decidim.handing_over import TARGETS
from tests.world import World

TARGET = TARGETS.activities["budget"]
ABSOLUTE = TARGET.model_copy(update={"votes": "absolute"})


def minutes(hub: HubStore, voters: dict[str, int], *, mode: str = "test", **more: object) -> bytes:
    """Signed minutes with these figures; a project's points are three times its voters."""
    projects = [{"id": name, "voters": number, "score": 3 * number} for name, number in voters.items()]
    content: dict[str, Any] = {
        "format": "kiosk-minutes/1",
        "mode": mode,
        "activity": {"id": "budget"},
        "contests": [{"projects": projects}],
    }
    return hub.signing_key.sign("minutes", json.dumps(content | more).encode())


def told(lot: Lot | None) -> dict[str, int]:
    """What a file says: the platform's id to its figure."""
    assert lot is not None
    header, *lines = lot.content.decode().replace('"', "").splitlines()
    assert header in ("id;paper_ballots_to_import", "id;votes")
    return {remote: int(number) for remote, number in (line.split(";") for line in lines)}


def test_the_first_lot_holds_the_figures_and_the_next_the_difference(hub: HubStore) -> None:
    first = make_votes_lot(hub, minutes(hub, {"fontaine": 40, "velos": 12, "bancs": 0}), TARGET)
    assert told(first) == {"101": 40, "102": 12}
    assert first is not None
    assert first.content.decode().startswith('"id";"paper_ballots_to_import"\n')
    recount = minutes(hub, {"fontaine": 38, "velos": 12, "bancs": 1})
    assert told(make_votes_lot(hub, recount, TARGET)) == {"101": -2, "103": 1}
    assert make_votes_lot(hub, recount, TARGET) is None
    assert handed_over(hub, "budget") == {"fontaine": 38, "velos": 12, "bancs": 1}


def test_a_lot_is_taken_back_by_the_opposite_numbers_once(hub: HubStore) -> None:
    first = make_votes_lot(hub, minutes(hub, {"fontaine": 40, "velos": 12}), TARGET)
    assert first is not None
    back = make_cancelling_lot(hub, first.number)
    assert (told(back), back.cancels) == ({"101": -40, "102": -12}, first.number)
    assert not any(handed_over(hub, "budget").values())
    with pytest.raises(HandoverError, match="was cancelled by lot 2"):
        make_cancelling_lot(hub, first.number)
    with pytest.raises(HandoverError, match="no lot of votes"):
        make_cancelling_lot(hub, back.number)
    again = make_votes_lot(hub, minutes(hub, {"fontaine": 40, "velos": 12}), TARGET)
    assert told(again) == {"101": 40, "102": 12}


def test_a_platform_that_takes_absolute_numbers_gets_them(hub: HubStore) -> None:
    make_votes_lot(hub, minutes(hub, {"fontaine": 40, "velos": 12}), ABSOLUTE)
    second = make_votes_lot(hub, minutes(hub, {"fontaine": 38, "velos": 12}), ABSOLUTE)
    assert told(second) == {"101": 38}
    assert second is not None
    assert told(make_cancelling_lot(hub, second.number)) == {"101": 40}


def test_two_ways_are_never_mixed(hub: HubStore) -> None:
    given_ = minutes(hub, {"fontaine": 40})
    first = make_votes_lot(hub, given_, TARGET)
    assert first is not None
    for target, figure in ((ABSOLUTE, "voters"), (TARGET, "score")):
        with pytest.raises(HandoverError, match="another way"):
            make_votes_lot(hub, given_, target, figure)  # type: ignore[arg-type]
    make_cancelling_lot(hub, first.number)
    assert told(make_votes_lot(hub, given_, TARGET, "score")) == {"101": 120}


def test_a_project_that_nobody_mapped_stops_everything(hub: HubStore) -> None:
    with pytest.raises(HandoverError, match="which project of the platform piscine is"):
        make_votes_lot(hub, minutes(hub, {"fontaine": 1, "piscine": 2}), TARGET)
    twice = Target(component="15", projects={"fontaine": "101", "velos": "101"})
    with pytest.raises(HandoverError, match="one id"):
        make_votes_lot(hub, minutes(hub, {"fontaine": 1, "velos": 2}), twice)
    assert all_lots(hub) == []


def test_minutes_of_somebody_else_or_of_another_mode_are_refused(hub: HubStore) -> None:
    other = SigningKey.generate().sign("minutes", b"{}")
    for signed in (other, b"{}", minutes(hub, {"fontaine": 1}) + b" "):
        with pytest.raises(SignatureError):
            make_votes_lot(hub, signed, TARGET)
    with pytest.raises(FormatError):
        make_votes_lot(hub, hub.signing_key.sign("minutes", b"{}"), TARGET)
    with pytest.raises(HandoverError, match="official vote"):
        make_votes_lot(hub, minutes(hub, {"fontaine": 1}, mode="official"), TARGET)
    assert all_lots(hub) == []


def test_the_note_beside_a_lot_is_signed_and_says_what_it_is(hub: HubStore, tmp_path: Path) -> None:
    signed = minutes(hub, {"fontaine": 40, "velos": 12})
    lot = make_votes_lot(hub, signed, TARGET)
    assert lot is not None
    path, beside = write_votes_lot(hub, lot.number, tmp_path)
    note = json.loads(verify(beside.read_bytes(), PURPOSE, hub.signing_key.verify_key))
    assert (note["lot"], note["file"], note["sha256"], note["cancels"]) == (1, path.name, lot.digest, None)
    assert note["projects"][0] == {"id": "fontaine", "platform": "101", "delta": 40, "total": 40}
    before = path.read_bytes(), beside.read_bytes()
    path.unlink()
    beside.unlink()
    write_votes_lot(hub, lot.number, tmp_path)
    assert (path.read_bytes(), beside.read_bytes()) == before
    assert write_lot(hub, lot.number, tmp_path) == path


def test_no_lot_of_votes_is_made_while_another_process_hands_over(hub: HubStore) -> None:
    with only_pusher(hub), pytest.raises(HandoverError, match="Another process"):
        make_votes_lot(hub, minutes(hub, {"fontaine": 1}), TARGET)


def test_the_minutes_of_a_real_count_are_handed_over(tmp_path: Path) -> None:
    world = World(tmp_path)
    tablet = world.tablet()
    for _ in range(11):
        cast(tablet)
    tablet.change_status("close", "test")
    world.carry(tablet)
    result = world.count("nom")
    papers = write_papers(world.hub, result, tmp_path / "papers", translator("fr"))
    known = {project["id"] for project in _projects(papers["minutes.json"])}
    target = Target(component="9", projects={name: str(200 + n) for n, name in enumerate(sorted(known))})
    lot = make_votes_lot(world.hub, papers["minutes.signed"].read_bytes(), target)
    assert lot is not None
    voters = {one["id"]: one["voters"] for one in _projects(papers["minutes.json"]) if one["voters"]}
    assert sum(voters.values()) > 0
    assert {line.project: line.delta for line in lines_of(world.hub, lot.number)} == voters
    world.close()


def _projects(path: Path) -> list[dict[str, Any]]:
    content = json.loads(path.read_text(encoding="utf-8"))
    return [project for contest in content["contests"] for project in contest["projects"]]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200 if THOROUGH else 6)
@given(seed=st.integers(0, 2**32), absolute=st.booleans())
def test_what_the_platform_adds_up_is_what_the_minutes_say(hub: HubStore, seed: int, absolute: bool) -> None:
    """Over any sequence of counts, corrections and cancellations, each file imported once."""
    draw = random.Random(seed)
    activity = f"vote-{seed}-{absolute}"
    target = ABSOLUTE if absolute else TARGET
    platform: Counter[str] = Counter()
    votes: list[int] = []

    def take(lot: Lot) -> None:
        for remote, number in told(lot).items():
            platform[remote] = number if absolute else platform[remote] + number

    for _ in range(8):
        if votes and draw.random() < 0.3:
            take(make_cancelling_lot(hub, votes.pop(draw.randrange(len(votes)))))
            continue
        figures = {name: draw.randint(0, 50) for name in ("fontaine", "velos", "bancs")}
        lot = make_votes_lot(hub, minutes(hub, figures, activity={"id": activity}), target)
        if lot is not None:
            votes.append(lot.number)
            take(lot)
        assert [platform[i] for i in ("101", "102", "103")] == list(figures.values())
    standing = handed_over(hub, activity)
    assert all(platform[target.projects[name]] == number for name, number in standing.items())
