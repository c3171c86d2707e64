"""The pages of staff in a real Chromium: a whole day of work, on a phone, at 200 % zoom and on a desk.

Each page is looked at as it comes: it fits its width, axe-core finds no serious fault in daylight and at
night, and the keyboard reaches what a finger does. ``STAFF_PICTURES=DIR`` keeps a picture of each.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from kiosk.claims.codes import printed
from kiosk.settings import HubSettings
from sync.hub.server import embedded
from sync.hub.staff.rights import Role
from sync.parcel import pack
from sync.telling import told_by
from tests.browser.axe import axe_source, faults
from tests.browser.glass import CHROMIUM, chromium
from tests.sync.acts import cast, cast_by_code
from tests.sync.hub.staff.desk import PASSWORD, french, make_account
from tests.world import World

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
SIZES = {"phone": (320, 720, 1.0), "zoomed": (640, 450, 2.0), "desk": (1280, 900, 1.0)}
"""Width and height in CSS pixels, and device pixels for each: 200 % on a screen of 1280 is a page of 640."""


@dataclass
class Walk:
    """One window that goes from page to page."""

    page: Page
    address: str
    name: str
    seen: list[str] = field(default_factory=list)

    async def go(self, path: str) -> None:
        """Open a page by its address."""
        await self.page.goto(f"{self.address}/staff{path}")

    async def press(self, words: str) -> None:
        """Use a button or a link that says these words."""
        said = french(words)
        for role in ("button", "link"):
            found = self.page.locator("main").get_by_role(role, name=said, exact=False)
            if await found.count():
                await found.first.click()
                await self.page.wait_for_load_state()
                return
        raise AssertionError(f"nothing says {said!r} on {self.page.url}")

    async def look(self, name: str) -> None:
        """Check the page as it is shown now, by day and by night."""
        self.seen.append(name)
        page = self.page
        width = await page.evaluate("innerWidth")
        over = await page.evaluate(
            "[...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right >"
            " innerWidth + 1 && getComputedStyle(one).position !== 'absolute').map((one) => one.outerHTML"
            ".slice(0, 120))"
        )
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, (name, over[:3])
        assert await page.evaluate("document.documentElement.lang") == "fr"
        assert await page.locator("h1").count() == 1, name
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            assert await faults(page) == [], (name, scheme)
            folder = os.environ.get("STAFF_PICTURES")
            if folder and (scheme == "light" or name in ("fleet", "result")):
                path = Path(folder) / f"{self.name}-{name}{'-night' if scheme == 'dark' else ''}.png"
                await page.screenshot(path=path, full_page=True)
        await page.emulate_media(color_scheme="light")

    async def sign_in(self) -> None:
        """With the keyboard alone."""
        page = self.page
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.className") == "skip"
        await page.locator("#name").focus()
        await page.keyboard.type("administrator")
        await page.keyboard.press("Tab")
        await page.keyboard.type(PASSWORD)
        async with page.expect_navigation():
            await page.keyboard.press("Enter")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[World]:
    """A city with tablets in every state, and an administrator."""
    world = World(tmp_path, codes={"budget": 40})
    make_account(world.hub, Role.ADMINISTRATOR)
    well = world.tablet("Maison de la citoyenneté Centre")
    for code in world.drawn["budget"][:14]:
        cast_by_code(well, code)
    for number in range(12):
        cast(well, {"a": 1} if number % 3 else {"b": 1})
    world.carry(well)
    lost = world.tablet("Labo des usages · place du marché de Saint-Cyprien")
    for _ in range(3):
        cast(lost)
    world.intake.take(pack([], told_by(lost), lost.next_sequence(), lost.signing_key))
    wrong = world.tablet("Minimes")
    said = told_by(wrong) | {
        "clock": "2027-03-10T15:20:00+00:00",
        "health": {"version": "0.1.0", "battery_percent": 9, "on_mains": False, "disk_free_mib": 412},
    }
    world.intake.take(pack([], said, wrong.next_sequence(), wrong.signing_key))
    world.tablet("Lardenne", opened=False)
    yield world
    world.close()


@contextmanager
def served(world: World) -> Iterator[str]:
    """The hub on loopback."""
    with embedded(world.hub, settings=HubSettings(silent_days=3)) as address:
        yield address


@asynccontextmanager
async def window(browser: Browser, address: str, name: str) -> AsyncIterator[Walk]:
    """A window of one of the sizes, without JavaScript of pages: there is none, and none is let in."""
    width, height, scale = SIZES[name]
    context = await browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale, locale="fr-FR"
    )
    page = await context.new_page()
    page.set_default_timeout(20_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield Walk(page, address, name)
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    await context.close()


@pytest.mark.parametrize("size", SIZES)
async def test_a_day_of_the_staff(city: World, size: str) -> None:
    axe_source()
    with served(city) as address:
        async with chromium() as browser, window(browser, address, size) as walk:
            await tablets(walk, city)
            await codes(walk, city)
            city.clock.pass_by(days=60)
            await the_count(walk, city)
            await accounts(walk)
            for name in ("log", "password", "nothing"):
                await walk.go(f"/{name}")
                await walk.look(name)
    assert len(walk.seen) > 16


async def test_the_checker_finds_what_is_wrong() -> None:
    async with chromium() as browser:
        page = await browser.new_page()
        await page.set_content(
            "<html lang=fr><title>x</title><main><h1>x</h1><input><p style='color:#ccc'>Bonjour"
        )
        found = await faults(page)
    assert {line.split(" ")[0] for line in found} == {"label", "color-contrast"}


async def tablets(walk: Walk, city: World) -> None:
    """Signing in, the fleet, one tablet, revoking it, a pairing code."""
    page = walk.page
    await walk.go("/fleet")
    await walk.look("sign-in")
    await walk.sign_in()
    await walk.look("fleet")
    assert "3" in await page.locator(".figures li").nth(1).inner_text()
    await walk.go("/")
    await walk.look("home")
    await walk.go("/fleet?sort=name")
    await page.get_by_role("link", name="Labo des usages").click()
    await walk.look("tablet")
    await walk.press("Revoke this tablet")
    await walk.look("revoke")
    await walk.press("Revoke")
    await walk.look("revoke-refused")
    # The summary's link leads to the field.
    await page.locator(".errors a").click()
    assert await page.evaluate("document.activeElement.id || location.hash") in ("sure", "#sure")
    await page.locator("#sure").check()
    await walk.press("Revoke")
    await walk.look("revoked")
    assert city.hub.tablets()[0].revoked_at or any(one.revoked_at for one in city.hub.tablets())
    await walk.go("/fleet/pairing")
    await walk.look("pairing")
    async with page.expect_download() as sheet:
        await page.locator("main button.main").click()
    assert (await sheet.value).suggested_filename == "appairage.pdf"


async def codes(walk: Walk, city: World) -> None:
    """Codes of the budget: printed, voided, how many are used."""
    page = walk.page
    await walk.go("/codes")
    await walk.look("codes")
    await page.locator(".doors a").first.click()
    await walk.look("codes-of-vote")
    await page.locator("#number").fill("12")
    async with page.expect_download() as sheet:
        await walk.page.get_by_role("button", name=french("Draw the codes and get the sheets")).click()
    assert (await sheet.value).suggested_filename == "codes-budget.pdf"
    await page.locator("#codes").fill("0000")
    await walk.press("Void these codes")
    await walk.look("codes-refused")
    await page.locator("#codes").fill(printed(city.drawn["budget"][-1]))
    await walk.press("Void these codes")
    await walk.look("codes-voided")
    await walk.press("Count the codes that are used")
    await walk.look("codes-used")


async def accounts(walk: Walk) -> None:
    """An account for a project team, with its password shown once."""
    page = walk.page
    await walk.go("/accounts")
    await walk.look("accounts")
    await page.locator("#name").fill("é")
    await page.locator("#role-project_team").check()
    await walk.press("Make the account")
    await walk.look("accounts-refused")
    await page.locator("#name").fill("equipe-place")
    await page.locator("#role-project_team").check()
    await page.locator("#consultation-nom-de-la-place").check()
    await walk.press("Make the account")
    await walk.look("account-password")
    assert len(await page.locator("#password").inner_text()) == 23
    await walk.go("/accounts/equipe-place")
    await walk.look("account")


async def the_count(walk: Walk, city: World) -> None:
    """Sixty days later: the ceremony, from the state of the vote to its publication."""
    page = walk.page
    await walk.go("/count")
    await walk.sign_in()
    await walk.look("counts")
    await walk.go("/count/nom")
    await walk.look("count-ready")
    fields = page.locator("input[name=share]")
    await fields.nth(0).fill(city.shares[0].text())
    await fields.nth(1).fill(city.shares[1].text()[:-2])
    await walk.press("Open the box and count")
    await walk.look("count-refused")
    assert await fields.nth(0).input_value() == ""
    for place, share in enumerate((city.shares[0], city.shares[2])):
        await fields.nth(place).fill(share.text())
    await page.locator("#seen").check()
    await walk.press("Open the box and count")
    await walk.look("result")
    await page.locator("#sure").check()
    await walk.press("Publish the result")
    await walk.look("published")
    assert (city.hub.folder.path / "published" / "nom" / "minutes.pdf").exists()
    await walk.go("/count/budget")
    await walk.look("count-budget")
