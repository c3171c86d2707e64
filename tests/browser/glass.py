"""The kiosk's page in a real Chromium: what is on the glass, and fingers of the device itself."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyte
from playwright.async_api import Browser, CDPSession, Page, Request, WebSocket, async_playwright

from kiosk.i18n import translator

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
_FRENCH = translator("fr")
PLACE = "Maison de la citoyenneté Centre"
NAME_VOTE, NAME = "Un nom pour la nouvelle", "Place des Mariniers"
"""A vote that asks for no code, and what may be chosen in it."""
TABLET, PHONE = (1280, 800), (412, 915)
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PATIENCE_SECONDS = 30.0
_LOOK_SECONDS = 0.02


def french(message: str) -> str:
    """A sentence of the kiosk in French, no-break spaces being spaces."""
    return _FRENCH(message).replace("\u00a0", " ")


class NotSeenError(AssertionError):
    """What was waited for never came; the message shows the glass."""


async def until(
    seen: Callable[[], bool], what: Callable[[], str], *, patience_seconds: float = _PATIENCE_SECONDS
) -> None:
    """Wait until something is so. Raises `NotSeenError` when it is not in time."""
    deadline = time.monotonic() + patience_seconds
    while not seen():
        if time.monotonic() > deadline:
            raise NotSeenError(what())
        await asyncio.sleep(_LOOK_SECONDS)


@dataclass
class Served:
    """A kiosk that serves its page."""

    process: asyncio.subprocess.Process
    address: str
    said: list[str]
    """What it said to whoever started it, line by line."""

    def children(self) -> list[int]:
        """The processes of the app that run behind the page.

        A child is the app once it runs a program of its own: stopped before that, between vfork and exec, it
        would hold its server up for ever.
        """
        pid = self.process.pid
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        return [int(child) for child in listed if _command(child) not in ("", _command(pid))]


def _command(pid: int | str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return ""


def alive(pid: int) -> bool:
    """Whether a process still runs."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


