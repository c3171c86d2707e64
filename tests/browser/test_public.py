"""The hub's public pages on a phone: nothing sideways, nothing cut, keys alone, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from kiosk.i18n import LANGUAGES, translator
from kiosk.receipts import Receipt, receipt_of
from sync.hub.public.site import Site
from sync.hub.server import embedded
from tests.browser.axe import faults
from tests.browser.glass import chromium
from tests.sync.acts import cast, cast_by_code
from tests.sync.hub.public.acts import published
from tests.world import NOON, World

pytestmark = pytest.mark.asyncio(loop_scope="module")

SIZES = {"phone": (360, 740), "small": (320, 568), "phone at 200 %": (180, 370)}
"""In CSS pixels: a zoom of 200 % halves them."""
SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  const out = [];
  if (document.documentElement.scrollWidth > wide) out.push(`page ${document.documentElement.scrollWidth}`);
  for (const part of document.body.querySelectorAll("*")) {
    if (part.closest(".skip, .unseen")) continue;
    const box = part.getBoundingClientRect();
    if (box.width && (box.right > wide + 1 || box.left < -1)) out.push(`${part.tagName} ${part.textContent}`);
    const style = getComputedStyle(part);
    const cut = ["hidden", "clip"].includes(style.overflowX) || style.textOverflow === "ellipsis";
    if (cut && !["svg", "INPUT"].includes(part.tagName) && part.scrollWidth > part.clientWidth + 1)
      out.push(`cut ${part.textContent}`);
  }
  return out;
}"""
"""What stands over the edge of the page, or is cut off by its own box."""
FOCUSED = """() => {
  const here = document.activeElement;
  const style = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  return {
    name: here.getAttribute("href") || here.id || here.tagName,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.left >= 0 && box.bottom > 0 && box.top < innerHeight,
    target: Math.min(box.width, box.height),
  };
}"""


@dataclass
class Seen:
    """A hub whose budget is published, and a browser for all tests here."""

    address: str
    browser: Browser
    counted: Receipt
    aside: Receipt
    arrived: Receipt
    missing: Receipt

    def pages(self) -> list[str]:
        """One address of each kind of page."""
        return [
            "/",
            "/recu",
            *(f"/recu/{one}" for one in (self.counted, self.aside, self.arrived, self.missing, "nonsense")),
            *(f"/votes/budget{part}" for part in ("", "/counted", "/set-aside", "/minutes")),
            "/consultations/canal-demain",
            *("/secret", "/set-aside", "/signature", "/privacy", "/accessibility", "/nothing"),
        ]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The demo's city."""
    world = World(tmp_path_factory.mktemp("city"))
    yield world
    world.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seen(city: World, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Seen]:
    """Votes in every state."""
    one, two = city.tablet("one"), city.tablet("two")
    for code in city.drawn["budget"][:6]:
        cast_by_code(one, code)
    cast_by_code(two, city.drawn["budget"][0])
    arrived = cast(one)
    for tablet in (one, two):
        city.carry(tablet)
    missing = cast(one)
    result = published(city, "budget", tmp_path_factory.mktemp("papers"))
    city.clock.now = NOON
    with embedded(city.hub, site=Site(city.hub, answer_seconds=0.0)) as address:
        async with chromium() as browser:
            yield Seen(
                address,
                browser,
                receipt_of(result.counted[0]),
                receipt_of(result.set_aside[0][0]),
                arrived,
                missing,
            )


async def opened(context: BrowserContext, asked: list[str]) -> Page:
    """A new page that notes what it asks for and what it complains of."""
    page = await context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(f"console: {message.text}"))
    return page


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_page_is_wider_than_a_phone_and_no_word_is_cut(seen: Seen, language: str) -> None:
    context = await seen.browser.new_context(has_touch=True, is_mobile=False)
    asked: list[str] = []
    page = await opened(context, asked)
    for path in seen.pages():
        answer = await page.goto(f"{seen.address}/{language}{path}")
        assert answer is not None
        for name, (width, height) in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            assert await page.evaluate(SIDEWAYS) == [], f"{path} on a {name}"
    assert await context.cookies() == []
    await context.close()
    elsewhere = [url for url in asked if not url.startswith(f"{seen.address}/")]
    assert not [url for url in elsewhere if "Failed to load resource" not in url], elsewhere


async def test_with_letters_twice_as_large_nothing_is_cut(seen: Seen) -> None:
    context = await seen.browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = await context.new_page()
    for path in seen.pages():
        await page.goto(f"{seen.address}/fr{path}")
        await page.add_style_tag(content="html { font-size: 225% !important; }")
        assert await page.evaluate(SIDEWAYS) == [], path
    await context.close()


async def test_a_receipt_is_checked_with_keys_alone(seen: Seen) -> None:
    context = await seen.browser.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark")
    page = await context.new_page()
    await page.goto(f"{seen.address}/en/recu")
    order = []
    for _ in range(15):
        await page.keyboard.press("Tab")
        focused = await page.evaluate(FOCUSED)
        assert focused["outlined"], focused
        assert focused["seen"], focused
        assert focused["target"] >= 24, focused
        order.append(focused["name"])
    others = [f"/{language}/recu" for language in LANGUAGES if language != "en"]
    assert order[:8] == ["#main", "/en/", *others, "code", "BUTTON"]
    assert order[8:] == [
        f"/en{path}"
        for path in ("/", "/recu", "/secret", "/set-aside", "/signature", "/privacy", "/accessibility")
    ]
    await page.focus("#code")
    await page.keyboard.type(seen.counted.lower().replace("-", " "))
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{seen.address}/en/recu/{seen.counted}")
    heading = await page.inner_text("h1")
    assert "Your vote went into the ballot box and was opened." in heading
    await context.close()


async def test_what_was_typed_wrong_is_said_at_the_field_and_the_field_is_there_to_type(seen: Seen) -> None:
    context = await seen.browser.new_context(viewport={"width": 320, "height": 568})
    page = await context.new_page()
    await page.goto(f"{seen.address}/es/recu")
    await page.fill("#code", "K7QM-3F9T-X2")
    assert await page.evaluate("code.scrollWidth <= code.clientWidth"), (
        "a whole receipt is seen as it is typed"
    )
    await page.fill("#code", "K7QM-3F9T")
    await page.click("button")
    wrong = translator("es")(
        "This is not a receipt. One letter or figure is wrong, missing or too many: check each of them."
    )
    assert wrong in (await page.inner_text("#wrong")).replace("\n", " ")
    field = page.locator("#code")
    assert await field.get_attribute("aria-invalid") == "true"
    assert "wrong" in (await field.get_attribute("aria-describedby") or "")
    assert await field.input_value() == "K7QM-3F9T"
    assert await page.evaluate("document.activeElement.id") == "code"
    await context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_no_serious_fault_on_any_page(seen: Seen, scheme: Literal["light", "dark"]) -> None:
    context = await seen.browser.new_context(
        viewport={"width": 360, "height": 740}, color_scheme=scheme, bypass_csp=True
    )
    page = await context.new_page()
    for path in seen.pages():
        await page.goto(f"{seen.address}/fr{path}")
        assert await faults(page) == [], path
    await context.close()
