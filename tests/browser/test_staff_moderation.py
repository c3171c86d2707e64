"""Moderation and results in a real Chromium: on a phone, at 200 % zoom and on a desk, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator

from kiosk.contributions.content import (
    CommentContent,
    FeedbackContent,
    ProposalContent,
    SurveyContent,
)
from sync.hub.moderation.published import published_contributions
from sync.hub.staff.rights import Role
from tests.browser.axe import axe_source
from tests.browser.glass import CHROMIUM, chromium
from tests.browser.test_staff import SIZES, Walk, served, window
from tests.sync.acts import parcel_of
from tests.sync.contributing import DAY, sealed
from tests.sync.hub.results.test_shift_reports import report
from tests.sync.hub.staff.desk import french, make_account
from tests.world import World

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
FIELDS: dict[str, Any] = {"language": "fr"}
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2
IDEAS = (
    ("Une fontaine près du pont", "Il fait chaud l’été et rien ne rafraîchit la berge : de l’eau, un banc."),
    ("Des fontaines au bord du canal", "Il faudrait de l’eau fraîche quand il fait chaud, près du pont."),
    ("Réparer les pavés du quai", "Appelez-moi au 06 12 34 56 78 ou écrivez à odile.faure@example.org."),
    (
        "<script>alert(1)</script>",
        '<b>Gras</b> =HYPERLINK("http://x") \u202egauche à droite\u202c \x1b[31mrouge',
    ),
    (LONG[:140], LONG),
    ("اقتراح نافورة قرب الجسر", "الجو حار في الصيف ونحتاج إلى الماء والظل"),
)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[World]:
    """A city in which many have written, some of them oddly."""
    world = World(tmp_path)
    deposits = []
    for number in range(48):
        fields = FIELDS | {"on": DAY.replace(day=1 + number % 9)}
        title, body = IDEAS[number % len(IDEAS)]
        deposits.append(
            sealed(
                world,
                ProposalContent(
                    **fields, charter=1, title=title, body=body, theme="nature" if number % 3 else ""
                ),
            )
        )
        deposits.append(
            sealed(world, CommentContent(**fields, charter=1, proposal="p1", body="Bien vu", alignment=1))
        )
        answers = {"proprete": ("oui",) if number % 2 else ("non",), "idee": ("Laver la rue",)}
        deposits.append(sealed(world, SurveyContent(**fields, answers=answers), "calme", "quartier-calme"))
        deposits.append(sealed(world, FeedbackContent(**fields, satisfaction="good", remark="Trop haut")))
    world.intake.take(parcel_of(world.tablet("Maison de la citoyenneté Centre"), deposits))
    (tmp_path / "shift.csv").write_bytes(report(world))
    make_account(world.hub, Role.ADMINISTRATOR)
    yield world
    world.close()


@pytest.mark.parametrize("size", SIZES)
async def test_an_afternoon_of_a_project_team(city: World, size: str) -> None:
    axe_source()
    with served(city) as address:
        async with chromium() as browser, window(browser, address, size) as walk:
            await walk.go("/moderation")
            await walk.sign_in()
            await moderation(walk, city)
            await results(walk, city)
    assert len(walk.seen) >= 12


async def press(walk: Walk, words: str) -> None:
    """Use what says these words, and wait for the page that it leads to."""
    async with walk.page.expect_navigation():
        await walk.press(words)


async def click(found: Locator) -> None:
    """Use what was found, and wait for the page that it leads to."""
    async with found.page.expect_navigation():
        await found.click()


async def moderation(walk: Walk, city: World) -> None:
    """One by one, then many at once, then back."""
    page = walk.page
    await walk.look("moderation")
    await page.locator("details.filters summary").click()
    await page.locator("#words").fill("pavés")
    await press(walk, "Show")
    await click(page.locator(".item h3 a").first)
    await page.locator("mark").first.wait_for()
    await page.locator("details#edit summary").click()
    await walk.look("contribution")
    await press(walk, "Propose the text without what is marked")
    await walk.look("contribution-offer")
    await press(walk, "Keep this text")
    await press(walk, "Publish")
    assert [one.edited for one in published_contributions(city.hub)] == [True]
    await page.locator("details.panel summary").first.click()
    await page.locator("#reason-off_topic").check()
    await page.locator("#sentence").fill("Le quai n’est pas dans la consultation.")
    await click(page.locator("details.panel[open] button").first)
    await walk.look("contribution-hidden")
    await press(walk, "Undo the last decision")
    assert len(list(published_contributions(city.hub))) == 1
    await walk.go("/moderation?words=bord+du+canal&kind=proposal")
    await click(page.locator(".item h3 a").first)
    await page.locator("details.panel summary").last.click()
    await walk.look("contribution-similar")
    await click(page.locator(".similar button").first)
    await walk.look("contribution-merged")
    await walk.go("/moderation?status=waiting&flagged=no&check=all")
    await walk.look("moderation-ticked")
    await press(walk, "Publish those that are ticked")
    assert len(list(published_contributions(city.hub))) > 10
    await walk.go("/moderation?words=script")
    await click(page.locator(".item h3 a").first)
    assert "<script>" in await page.locator("h1").inner_text()
    await walk.look("contribution-hostile")
    await walk.go("/moderation/history")
    await walk.look("decisions")
    await press(walk, "Undo")
    assert await page.locator(".notice").count() == 1


async def results(walk: Walk, city: World) -> None:
    """The page with its plots, the report of a shift, and the two files."""
    page = walk.page
    await walk.go("/results")
    await walk.look("results-all")
    for name in ("quartier-calme", "canal-demain"):
        await walk.go(f"/results/{name}")
        await walk.look(f"results-{name}")
    await page.locator("#report").set_input_files(city.folder / "shift.csv")
    await press(walk, "Add")
    await walk.look("results-with-shift")
    assert "Le clavier" in await page.locator("main").inner_text()
    for words, ending in (("As a paper (PDF)", ".pdf"), ("As a spreadsheet (XLSX)", ".xlsx")):
        async with page.expect_download() as file:
            await page.get_by_role("link", name=french(words)).click()
        assert (await file.value).suggested_filename == f"resultats-canal-demain{ending}"
