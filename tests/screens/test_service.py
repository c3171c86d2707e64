"""The service manager hears that the kiosk is ready and alive, and hears nothing from one that hangs."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events
from textual.screen import Screen

from screens.service import NOBODY, Service
from screens.shell import KioskShell
from screens.step import KioskScreen
from tests.terminal import TerminalSession
from tests.test_imports import ROOT
from tests.world import World

BEAT_SECONDS = 0.01
HANG_BEATS = 20


class Manager:
    """The service manager's end of the line."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._line.bind("\0" + address[1:] if address.startswith("@") else address)
        self._line.settimeout(30)

    def hear(self) -> str:
        """The next message."""
        return self._line.recv(100).decode()

    def hear_until(self, last: str) -> list[str]:
        """All messages up to and with `last`."""
        heard = [self.hear()]
        while heard[-1] != last:
            heard.append(self.hear())
        return heard

    def close(self) -> None:
        """Hang up."""
        self._line.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    manager = Manager(str(tmp_path / "notify"))
    yield manager
    manager.close()


class Hanging(KioskScreen):
    """Hangs at a key: `b` blocks the whole loop, `h` only this screen."""

    async def on_key(self, event: events.Key) -> None:  # type: ignore[override]
        """Hang for many beats, and mark its begin and its end for the manager."""
        app = self.app
        assert isinstance(app, KioskShell)
        app.service._tell(b"HANGS")
        if event.key == "b":
            time.sleep(HANG_BEATS * BEAT_SECONDS)
        else:
            await asyncio.sleep(HANG_BEATS * BEAT_SECONDS)
        app.service._tell(b"GOES ON")


class Hangs(KioskShell):
    """A kiosk with such a screen."""

    def root(self) -> Screen[None]:
        """The root."""
        return Hanging()


@pytest.mark.parametrize("key", ["b", "h"])
async def test_a_kiosk_that_hangs_gives_no_sign_of_life(key: str, manager: Manager, tmp_path: Path) -> None:
    app = Hangs(error_log=tmp_path / "errors", monotonic=time.monotonic)
    app.service = Service(manager.address, BEAT_SECONDS)
    async with app.run_test() as pilot:
        assert await asyncio.to_thread(manager.hear) == "READY=1"
        assert await asyncio.to_thread(manager.hear_until, "WATCHDOG=1")
        await pilot.press(key)
        heard = await asyncio.to_thread(manager.hear_until, "GOES ON")
        assert heard[-2:] == ["HANGS", "GOES ON"]
        assert set(heard[:-2]) <= {"WATCHDOG=1"}
        assert await asyncio.to_thread(manager.hear) == "WATCHDOG=1"  # alive again


def test_the_beat_is_a_quarter_of_what_is_allowed() -> None:
    environment = {"NOTIFY_SOCKET": "/run/systemd/notify", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}
    assert Service.of(environment) == Service("/run/systemd/notify", 15.0)


@pytest.mark.parametrize(
    ("environment", "service"),
    [
        ({}, NOBODY),
        ({"WATCHDOG_USEC": "60000000"}, NOBODY),
        ({"NOTIFY_SOCKET": "nowhere"}, NOBODY),
        ({"NOTIFY_SOCKET": "/n"}, Service("/n")),
        ({"NOTIFY_SOCKET": "@n", "WATCHDOG_USEC": "soon"}, Service("@n")),
    ],
)
def test_without_a_manager_or_a_watchdog_nothing_beats(environment: dict[str, str], service: Service) -> None:
    assert Service.of(environment) == service


def test_a_name_in_the_abstract_space_is_reached() -> None:
    manager = Manager(f"@kiosk-test-{os.getpid()}")
    Service.of({"NOTIFY_SOCKET": manager.address}).ready()
    assert manager.hear() == "READY=1"
    manager.close()


def test_a_manager_that_does_not_listen_stops_nothing(tmp_path: Path) -> None:
    Service(str(tmp_path / "nobody")).alive()


def test_a_manager_that_listens_no_more_blocks_nothing(manager: Manager) -> None:
    service = Service(manager.address)
    for _ in range(5000):  # far more than a socket's queue holds
        service.alive()
    assert manager.hear() == "WATCHDOG=1"


def test_the_kiosk_itself_says_ready_alive_and_stopping(manager: Manager, tmp_path: Path) -> None:
    world = World(tmp_path / "city")
    world.tablet("data").close_files()
    (tmp_path / "city" / "data" / "mode").write_text("test", encoding="utf-8")
    environment = {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "400000", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "kiosk.cli", "run"]
    with TerminalSession(command, cwd=tmp_path / "city", env=environment) as terminal:
        assert manager.hear() == "READY=1"
        assert [manager.hear() for _ in range(3)] == ["WATCHDOG=1"] * 3
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait_exit() == 0
        assert manager.hear_until("STOPPING=1")[-1] == "STOPPING=1"
    world.close()
