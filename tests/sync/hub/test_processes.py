"""`kiosk hub --processes N`: one address, several processes, one truth; they end when they are asked to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from kiosk.cli.main import main
from kiosk.ids import Mode
from kiosk.tablet import Tablet
from sync.courier import Courier
from sync.hub.fleet import new_pairing_code
from sync.hub.setup import init_hub
from sync.hub.store import HubStore
from sync.pair import pair_tablet
from tests.sync.acts import cast, stored
from tests.world import SetClock, World

_SECONDS = 60


@contextmanager
def served(hub: HubStore, processes: int) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The command as staff start it."""
    command = [sys.executable, "-m", "kiosk.cli", "hub", "--folder", str(hub.folder.path), "--port", "0"]
    command += ["--database", hub.database, "--processes", str(processes)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            yield line[line.index("http://") :].split()[0], process
        finally:
            process.terminate()
            try:
                process.wait(_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def children(pid: int) -> set[int]:
    """Processes of the hub that serve, without multiprocessing's own helper."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid and b"spawn_main" in (path / "cmdline").read_bytes():
                found.add(int(path.name))
        except (OSError, ValueError, IndexError):
            continue
    return found


def lives(pid: int) -> bool:
    """Whether it still runs; nobody may have buried one that is over."""
    try:
        return (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]) != "Z"
    except OSError:
        return False


def until(number: int, pid: int, without: int = 0) -> set[int]:
    """Wait for so many processes."""
    deadline = time.monotonic() + _SECONDS
    while len(found := children(pid) - {without}) != number:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def healthy(address: str) -> None:
    """Wait until somebody answers."""
    deadline = time.monotonic() + _SECONDS
    while True:
        try:
            httpx.get(f"{address}/v1/health", timeout=_SECONDS).raise_for_status()
            return
        except httpx.HTTPError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_several_processes_are_one_hub_and_end_together(tmp_path: Path, database: str) -> None:
    # The command's clock is the real one, and so is this city's.
    world = World(tmp_path, clock=SetClock(datetime.now(UTC).replace(microsecond=0)), database=database)
    with served(world.hub, 2) as (address, process):
        first = until(2, process.pid)
        tablets: list[Tablet] = []
        for number in range(3):
            code, _ = new_pairing_code(world.hub)
            folder = tmp_path / f"tablet {number}"
            folder.mkdir()
            with httpx.Client(timeout=_SECONDS) as client:
                tablets.append(pair_tablet(folder, address, code, f"tablet {number}", client))
        for tablet in tablets:
            tablet.change_status("open", "test")
            for _ in range(4):
                cast(tablet)
            with httpx.Client(base_url=address, timeout=_SECONDS) as client:
                assert Courier(tablet, client, batch=1).carry().acknowledged == 4
            tablet.close_files()
        (victim, *_) = first
        os.kill(victim, signal.SIGKILL)
        last = until(2, process.pid, without=victim)
        healthy(address)
        with world.hub.reading() as connection:
            names = [row[0] for row in connection.exec_driver_sql("SELECT name FROM event").all()]
        assert names.count("process_died") == 1
    assert process.returncode == 0
    assert not any(lives(pid) for pid in first | last)
    assert len(stored(world.hub)) == 12
    world.close()


def test_when_the_first_process_is_killed_the_others_end(tmp_path: Path) -> None:
    hub, _ = init_hub(tmp_path / "hub", Mode.TEST)
    with served(hub, 2) as (address, process):
        serving = until(2, process.pid)
        healthy(address)
        process.kill()
        deadline = time.monotonic() + _SECONDS
        while any(lives(pid) for pid in serving):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    hub.close()


@pytest.mark.parametrize("number", ["0", "33"])
def test_an_impossible_number_of_processes_is_refused(
    number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["hub", "--folder", str(tmp_path), "--processes", number]) == 2
    assert "1 to 32" in capsys.readouterr().err