@asynccontextmanager
async def served(*arguments: str, port: str = "0") -> AsyncIterator[Served]:
    """Run a command that serves a page on a free port; end it with SIGTERM if it still runs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kiosk.cli", *arguments, "--browser", "--port", port),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stderr is not None
    line = (await process.stderr.readline()).decode().strip()
    assert "http://127.0.0.1:" in line, line
    kiosk = Served(process, line[line.index("http") :], [line])
    reading = asyncio.create_task(_gather(process.stderr, kiosk.said))
    try:
        yield kiosk
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        await reading


async def _gather(stream: asyncio.StreamReader, said: list[str]) -> None:
    async for line in stream:
        said.append(line.decode().strip())


@dataclass
class Glass:
    """One window with the page, and a finger."""

    page: Page
    device: CDPSession
    asked: list[str] = field(default_factory=list)
    """Every address that the page has asked for."""
    lines: list[str] = field(default_factory=list)
    """Every line to the app that the page has opened."""
    screen: pyte.Screen = field(default_factory=lambda: pyte.Screen(80, 24))
    closed: int = 0
    """How many lines have been closed."""

    def watch(self) -> None:
        """Look at all that the page asks for, sends and gets."""

        def asked(request: Request) -> None:
            self.asked.append(request.url)

        def opened(line: WebSocket) -> None:
            self.lines.append(line.url)
            screen = self.screen = pyte.Screen(80, 24)
            stream = pyte.ByteStream(screen)

            def sent(payload: bytes | str) -> None:
                match json.loads(payload):
                    case ["resize", {"width": width, "height": height}]:
                        screen.resize(height, width)

            def got(payload: bytes | str) -> None:
                if isinstance(payload, bytes):
                    stream.feed(payload)

            def gone(_: WebSocket) -> None:
                self.closed += 1

            line.on("framesent", sent)
            line.on("framereceived", got)
            line.on("close", gone)

        self.page.on("request", asked)
        self.page.on("websocket", opened)

    # -- the eye

    def text(self) -> str:
        """What the app has painted, no-break spaces being spaces."""
        return "\n".join(self.screen.display).replace("\u00a0", " ")

    async def until_reads(self, *words: str) -> None:
        """Wait until all these words are on the glass."""

        def seen() -> bool:
            text = self.text()
            return all(word in text for word in words)

        await until(seen, lambda: f"{words} never came. The screen:\n{self.text()}")

    async def until_shown(self, selector: str) -> None:
        """Wait until a part of the page can be seen."""
        await self.page.wait_for_selector(selector, state="visible", timeout=_PATIENCE_SECONDS * 1000)

    async def place_of(self, words: str) -> tuple[float, float]:
        """The middle of some words, in pixels of the page."""
        await self.until_reads(words)
        row, line = next((n, s) for n, s in enumerate(self.text().split("\n")) if words in s)
        return await self.place(line.index(words) + len(words) / 2, row + 0.5)

    async def place(self, column: float, line: float) -> tuple[float, float]:
        """A place of the grid, in pixels of the page."""
        box = await self.page.locator(".xterm-screen").bounding_box()
        assert box is not None
        width, height = box["width"] / self.screen.columns, box["height"] / self.screen.lines
        return box["x"] + column * width, box["y"] + line * height

    # -- the finger

    async def tap(self, words: str) -> None:
        """Touch some words, shortly."""
        await self.page.touchscreen.tap(*await self.place_of(words))

    async def touch(self, words: str, *then: str) -> None:
        """Touch words and wait for others. A tap within 0.1 s of a change of screens is lost: tap again."""
        for _ in range(6):
            await self.tap(words)
            for _ in range(150):
                if all(word in self.text() for word in then):
                    return
                await asyncio.sleep(_LOOK_SECONDS)
        raise NotSeenError(f"{then} never came. The screen:\n{self.text()}")

    async def finger(self, kind: str, *places: tuple[float, float]) -> None:
        """Tell the device that fingers came, moved, or left; `places` are those that are down."""
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        await self.device.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    async def swipe(self, x: float, y: float, by: float) -> None:
        """Draw a finger up or down, in twenty steps that follow each other at once.

        Waiting for the answer to each, a finger on a busy machine would rest long enough to be a hold.
        """
        steps = [self.finger("Move", (x, y + by * step / 20)) for step in range(1, 21)]
        await asyncio.gather(self.finger("Start", (x, y)), *steps, self.finger("End"))

    async def go_to_review(self) -> None:
        """From the home screen, choose a name in the vote, as far as the last question."""
        await self.touch(NAME_VOTE, french("Take part →"))
        await self.touch(french("Take part →"), NAME)
        await self.touch(NAME, "choisi")
        await self.touch("Vérifier", "Voter →")

    async def begin(self) -> None:
        """Touch the waiting screen, choose French."""
        begin = french("Touch to begin")
        await self.until_reads(begin, "Mode d’essai")  # the store has been opened
        await self.touch(begin, french("Choose your language"))
        await self.touch("Français", NAME_VOTE)


def deposits(tablet: Path) -> int:
    """How many are in the vault of a test tablet."""
    with sqlite3.connect(tablet / "data" / "test" / "vault.db") as vault:
        (number,) = vault.execute("select count(*) from deposit").fetchone()
    return int(number)


def rgb(colour: str) -> tuple[int, ...]:
    """``#FBF6EF`` as the three numbers of a pixel."""
    return tuple(bytes.fromhex(colour.removeprefix("#")))


@asynccontextmanager
async def own_chromium() -> AsyncIterator[Browser]:
    """A Chromium without a window."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=[*_FLAGS])
        try:
            yield browser
        finally:
            await browser.close()


_shared: list[Browser] = []
"""The Chromium of this process, once a test of a page has begun; see `tests.browser.conftest`."""


@asynccontextmanager
async def sharing(browser: Browser) -> AsyncIterator[None]:
    """Until the block ends, `chromium` gives this one."""
    _shared.append(browser)
    try:
        yield
    finally:
        _shared.clear()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The Chromium that the tests share: starting one is dearer than most of what they do with it."""
    (browser,) = _shared
    try:
        yield browser
    finally:
        for context in browser.contexts:
            await context.close()


@asynccontextmanager
async def glass(
    browser: Browser, address: str, size: tuple[int, int] = TABLET, **options: Any
) -> AsyncIterator[Glass]:
    """A touch screen that shows the page at `address`."""
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height}, has_touch=True, locale="fr-FR", **options
    )
    page = await context.new_page()
    shown = Glass(page, await context.new_cdp_session(page))
    shown.watch()
    try:
        await page.goto(address)
        yield shown
    finally:
        await context.close()
