"""The page itself: nothing from elsewhere, nothing of a browser, nothing for other pages."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import ClientSession, WSServerHandshakeError, web
from PIL import Image

from screens.browser.page import AWAY, ELSEWHERE, Page
from screens.browser.server import FILES
from screens.theme import PALETTES
from tests.browser.glass import Served, chromium, french, glass, rgb, served, until
from tests.matrix import THOROUGH

OTHER_PAGE = """<!doctype html><title>elsewhere</title><script>
const tried = [];
async function ask(address, options) {
  try { tried.push((await fetch(address, options)).type); } catch { tried.push("refused"); }
}
function dial(address) {
  return new Promise((done) => {
    const line = new WebSocket(address);
    line.onopen = () => done("open");
    line.onerror = () => done("refused");
  });
}
(async () => {
  const kiosk = location.hash.slice(1);
  await ask(kiosk);
  await ask(kiosk + "ready");
  tried.push(await dial(kiosk.replace("http", "ws") + "ws?width=80&height=24"));
  document.title = tried.join(" ");
})();
</script>"""


@asynccontextmanager
async def other_site() -> AsyncIterator[str]:
    """A page of somebody else on this machine."""

    async def index(_: web.Request) -> web.Response:
        return web.Response(text=OTHER_PAGE, content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/", index)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def test_no_request_leaves_the_machine_and_every_file_is_there(kiosk: Served) -> None:
    async with chromium() as browser, glass(browser, kiosk.address) as shown:
        failed: list[str] = []
        shown.page.on("requestfailed", lambda request: failed.append(request.url))
        await shown.page.reload()
        await shown.begin()
        home = kiosk.address.removeprefix("http://")
        assert {f"static/{name}" for name in FILES} | {""} == {
            url.removeprefix(kiosk.address) for url in shown.asked
        }
        assert all(line.startswith(f"ws://{home}ws?") for line in shown.lines)
        assert failed == []
        assert await shown.page.evaluate(
            "[...document.fonts].map((face) => `${face.family} ${face.status}`)"
        ) == ["Roboto Mono loaded"]


async def test_the_page_has_nothing_of_a_browser(kiosk: Served) -> None:
    async with chromium() as browser, glass(browser, kiosk.address) as shown:
        complaints: list[str] = []
        shown.page.on("pageerror", lambda error: complaints.append(str(error)))
        await shown.begin()
        page = shown.page
        assert await page.title() == french("Your say in the city")
        assert await page.evaluate("document.documentElement.lang") == "fr"
        assert (
            await page.evaluate(
                "[...document.querySelectorAll('*')].filter((node) =>"
                " ['auto', 'scroll'].includes(getComputedStyle(node).overflowY)).map((node) => node.id)"
            )
            == []
        )
        assert await page.evaluate("innerWidth - document.documentElement.clientWidth") == 0
        # The device's own keyboard stays down, and no text is marked.
        assert await page.get_attribute("textarea", "inputmode") == "none"
        assert await page.evaluate("getComputedStyle(document.querySelector('.xterm')).userSelect") == "none"
        x, y = await shown.place(40, 10)
        for act in (page.mouse.dblclick(x, y), page.mouse.click(x, y, button="right")):
            await act
        assert await page.evaluate("String(getSelection())") == ""
        assert await page.evaluate("dispatchEvent(new Event('contextmenu', { cancelable: true }))") is False
        # A link on a screen is text.
        assert await page.evaluate("window.open('https://elsewhere.example/')") is None
        assert len(page.context.pages) == 1
        assert complaints == []


async def test_a_pinch_does_not_zoom(kiosk: Served) -> None:
    async with chromium() as browser, glass(browser, kiosk.address) as shown:
        await shown.begin()
        await shown.finger("Start", (600, 400), (640, 400))
        for step in range(1, 15):
            await shown.finger("Move", (600 - 20 * step, 400), (640 + 20 * step, 400))
        await shown.finger("End")
        assert await shown.page.evaluate("visualViewport.scale") == 1


@pytest.mark.parametrize("theme", PALETTES if THOROUGH else ("night",))
async def test_nothing_flashes_while_the_page_is_loaded_again(tablet: Path, theme: str) -> None:
    config = tablet / "kiosk.toml"
    config.write_text(f'{config.read_text(encoding="utf-8")}theme = "{theme}"\n', encoding="utf-8")
    palette = PALETTES[theme]
    async with served("run", "--config", str(config)) as kiosk:
        frames = await frames_of_a_reload(kiosk, rgb(palette.brick))
    assert {pixel(frame, 2, 797) for frame in frames} == {rgb(palette.paper)}


async def frames_of_a_reload(kiosk: Served, sign: tuple[int, ...]) -> list[str]:
    """Every picture that the browser shows from one screen that waits to the next, known by its sign."""
    async with chromium() as browser, glass(browser, kiosk.address) as shown:
        await shown.begin()
        frames: list[str] = []

        def seen(frame: dict[str, Any]) -> None:
            frames.append(frame["data"])
            acknowledged = {"sessionId": frame["sessionId"]}
            tasks.append(asyncio.ensure_future(shown.device.send("Page.screencastFrameAck", acknowledged)))

        tasks: list[asyncio.Future[Any]] = []
        shown.device.on("Page.screencastFrame", seen)
        await shown.device.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
        await shown.page.reload()
        await shown.until_reads(french("Touch to begin"), "Mode d’essai")
        await until(lambda: sign in map(at_top, frames), lambda: "the first screen was not painted")
        await shown.device.send("Page.stopScreencast")
        await asyncio.gather(*tasks)
    return frames


def pixel(picture: str, x: int, y: int) -> tuple[int, ...]:
    """The colour of one place of a picture that the browser took."""
    colour = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB").getpixel((x, y))
    assert isinstance(colour, tuple)
    return colour


def at_top(picture: str) -> tuple[int, ...]:
    """The colour below the banner."""
    return pixel(picture, 640, 40)


async def test_before_the_app_paints_the_page_has_its_colours_and_its_words(tmp_path: Path) -> None:
    html = Page("fr", ("fr", "en"), "night", 22).html("127.0.0.1:1")
    async with chromium() as browser:
        page = await browser.new_page(java_script_enabled=False)
        file = tmp_path / "page.html"
        css = FILES["page.css"].read_text(encoding="utf-8")
        file.write_text(html.replace("</head>", f"<style>{css}</style></head>"), encoding="utf-8")
        await page.goto(file.as_uri())
        ground = PALETTES["night"].paper.removeprefix("#")
        red, green, blue = bytes.fromhex(ground)
        shown = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert shown == f"rgb({red}, {green}, {blue})"
        await page.wait_for_selector("#away", state="visible")
        assert (await page.inner_text("#away")).split("\n")[0].replace("\u00a0", " ") == french(AWAY)
        assert await page.get_attribute("#away p:nth-child(2)", "lang") == "en"
        assert not await page.is_visible("#elsewhere")


def test_the_words_of_the_page_are_in_each_language_once() -> None:
    html = Page("en", ("fr", "en"), "day", 22).html("127.0.0.1:1")
    assert html.count('<p lang="fr">') == html.count('<p lang="en">') == 2
    assert html.index('<p lang="en">') < html.index('<p lang="fr">')
    assert html.count(AWAY) >= 1
    assert html.count(ELSEWHERE) >= 1


async def test_another_page_on_this_machine_gets_nothing_and_starts_nothing(kiosk: Served) -> None:
    async with other_site() as address, chromium() as browser:
        page = await browser.new_page()
        await page.goto(f"{address}#{kiosk.address}")
        await page.wait_for_function("document.title !== 'elsewhere'")
        assert await page.title() == "refused refused refused"
        assert kiosk.children() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "kiosk.example"},
        {"Host": "127.0.0.1"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_who_comes_by_another_name_or_from_another_site_is_refused(
    kiosk: Served, headers: dict[str, str]
) -> None:
    async with httpx.AsyncClient(base_url=kiosk.address) as client, ClientSession() as session:
        for path in ("", "ready", "static/page.js"):
            answer = await client.get(path, headers=headers)
            assert (answer.status_code, answer.text) == (403, "")
        with pytest.raises(WSServerHandshakeError) as refused:
            await session.ws_connect(f"{kiosk.address}ws", headers=headers)
        assert refused.value.status == 403
    assert kiosk.children() == []


async def test_a_line_without_an_origin_is_no_browser_and_is_refused(kiosk: Served) -> None:
    async with ClientSession() as session:
        with pytest.raises(WSServerHandshakeError) as refused:
            await session.ws_connect(f"{kiosk.address}ws")
        assert refused.value.status == 403


async def test_there_is_nothing_but_the_page_and_its_files(kiosk: Served) -> None:
    async with httpx.AsyncClient(base_url=kiosk.address) as client:
        for path in (
            "static/",
            "static",
            "static/..%2f..%2fkiosk.toml",
            "static/%2e%2e/page.html",
            "static/page.html",
            "download/x",
            "favicon.ico",
            "kiosk.toml",
        ):
            assert (await client.get(path)).status_code == 404
        assert (await client.post("")).status_code == 405
        policy = (await client.get("")).headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; ")
        assert "frame-ancestors 'none'" in policy


async def test_hostile_messages_on_the_line_are_passed_over(kiosk: Served) -> None:
    hostile = (
        "",
        "[",
        "[" * 60_000,
        "{}",
        "[]",
        '["stdin"]',
        '["stdin", 7]',
        '["stdin", "\\ud800"]',
        '["resize", {"width": 1e9, "height": -4}]',
        '["resize", {"width": 999999999, "height": -4}]',
        '["quit"]',
    )
    origin = kiosk.address.removesuffix("/")
    async with (
        ClientSession() as session,
        session.ws_connect(f"{kiosk.address}ws?width=1e9&height=-1", origin=origin) as line,
    ):
        for message in hostile:
            await line.send_str(message)
        await line.send_bytes(b"\x00\xff")
        await line.send_str('["resize", {"width": 60, "height": 20}]')
        painted = b""
        async with asyncio.timeout(30):
            while b"Touchez pour commencer" not in painted:
                painted += await line.receive_bytes()
        assert len(kiosk.children()) == 1


def test_only_this_machine_is_listened_on(kiosk: Served) -> None:
    assert kiosk.address.startswith("http://127.0.0.1:")
    port = int(kiosk.address.rsplit(":", 1)[1].strip("/"))
    table = Path("/proc/net/tcp").read_text(encoding="ascii") + Path("/proc/net/tcp6").read_text(
        encoding="ascii"
    )
    listening = [row.split()[1] for row in table.splitlines() if row.split()[3] == "0A"]
    assert [place for place in listening if place.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]
