"""The pages of exports and of other channels in a real Chromium, on a phone, at 200 % zoom and on a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.claims.codes import printed
from sync.hub.staff.rights import Role
from tests.browser.axe import axe_source
from tests.browser.glass import CHROMIUM, chromium
from tests.browser.test_staff import SIZES, Walk, served, window
from tests.sync.acts import cast_by_code
from tests.sync.hub.channels.test_channels import city as city_where
from tests.sync.hub.exports.filled import canal, comment, proposal
from tests.sync.hub.staff.desk import french, make_account
from tests.world import World

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
LONG = "Bonjour, je propose que l’on m’appelle avant de décider au numéro suivant : "


@pytest.fixture
def city(tmp_path: Path) -> Iterator[World]:
    """A city where the kiosk wins, with something to review."""
    world = city_where(tmp_path, "kiosk_wins")
    make_account(world.hub, Role.ADMINISTRATOR)
    texts = (f"{LONG} 06 12 34 56 78, merci beaucoup", "odile.faure.de.la.place@example-tres-long.org")
    canal(world, proposal(), *map(comment, texts))
    yield world
    world.close()


@pytest.mark.parametrize("size", SIZES)
async def test_files_leave_after_a_review(city: World, size: str) -> None:
    axe_source()
    with served(city) as address:
        async with chromium() as browser, window(browser, address, size) as walk:
            await exports(walk)
            await channels(walk, city)
    assert len(walk.seen) > 10


async def exports(walk: Walk) -> None:
    """From the list of consultations to a file, and the addresses."""
    page = walk.page
    await walk.go("/exports")
    await walk.sign_in()
    await walk.look("exports")
    await walk.go("/exports/of/canal-demain")
    await walk.look("review")
    await walk.press("Keep these decisions")
    await walk.look("review-refused")
    await page.locator("#decision-1").select_option("keep")
    await walk.press("Keep these decisions")
    await walk.look("review-half")
    await page.locator("#sure").check()
    await walk.press("Mask all the rest")
    await walk.look("review-done")
    async with page.expect_download() as file:
        await page.get_by_role("button", name="canal-demain.xlsx").click()
    assert (await file.value).suggested_filename == "canal-demain.xlsx"
    await walk.go("/exports/addresses")
    await walk.look("addresses")


async def channels(walk: Walk, city: World) -> None:
    """A wrong list, a right one, the count, and whom to strike."""
    page = walk.page
    await walk.go("/channels")
    await walk.look("channels")
    await walk.go("/channels/nom")
    await walk.look("channels-none")
    await walk.go("/channels/budget")
    await walk.look("channels-empty")
    code = printed(city.drawn["budget"][0])
    for name, content in (("channels-refused", "code\n0000\n"), ("channels-taken", f"code\n{code}\n")):
        await page.locator("#channel-online").check()
        await page.locator("#file").set_input_files(
            {"name": "online.csv", "mimeType": "text/csv", "buffer": content.encode()}
        )
        await walk.press("Bring it")
        await walk.look(name)
    tablet = city.tablet()
    cast_by_code(tablet, city.drawn["budget"][0])
    city.carry(tablet)
    city.count("budget")
    await walk.go("/channels/budget")
    await walk.sign_in()
    await walk.look("channels-counted")
    async with page.expect_download() as file:
        await page.get_by_role("button", name=french("Get the list to strike")).click()
    assert (await file.value).suggested_filename == "a-rayer-budget.csv"
