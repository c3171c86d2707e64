"""The kiosk by touch, in a browser."""

from __future__ import annotations

import asyncio
import io
import re
from contextlib import suppress
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from screens.theme import PALETTES
from screens.widgets.pages import REST_SECONDS
from tests.browser.glass import (
    NAME_VOTE,
    PHONE,
    TABLET,
    Glass,
    NotSeenError,
    Served,
    chromium,
    deposits,
    french,
    glass,
    rgb,
    until,
)
from tests.matrix import THOROUGH

RECEIPT = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2,4}\b")


async def picture(shown: Glass) -> Image.Image:
    """The glass as it looks."""
    return Image.open(io.BytesIO(await shown.page.screenshot())).convert("RGB")


@pytest.mark.parametrize("size", [TABLET, PHONE] if THOROUGH else [TABLET])
async def test_a_vote_from_the_first_touch_to_a_receipt_that_a_camera_reads(
    kiosk: Served, tablet: Path, size: tuple[int, int]
) -> None:
    async with chromium() as browser, glass(browser, kiosk.address, size) as shown:
        await shown.begin()
        await shown.go_to_review()
        assert deposits(tablet) == 0
        await shown.touch("Voter →", french("✔ Your vote is recorded."))
        assert deposits(tablet) == 1
        (receipt,) = RECEIPT.findall(shown.text())
        if size == PHONE:  # a small grid has the code on a screen of its own
            await shown.touch("QR", "█ ▄▄▄ █")
        else:
            await shown.until_reads("█▀▀▀▀▀█")
        found = zxingcpp.read_barcodes(await picture(shown))
        assert [code.text for code in found] == [receipt]


async def test_a_swipe_turns_one_page_and_back_and_touches_nothing(kiosk: Served) -> None:
    async with chromium() as browser, glass(browser, kiosk.address) as shown:
        await shown.begin()
        lines = shown.screen.lines
        await shown.page.set_viewport_size({"width": 1280, "height": 600})  # so that there are two pages
        await until(lambda: shown.screen.lines < lines, shown.text)
        x, y = await shown.place_of(NAME_VOTE)
        await shown.swipe(x, y + 150, -300)
        await until(lambda: NAME_VOTE not in shown.text(), shown.text)
        await shown.until_reads(french("What would you like to do?"))
        for _ in range(5):  # on a busy machine the app may still hear the end of the first swipe
            await asyncio.sleep(2 * REST_SECONDS)  # the finger rests between two swipes
            await shown.swipe(x, y, 300)
            with suppress(NotSeenError):
                await until(lambda: NAME_VOTE in shown.text(), shown.text, patience_seconds=5)
                break
        await shown.until_reads(NAME_VOTE, french("What would you like to do?"))


async def test_a_slow_or_a_shaky_finger_and_two_thumbs_touch_what_they_meant(kiosk: Served) -> None:
    async with chromium() as browser, glass(browser, kiosk.address) as shown:
        await shown.begin()
        x, y = await shown.place_of(french("Search"))
        await shown.finger("Start", (x, y))
        await asyncio.sleep(0.7)  # a browser would take this for a long press and show its menu
        await shown.finger("End")
        await shown.until_reads(french("What are you looking for?"))

        t, o = await shown.place_of(" t "), await shown.place_of(" o ")
        await shown.finger("Start", t)
        await shown.finger("Move", (t[0] + 9, t[1] + 9))
        await shown.finger("End")
        await shown.until_reads(" t▏")
        await shown.finger("Start", o)
        await shown.finger("Start", o, t)
        await shown.finger("End")
        await shown.until_reads(" tot▏")


async def test_ten_taps_a_second_all_arrive(kiosk: Served) -> None:
    async with chromium() as browser, glass(browser, kiosk.address) as shown:
        await shown.begin()
        await shown.touch(french("Search"), french("What are you looking for?"))
        keys = {letter: await shown.place_of(f"  {letter}  ") for letter in "tramwy"}
        for letter in "tramwaytramway":
            await shown.page.touchscreen.tap(*keys[letter])
        await shown.until_reads(" tramwaytramway▏")


async def test_a_real_keyboard_types_without_a_touch_and_its_other_keys_lead_nowhere(kiosk: Served) -> None:
    async with chromium() as browser, glass(browser, kiosk.address) as shown:
        await shown.until_reads("Mode d’essai")
        await shown.page.keyboard.press("Enter")
        await shown.until_reads(french("Choose your language"))
        await shown.touch("Français", NAME_VOTE)
        await shown.touch(french("Search"), french("What are you looking for?"))
        await shown.page.keyboard.type("Été")
        for key in ("F5", "F11", "Control+r", "Control+p", "Control+l", "Control+f", "Alt+ArrowLeft"):
            await shown.page.keyboard.press(key)
        await shown.page.keyboard.press("End")  # Alt and an arrow move the cursor by a word
        await shown.page.keyboard.type("@")
        await shown.until_reads("Été@▏")
        assert len(shown.lines) == 1
        assert len(shown.page.context.pages) == 1


async def test_the_grid_follows_the_window_and_the_edges_follow_the_colours(kiosk: Served) -> None:
    async with chromium() as browser, glass(browser, kiosk.address) as shown:
        await shown.begin()
        columns, lines = shown.screen.columns, shown.screen.lines
        await shown.page.set_viewport_size({"width": 1000, "height": 700})
        await until(lambda: shown.screen.columns < columns and shown.screen.lines < lines, shown.text)
        await shown.until_reads(NAME_VOTE)
        box = await shown.page.locator(".xterm-screen").bounding_box()
        assert box is not None
        assert 0 <= box["x"] < 20
        assert 0 <= box["y"] < 20
        assert 1000 - 20 < box["x"] + box["width"] <= 1000
        assert 700 - 40 < box["y"] + box["height"] <= 700

        assert (await picture(shown)).getpixel((1, 699)) == rgb(PALETTES["day"].paper)
        await shown.touch("Aa", french("Colours"))  # there is no room for the whole word
        await shown.tap(french("Colours"))
        for _ in range(500):
            if (await picture(shown)).getpixel((1, 699)) == rgb(PALETTES["night"].paper):
                break
        else:
            raise AssertionError("the edge did not become dark")
