"""A whole consultation set up in a real Chromium, published, carried to a tablet, and shown by it.

``STAFF_PICTURES=DIR`` keeps a picture of each page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.courier import Courier
from sync.hub.staff.rights import Role
from tests.browser.axe import axe_source
from tests.browser.glass import CHROMIUM, chromium
from tests.browser.test_staff import SIZES, Walk, served, window
from tests.journeys.kiosk_app import person_at
from tests.sync.hub.staff.desk import french, make_account
from tests.world import World

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
TITLE, VOTE = "De l’ombre pour nos places", "Choisissez trois projets"
START = "/consultations/de-l-ombre-pour-nos-places"
TABLE = """Nom;Description;Coût (€);Quartier;Catégorie;titre (es);Responsable
Des arbres place des Mariniers;Douze tilleuls et leurs bancs;45 000,00 €;Rives de Garonne;Nature;Árboles;Odile
Une pergola devant l’école;De l’ombre à la sortie;28 500,50;Briques Rouges;Nature;;Marc
Fontaines et brumisateurs;Trois points d’eau fraîche;12,500;Canal et Ponts;Eau;;Marc
Un sol clair pour la cour;Moins de chaleur l’été;19 900 €;Les Tilleuls;Sol;;Odile
"""


@pytest.fixture
def city(tmp_path: Path) -> Iterator[World]:
    """A city with an administrator and one tablet."""
    world = World(tmp_path)
    make_account(world.hub, Role.ADMINISTRATOR)
    yield world
    world.close()


@pytest.mark.parametrize("size", SIZES)
async def test_a_consultation_from_its_title_to_the_glass_of_a_tablet(
    city: World, size: str, tmp_path: Path
) -> None:
    axe_source()
    tablet = city.tablet()
    (tmp_path / "projets.csv").write_bytes(TABLE.encode("cp1252"))
    with served(city) as address:
        async with chromium() as browser, window(browser, address, size) as walk:
            await walk.go("/consultations")
            await walk.sign_in()
            await texts(walk)
            await vote(walk, tmp_path / "projets.csv")
            await dates(walk)
            await other_activities(walk)
            await publication(walk)
        assert len(walk.seen) > 16
        with city.client() as client:
            await asyncio.to_thread(Courier(tablet, client).carry)
    city.clock.pass_by(days=30)
    tablet.trust_clock("test")
    async with person_at(tablet) as person:
        await person.begin()
        await person.choose(TITLE)
        await person.until(lambda: person.reads(VOTE), VOTE)
        await person.choose(VOTE)
        await person.press("Take part →")
        await person.until(lambda: person.reads("Choisissez vos projets"), "the ballot")
        assert await person.row("Des arbres place des Mariniers")


async def texts(walk: Walk) -> None:
    """A title, a summary, a language more."""
    page = walk.page
    await walk.look("consultations")
    await page.locator("#title").fill(TITLE)
    await walk.press("Begin")
    await page.locator("[id='summary.fr']").fill("Cent mille euros pour nos places. Vous choisissez.")
    await page.locator("#title summary").click()
    await page.locator("[id='title.es']").fill("Sombra para nuestras plazas")
    await walk.look("draft-texts")
    await walk.press("Save")
    assert await page.locator("[id='title.es']").input_value() == "Sombra para nuestras plazas"
    await walk.go(START)
    await walk.look("draft-incomplete")


async def vote(walk: Walk, table: Path) -> None:
    """A vote, its rules, its projects out of a spreadsheet."""
    page = walk.page
    await walk.go(f"{START}/activities")
    await walk.look("draft-activities")
    await page.locator("#title").fill(VOTE)
    await walk.press("Add this activity")
    await page.locator("[id='method.name']").select_option("approval")
    await page.locator("#budget").fill("100 000 €")
    await page.locator("#claim").select_option("none")
    await walk.press("Save")
    await page.locator("[id='method.max_choices']").fill("3")
    await walk.press("Save")
    await walk.look("draft-vote")
    await walk.press("From a spreadsheet")
    await walk.look("draft-spreadsheet")
    await page.locator("#file").set_input_files(table)
    await walk.press("Read this table")
    await walk.look("draft-table")
    await page.locator("#take button").click()
    await walk.look("draft-table-refused")
    await page.locator("#without-wrong").check()
    await page.locator("#take button").click()
    await page.wait_for_url("**/projects")
    await walk.look("draft-projects")
    await page.locator("main tbody a").first.click()
    await walk.look("draft-project")


async def dates(walk: Walk) -> None:
    """One phase, and the dates after it."""
    page = walk.page
    await walk.go(f"{START}/phases")
    await page.locator("[id='phases.0.title.fr']").fill("Vote")
    await page.locator("[id='phases.0.opens']").fill("2027-04-01T09:00")
    await page.locator("[id='phases.0.closes']").fill("2027-05-15T18:00")
    await page.locator("[id='phases.0.activities-1']").check()
    await page.locator("#accept_until").fill("2027-05-22T18:00")
    await page.locator("#claims_erased_on").fill("2027-07-22")
    await walk.press("Save")
    await walk.look("draft-phases")


async def other_activities(walk: Walk) -> None:
    """A page to read and a survey, with its first question."""
    page = walk.page
    await walk.go(f"{START}/activities")
    await page.locator("#title").fill("Pourquoi de l’ombre")
    await page.locator("#kind-page").check()
    await walk.press("Add this activity")
    await page.locator("[id='text.fr']").fill("L’été, une place sans arbres est plus chaude de dix degrés.")
    await walk.press("Save")
    await walk.go(f"{START}/activities")
    await page.locator("#title").fill("Votre avis")
    await page.locator("#kind-survey").check()
    await walk.press("Add this activity")
    await walk.press("See and edit")
    await walk.press("Add one")
    await page.locator("[id='title.fr']").fill("Où manque l’ombre ?")
    await page.locator("#kind").select_option("single")
    await page.locator("[id='options.0.title.fr']").fill("Sur les places")
    await page.locator("[id='options.1.title.fr']").fill("Dans les rues")
    await walk.look("draft-question")
    await walk.press("Save")
    await walk.go(f"{START}/phases")
    await page.locator("[id='phases.0.activities-3']").check()
    await walk.press("Save")
    await walk.go("/city")
    await walk.look("city")


async def publication(walk: Walk) -> None:
    """Looked at as a tablet shows it, compared, signed."""
    page = walk.page
    await walk.go(START)
    await walk.look("draft-complete")
    await walk.press("Preview on a tablet")
    await walk.press("Draw the screens")
    await page.wait_for_load_state("networkidle")
    assert await page.locator("figure img").count() == 8
    shown = await page.evaluate("[...document.images].every((one) => one.complete && one.naturalWidth > 200)")
    assert shown
    await walk.look("draft-preview")
    await walk.go(f"{START}/publish")
    await walk.look("draft-publish")
    await page.locator("main form button.main").click()
    said = await page.locator(".notice").inner_text()
    assert said.replace("\u00a0", " ") == french(
        "Catalogue {version} is published. Tablets fetch it at their next contact.", version=2
    )
    await walk.look("draft-published")
    await walk.go("/consultations")
    await walk.look("consultations-published")
