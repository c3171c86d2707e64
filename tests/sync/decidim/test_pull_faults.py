"""A pull whose every request fails once, and one that is killed at every point: the drafts are the same."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from sync.decidim.document import EVERY_VERSION, Version
from sync.decidim.errors import PlatformError
from sync.decidim.mirror import Mirror
from tests.sync.decidim.city import City
from tests.sync.decidim.pull_process import plain_bridge
from tests.sync.decidim.pulling import SINCE
from tests.sync.decidim.schemas import ROOT
from tests.sync.decidim.server import Fault, Platform, serving
from tests.sync.decidim.test_client import LASTING, PASSING
from tests.sync.decidim.whole_city import whole_city

Drafts = dict[str, bytes]


def drafts(folder: Path) -> Drafts:
    """Every draft of a folder, by name."""
    return {path.name: path.read_bytes() for path in sorted((folder / "drafts").glob("[!.]*"))}


def a_city(version: Version) -> City:
    """One that tells its version."""
    city = whole_city()
    city.version = f"{version}.1"
    return city


@pytest.fixture
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no process is killed, nothing need reach the disk: half the time of a pull goes there."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


def pull(platform: Platform, folder: Path) -> None:
    """Pull, and find the version out."""
    plain_bridge(folder, platform.address, None, platform.client()).pull(SINCE)


@pytest.mark.usefixtures("quick_disk")
@pytest.mark.parametrize("fault", [*PASSING, Fault.SLOW])
@pytest.mark.parametrize("version", EVERY_VERSION)
def test_a_passing_fault_at_any_request_changes_nothing(
    tmp_path: Path, version: Version, fault: Fault
) -> None:
    with serving(a_city(version), version) as platform:
        platform.slow_seconds = 0.02
        pull(platform, tmp_path / "whole")
        whole, number = drafts(tmp_path / "whole"), len(platform.requests)
        assert len(whole) == 4
        for failing in range(1, number + 1):
            folder = tmp_path / str(failing)
            platform.fail(failing, fault)
            pull(platform, folder)
            assert drafts(folder) == whole, failing


@pytest.mark.usefixtures("quick_disk")
@pytest.mark.parametrize("fault", [*LASTING, Fault.EXPIRED])
@pytest.mark.parametrize("version", EVERY_VERSION)
def test_a_lasting_fault_at_any_request_is_one_sentence_and_the_next_pull_goes_on(
    tmp_path: Path, version: Version, fault: Fault
) -> None:
    if fault is Fault.HUGE and version != "0.32":
        pytest.skip("16 MiB a request: once is enough.")
    with serving(a_city(version), version) as platform:
        pull(platform, tmp_path / "whole")
        whole, number = drafts(tmp_path / "whole"), len(platform.requests)
        stopped = 0
        for failing in range(1, number + 1):
            folder = tmp_path / str(failing)
            before = len(platform.requests)
            platform.fail(failing, fault)
            try:
                pull(platform, folder)
            except PlatformError as error:
                said = str(error)
            else:
                said = ""
            platform.heal()
            if said:
                stopped += 1
                assert said.endswith(".")
                assert drafts(folder) == {}
                pull(platform, folder)
            elif drafts(folder) != whole:
                # A file that does not come is a note in this draft, and is asked for again next time.
                assert platform.requests[before + failing - 1].path == "/hero.jpg"
                assert b"picture was left out" in drafts(folder)["budget-participatif-2027.origin.json"]
                platform.requests.clear()
                pull(platform, folder)
                before = 0
            assert drafts(folder) == whole, failing
            # What had come was not asked for again, but for the version.
            assert len(platform.requests) - before <= number + 5
    assert stopped >= number - 4


class Puller:
    """A process that pulls again and again, in children of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in: IO[str] = process.stdin
        self._out: IO[str] = process.stdout
        self.child: queue.Queue[int] = queue.Queue()

    def pull(self, folder: Path, platform: Platform, die_at: int = 0) -> int:
        """How the child ended: 0, or minus the signal."""
        asked = {"folder": str(folder), "address": platform.address, "version": platform.version}
        self._in.write(json.dumps(asked | {"die_at": die_at}) + "\n")
        self._in.flush()
        self.child.put(int(self._out.readline()))
        return int(self._out.readline())


@pytest.fixture(scope="module")
def puller() -> Iterator[Puller]:
    """One for all tests: importing takes longer than pulling."""
    command = [sys.executable, "-m", "tests.sync.decidim.pull_process"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        yield Puller(process)
        assert process.stdin is not None
        process.stdin.close()


def test_killed_at_any_request_it_goes_on_and_gives_the_same(tmp_path: Path, puller: Puller) -> None:
    with serving(a_city("0.32"), "0.32") as platform:
        assert puller.pull(tmp_path / "whole", platform) == 0
        puller.child.get()
        whole, number = drafts(tmp_path / "whole"), len(platform.requests)
        for killed in range(1, number + 1):
            folder, before = tmp_path / str(killed), len(platform.requests)

            def kill(seen: int, wanted: int = before + killed) -> None:
                if seen == wanted:
                    os.kill(puller.child.get(timeout=20), signal.SIGKILL)

            platform.on_request = kill
            assert puller.pull(folder, platform) == -signal.SIGKILL
            platform.on_request = lambda _number: None
            assert puller.pull(folder, platform) == 0
            puller.child.get()
            assert drafts(folder) == whole, killed
            # Only the request that was under way is made again.
            assert len(platform.requests) - before == number + 1


def test_killed_before_any_change_of_a_file_it_goes_on_and_gives_the_same(
    tmp_path: Path, puller: Puller
) -> None:
    """In a second pull, so that the one before is in the way too."""
    with serving(a_city("0.32"), "0.32") as platform:
        assert puller.pull(tmp_path / "whole", platform) == 0
        whole = drafts(tmp_path / "whole")
        for killed in range(1, 100):
            folder = tmp_path / str(killed)
            shutil.copytree(tmp_path / "whole", folder)
            ended = puller.pull(folder, platform, killed)
            # Whenever it died, a whole pull is there to make drafts from.
            mirror = Mirror(folder / "decidim" / "pull")
            with mirror.alone():
                assert mirror.last() is not None
            assert puller.pull(folder, platform) == 0
            assert drafts(folder) == whole, killed
            if ended == 0:
                break
            assert ended == -signal.SIGKILL
        assert 12 < killed < 99
