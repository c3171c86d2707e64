"""What is kept of a pull: taken up only where its answers fit together, and never half a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.errors import FormatError, VaultError
from sync.decidim.errors import LostAnswer, Redirected, UnexpectedAnswer
from sync.decidim.mirror import RESUMED_WITHIN, Mirror, mirrors
from sync.decidim.pace import Pace
from sync.decidim.queries.proposals import PROPOSALS, ProposalPage
from sync.decidim.queries.version import VERSION, DecidimVersion
from tests.sync.decidim.pulling import SINCE, TODAY, bridge, hub
from tests.sync.decidim.schemas import ROOT
from tests.sync.decidim.server import serving
from tests.sync.decidim.whole_city import whole_city

FACTS = {"address": "https://city.example", "version": "0.32"}


def told(version: str) -> DecidimVersion:
    """An answer."""
    return DecidimVersion.model_validate_json(json.dumps({"decidim": {"version": version}}))


def test_an_answer_is_asked_for_once(tmp_path: Path) -> None:
    run, resumed = Mirror(tmp_path).begin(FACTS, TODAY)
    assert not resumed
    first = run.answer("version", VERSION, lambda: told("0.32.1"))
    again, resumed = Mirror(tmp_path).begin(FACTS, TODAY + timedelta(hours=1))
    assert resumed
    assert again.answer("version", VERSION, lambda: told("other")) == first


@pytest.mark.parametrize(
    ("facts", "later"),
    [
        (FACTS, RESUMED_WITHIN + timedelta(seconds=1)),
        (FACTS, timedelta(seconds=-1)),
        (FACTS | {"version": "0.31"}, timedelta(0)),
        (FACTS | {"address": "https://other.example"}, timedelta(0)),
    ],
    ids=["old", "clock back", "version", "address"],
)
def test_a_pull_that_would_not_fit_together_starts_anew(
    tmp_path: Path, facts: dict[str, str], later: timedelta
) -> None:
    run, _ = Mirror(tmp_path).begin(FACTS, TODAY)
    run.answer("version", VERSION, lambda: told("0.32.1"))
    again, resumed = Mirror(tmp_path).begin(facts, TODAY + later)
    assert not resumed
    assert again.answer("version", VERSION, lambda: told("0.33.0")) == told("0.33.0")


def test_a_damaged_file_is_asked_for_again_and_named_where_nobody_can_be_asked(tmp_path: Path) -> None:
    run, _ = Mirror(tmp_path).begin(FACTS, TODAY)
    run.answer("version", VERSION, lambda: told("0.32.1"))
    (run.folder / "version.json").write_bytes(b"{")
    with pytest.raises(VaultError, match=r"version\.json is damaged"):
        run.answer("version", VERSION)
    assert run.answer("version", VERSION, lambda: told("0.32.2")) == told("0.32.2")


def test_two_pulls_at_once_are_refused(tmp_path: Path) -> None:
    with Mirror(tmp_path).alone(), pytest.raises(VaultError, match="Another pull"):
        Mirror(tmp_path, "x").alone().__enter__()


def test_mirrors_are_listed_by_their_day(tmp_path: Path) -> None:
    for name, hours in (("a", 3), ("b", 1), ("c", 2)):
        mirror = Mirror(tmp_path, name)
        run, _ = mirror.begin(FACTS, TODAY + timedelta(hours=hours))
        run.answer(name, VERSION, lambda: told("0.32.1"))
        if name != "c":
            mirror.finish()
    runs = [mirror.last() for mirror in mirrors(tmp_path)]
    assert [run.folder.parent.name for run in runs if run] == ["b", "a"]


def test_a_picture_is_made_once_and_a_refusal_lasts_for_one_pull(tmp_path: Path) -> None:
    mirror = Mirror(tmp_path)
    run, _ = mirror.begin(FACTS, TODAY)
    assert mirror.picture(run, "https://c/a.jpg?expires=1", lambda: b"picture") == b"picture"
    assert mirror.picture(run, "https://c/a.jpg?expires=2", lambda: b"other") == b"picture"

    def refused() -> bytes:
        raise FormatError("It is no picture.")

    assert mirror.picture(run, "https://c/b.pdf", refused) == "It is no picture."
    assert mirror.picture(run, "https://c/b.pdf", lambda: b"picture") == "It is no picture."
    mirror.finish()
    run, _ = mirror.begin(FACTS, TODAY)
    assert mirror.picture(run, "https://c/b.pdf", lambda: b"picture") == b"picture"

    def lost() -> bytes:
        raise LostAnswer("The platform did not answer in time.")

    with pytest.raises(LostAnswer):
        mirror.picture(run, "https://c/c.jpg", lost)


def test_two_processes_keep_one_pace(tmp_path: Path) -> None:
    """Each alone would send at once: it has sent nothing yet."""
    script = "import sys, pathlib, sync.decidim.pace as p; p.Pace(0.5, file=pathlib.Path(sys.argv[1])).wait()"
    began = time.monotonic()
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "pace")], cwd=ROOT) for _ in range(4)
    ]
    assert [process.wait(60) for process in running] == [0] * 4
    assert time.monotonic() - began > 1.5


def test_a_pace_that_is_shared_waits_no_longer_when_the_clock_is_set_back(tmp_path: Path) -> None:
    slept: list[float] = []
    moment = [0.0]
    pace = Pace(1.0, timer=lambda: moment[0], sleep=slept.append, file=tmp_path / "pace")
    pace.wait()
    moment[0] += 100
    future = time.time() + 3600
    os.utime(tmp_path / "pace", (future, future))
    pace.wait()
    assert slept == [1.0]


@pytest.mark.parametrize("wrong", ["../../../etc/passwd", "1\n2", "x" * 41, "", "1 2"])
def test_an_id_that_is_none_is_refused_before_it_becomes_a_file(tmp_path: Path, wrong: str) -> None:
    city = whole_city()
    city.processes[0]["components"][0]["id"] = wrong
    with hub(tmp_path / "hub") as store, serving(city, "0.32") as platform:
        with pytest.raises(UnexpectedAnswer, match="KioskProcesses"):
            bridge(store, platform).pull(SINCE)
        assert "KioskProposals" not in platform.operations


def test_pages_that_never_end_are_not_believed(tmp_path: Path) -> None:
    city = whole_city()
    ideas = city.processes[0]["components"][0]
    page = {
        "nodes": ideas["_proposals"][:1],
        "pageInfo": {"hasNextPage": True, "hasPreviousPage": False, "endCursor": "c1"},
    }
    ideas["proposals"] = lambda **_arguments: page
    with hub(tmp_path / "hub") as store, serving(city, "0.32") as platform:
        with pytest.raises(UnexpectedAnswer, match="do not go on"):
            bridge(store, platform).pull(SINCE)
        assert platform.operations.count("KioskProposals") == 2


def test_a_component_that_vanishes_meanwhile_is_noted(tmp_path: Path) -> None:
    city = whole_city()
    ideas = city.processes[0]["components"][0]
    with hub(tmp_path / "hub") as store, serving(city, "0.32") as platform:

        def hide(_number: int) -> None:
            if platform.operations[-1] == "KioskProcesses":
                ideas["proposals"] = None

        platform.on_request = hide
        report = bridge(store, platform).pull(SINCE)
    assert any("was listed and then not shown" in line for line in report.unmapped)


def test_files_elsewhere_are_fetched_only_from_hosts_that_are_named() -> None:
    city = whole_city()
    with serving(city, "0.32") as other, serving(city, "0.32") as platform:
        city.files["/moved.jpg"] = ("redirect", f"{other.address}/hero.jpg".encode())
        city.files["/round.jpg"] = ("redirect", b"/round.jpg")
        with pytest.raises(Redirected, match=r"decidim\.file_hosts"):
            platform.client().fetch("/moved.jpg", 10**6)
        assert not other.requests
        host = other.address.removeprefix("http://")
        assert platform.client(file_hosts=(host,)).fetch("/moved.jpg", 10**6) == city.files["/hero.jpg"][1]
        with pytest.raises(UnexpectedAnswer):
            platform.client().fetch("/round.jpg", 10**6)
        with pytest.raises(UnexpectedAnswer, match="KiB"):
            platform.client().fetch("/hero.jpg", 1000)
        with pytest.raises(Redirected):
            platform.client().fetch("file:///etc/passwd", 1000)


def test_a_page_survives_being_kept(tmp_path: Path) -> None:
    city = whole_city()
    ideas = city.processes[0]["components"][0]
    with serving(city, "0.32") as platform:
        page: ProposalPage = platform.client().ask(PROPOSALS, component=ideas["id"], after=None)
    run, _ = Mirror(tmp_path).begin(FACTS, TODAY)
    run.answer("page", PROPOSALS, lambda: page)
    assert run.answer("page", PROPOSALS) == page
