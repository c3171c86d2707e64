"""What cuts a visit short: a page loaded again, a second window, an app or a server that dies."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from contextlib import closing
from itertools import cycle
from pathlib import Path

import pytest
from aiohttp import ClientSession

from screens.browser.page import AWAY, ELSEWHERE
from tests.browser.glass import (
    NAME,
    Glass,
    Served,
    alive,
    chromium,
    deposits,
    french,
    glass,
    served,
    until,
)


async def until_anew(shown: Glass, lines: int) -> None:
    """Wait until the page has another line, and the screen that waits is on it."""
    await until(lambda: len(shown.lines) == lines, lambda: f"{shown.lines}")
    await shown.until_reads(french("Touch to begin"), "Mode d’essai")
    await shown.page.wait_for_selector("body.-grounded:not(.-closed)")


async def test_a_page_loaded_again_waits_for_the_next_person_and_records_nothing(
    kiosk: Served, tablet: Path
) -> None:
    async with chromium() as browser, glass(browser, kiosk.address) as shown:
        await shown.begin()
        await shown.go_to_review()
        (first,) = kiosk.children()
        await shown.page.reload()
        await until_anew(shown, 2)
        assert NAME not in shown.text()
        assert kiosk.children() != [first]
        assert not alive(first)
        await shown.begin()
        assert NAME not in shown.text()
    assert deposits(tablet) == 0


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_an_app_that_dies_is_covered_at_once_and_comes_back(
    kiosk: Served, tablet: Path, number: signal.Signals
) -> None:
    async with chromium() as browser, glass(browser, kiosk.address) as shown:
        await shown.begin()
        await shown.go_to_review()
        await shown.page.route("**/ready", lambda route: route.abort())  # it stays away for now
        (app,) = kiosk.children()
        os.kill(app, number)
        await shown.until_shown("#away")
        assert not await shown.page.is_visible("#terminal")
        words = (await shown.page.inner_text("main >> visible=true")).replace("\u00a0", " ").split("\n")
        assert words[0] == french(AWAY)
        await shown.page.unroute("**/ready")
        await until_anew(shown, 2)
        assert NAME not in shown.text()
    assert deposits(tablet) == 0
    assert len([line for line in kiosk.said if "starts it again" in line]) == 1


async def test_a_server_that_dies_takes_its_app_along_and_the_page_finds_the_next(tablet: Path) -> None:
    config = str(tablet / "kiosk.toml")
    async with (
        chromium() as browser,
        served("run", "--config", config) as first,
        glass(browser, first.address) as shown,
    ):
        await shown.begin()
        (app,) = first.children()
        first.process.kill()
        await shown.until_shown("#away")
        await until(lambda: not alive(app), lambda: "the app outlives its server")
        port = first.address.rsplit(":", 1)[1].strip("/")
        async with served("run", "--config", config, port=port):
            await until_anew(shown, 2)


async def test_a_second_window_takes_over_and_the_first_says_so_until_it_is_touched(
    kiosk: Served, tablet: Path
) -> None:
    async with (
        chromium() as browser,
        glass(browser, kiosk.address) as first,
    ):
        await first.begin()
        await first.go_to_review()
        (app,) = kiosk.children()
        async with glass(browser, kiosk.address) as second:
            await second.until_reads(french("Touch to begin"), "Mode d’essai")
            assert not alive(app)
            assert len(kiosk.children()) == 1
            await first.until_shown("#elsewhere")
            assert not await first.page.is_visible("#terminal")
            assert not await first.page.is_visible("#away")
            words = (await first.page.inner_text("main >> visible=true")).replace("\u00a0", " ")
            assert words.split("\n")[0] == french(ELSEWHERE)
            assert len(first.lines) == 1  # it does not fight for the place

            await first.page.touchscreen.tap(600, 400)
            await until_anew(first, 2)
            await second.until_shown("#elsewhere")
            assert len(kiosk.children()) == 1
    assert deposits(tablet) == 0


async def test_an_app_that_hangs_keeps_nobody_out(kiosk: Served) -> None:
    async with ClientSession() as session, chromium() as browser:
        origin = kiosk.address.removesuffix("/")
        async with session.ws_connect(f"{kiosk.address}ws?width=80&height=24", origin=origin):
            await until(lambda: len(kiosk.children()) == 1, lambda: "no app")
            (app,) = kiosk.children()
            os.kill(app, signal.SIGSTOP)
            async with glass(browser, kiosk.address) as shown:
                await shown.until_reads(french("Touch to begin"), "Mode d’essai")
                assert not alive(app)
                assert len(kiosk.children()) == 1


async def test_a_page_that_does_not_read_keeps_nobody_out(kiosk: Served) -> None:
    host, port = kiosk.address.removeprefix("http://").strip("/").split(":")
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect((host, int(port)))
    reader, writer = await asyncio.open_connection(sock=narrow, limit=1024)
    writer.write(
        f"GET /ws?width=500&height=500 HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: http://{host}:{port}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    await until(lambda: len(kiosk.children()) == 1, lambda: "no app")
    (app,) = kiosk.children()
    sizes = cycle((499, 500))

    def is_held_up() -> bool:
        writer.write(_frame(f'["resize", {{"width": {next(sizes)}, "height": 500}}]'))
        return _waits_in_a_write(app)

    await until(
        is_held_up, lambda: "the app is not held up by 250,000 cells that nobody takes, again and again"
    )
    async with chromium() as browser, glass(browser, kiosk.address) as shown:
        await shown.until_reads(french("Touch to begin"), "Mode d’essai")
        assert not alive(app)
    assert not reader.at_eof()
    writer.close()


def _frame(text: str) -> bytes:
    """A message of a page, as it goes over the line; its mask is zero."""
    content = text.encode()
    assert len(content) < 126
    return bytes((0x81, 0x80 | len(content), 0, 0, 0, 0)) + content


def _waits_in_a_write(pid: int) -> bool:
    return "pipe_write" in Path(f"/proc/{pid}/wchan").read_text(encoding="ascii")


async def test_many_pages_at_once_leave_one_app(kiosk: Served) -> None:
    origin = kiosk.address.removesuffix("/")
    most = 0
    async with ClientSession() as session:

        async def page() -> int:
            nonlocal most
            async with session.ws_connect(f"{kiosk.address}ws?width=80&height=24", origin=origin) as line:
                async for _ in line:
                    most = max(most, len(kiosk.children()))
                return line.close_code or 0

        pages = [asyncio.create_task(page()) for _ in range(6)]
        await until(lambda: sum(task.done() for task in pages) == 5, lambda: f"{pages}")
        assert [task.result() for task in pages if task.done()] == [4001] * 5
        await until(lambda: most > 0, lambda: "no app paints")
        assert most == 1
        assert len(kiosk.children()) == 1
        for task in pages:
            task.cancel()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_ends_the_server_and_its_app(kiosk: Served, number: signal.Signals) -> None:
    async with chromium() as browser, glass(browser, kiosk.address) as shown:
        await shown.begin()
        (app,) = kiosk.children()
        kiosk.process.send_signal(number)
        assert await kiosk.process.wait() == 0
        assert not alive(app)
        await shown.until_shown("#away")


async def test_a_second_server_and_a_port_that_is_taken_are_refused_in_words(
    kiosk: Served, tablet: Path
) -> None:
    port = kiosk.address.rsplit(":", 1)[1].strip("/")
    async with chromium() as browser, glass(browser, kiosk.address) as shown:
        await shown.begin()
        words = "This tablet is already running in another window."
        assert await refusal(tablet, ["--port", "0"]) == (1, words)
    await until(lambda: not kiosk.children(), lambda: "the app goes on without a page")
    code, sentence = await refusal(tablet, ["--port", port])
    assert code == 2
    assert sentence.startswith(f"The page cannot be served on 127.0.0.1 port {port}: ")


async def refusal(tablet: Path, options: list[str]) -> tuple[int, str]:
    """Exit code and sentence of a `kiosk run --browser` that does not serve."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kiosk.cli", "run", "--browser", "--config", str(tablet / "kiosk.toml")),
        *options,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    return process.returncode or 0, said.decode().strip()


async def test_the_demo_is_served_too_and_its_votes_reach_its_hub_after_any_reload(tmp_path: Path) -> None:
    async with (
        served("demo", "--folder", str(tmp_path)) as kiosk,
        chromium() as browser,
        glass(browser, kiosk.address) as shown,
    ):
        await shown.begin()
        await shown.page.reload()
        await until_anew(shown, 2)
        await shown.begin()
        await shown.go_to_review()
        await shown.touch("Voter →", french("✔ Your vote is recorded."))
        await shown.touch("Terminer", french("Touch to begin"), "Mode d’essai")
        with closing(sqlite3.connect(tmp_path / "hub" / "hub.db")) as hub:
            arrived = "select count(*) from deposit"
            await until(lambda: hub.execute(arrived).fetchone() == (1,), lambda: "it stays aboard")
    assert deposits(tmp_path) == 1
