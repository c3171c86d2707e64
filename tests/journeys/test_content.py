"""Whatever people write is shown as text; however long a list is, all of it is in reach."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events

from screens.widgets.row import Row
from tests.journeys.kiosk_app import GRIDS, LARGE, TINY, Person, aboard, draft_of, person_at, world_at

ATTACK = "[@click=app.quit]x[/] \x1b[31mred\x1b[0m\x1b]0;title\x07 \u202eeruza\u202c\u200f"
ENDLESS = ("abcdefghi " * 10_000).strip()
SHOWN = {ATTACK: "[@click=app.quit]x[/]", ENDLESS: "abcdefghi abcdefghi"}
HOSTILE = pytest.mark.parametrize("written", [ATTACK, ENDLESS], ids=["attack", "endless"])
SIZES = pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")


def vote(method: dict[str, Any], claim: str, titles: list[str], **more: Any) -> dict[str, Any]:
    """An activity with these options, each for 10 euros."""
    projects = [
        {"id": f"p{number}", "title": {"fr": title}, "cost": "10"} for number, title in enumerate(titles)
    ]
    return {
        "kind": "ballot",
        "id": "vote",
        "title": {"fr": "Un vote"},
        "method": method,
        "claim": claim,
        "order": "fixed",
        "projects": projects,
        **more,
    }


def sane(person: Person) -> None:
    """No control or direction character reached the glass, and the bottom bar is where it belongs."""
    seen = person.sees()
    assert not set(seen) & set("\x1b\x07\u202e\u202c\u200f")
    for button in person.app.screen.query("#main, #back"):
        assert button.region.bottom == person.app.size.height
        assert button.region.right <= person.app.size.width


@pytest.mark.parametrize(
    ("written", "grid"), [(ATTACK, LARGE), (ENDLESS, TINY)], ids=["attack-98x26", "endless-40x12"]
)
@pytest.mark.parametrize(
    "method",
    [
        {"name": "cumulative", "points": 3},
        {"name": "approval"},
        {"name": "ranking"},
        {"name": "knapsack", "max_cost": "100"},
    ],
    ids=lambda method: str(method["name"]),
)
async def test_a_hostile_catalogue_is_text_on_every_screen(
    method: dict[str, Any], written: str, grid: tuple[int, int], tmp_path: Path
) -> None:
    activity = vote(
        method,
        "none",
        [written, "Deux"],
        title={"fr": written},
        about={"fr": written},
        quartier_budgets={"rives": "100"},
    )
    for project in activity["projects"]:
        project |= {"description": {"fr": written}, "quartier": "rives"}
    draft = draft_of(activity)
    draft["quartiers"] = [{"id": "rives", "name": written}]
    draft["consultations"][0] |= {"summary": {"fr": written}, "description": {"fr": written}}
    world = world_at(tmp_path, draft)
    tablet = world.tablet()
    async with person_at(tablet, grid, place=written) as person:
        sane(person)
        await person.begin()
        for row, screen in (("", "AboutScreen"), ("main", "QuartierScreen"), ("", "")):
            assert person.reads(SHOWN[written]) or person.reads(SHOWN[written].split()[0])
            sane(person)
            if row:
                await person.press("Take part →")
            else:
                await person.touch(next(iter(person.app.screen.query("Choice"))))
            if screen:
                await person.until_on(screen)
        await person.until(lambda: type(person.app.screen).__name__.endswith("Ballot"), "the ballot")
        sane(person)
        if method["name"] == "cumulative":
            await person.give("Deux", 1)
        else:
            await person.choose("Deux")
        sane(person)
        await person.review()
        sane(person)
        await person.cast()
        sane(person)
        assert person.app.is_running
    assert aboard(tablet) == 1
    world.close()


@SIZES
@HOSTILE
async def test_a_hostile_name_is_text(written: str, grid: tuple[int, int], tmp_path: Path) -> None:
    world = world_at(tmp_path)
    async with person_at(world.tablet(), grid) as person:
        await person.begin()
        await person.open_vote("Mes idées pour mon quartier")
        for sentence in ("What is your last name?", "Jour, mois, année"):
            person.app.screen.post_message(events.Paste(written))
            await person.until(lambda: bool(person.typed), "the name")
            sane(person)
            await person.press("Continue →")
            await person.until(lambda words=sentence: person.reads(person.tr(words)), sentence)  # type: ignore[misc]
        await person.type_on_glass("07031948")
        await person.press("Continue →")
        await person.until_on("QuartierScreen")
    world.close()


@pytest.mark.parametrize(
    ("method", "number", "grid"),
    [
        ({"name": "approval", "max_choices": 200}, 200, LARGE),
        ({"name": "cumulative", "points": 9}, 60, LARGE),
        ({"name": "ranking"}, 40, TINY),
    ],
    ids=["approval", "points", "ranking"],
)
async def test_each_of_many_projects_can_be_reached_and_chosen(
    method: dict[str, Any], number: int, grid: tuple[int, int], tmp_path: Path
) -> None:
    names = [f"Projet {place} du quartier" for place in range(number)]
    wanted = names[:: number // 4] + names[-1:]
    world = world_at(tmp_path, draft_of(vote(method, "none", names)))
    tablet = world.tablet()
    seen: list[str] = []
    async with person_at(tablet, grid) as person:
        await person.begin()
        await person.open_vote("Un vote")
        await person.until(lambda: type(person.app.screen).__name__.endswith("Ballot"), "the ballot")
        while True:
            for title in reached(person):
                seen.append(title)
                if title in wanted and method["name"] == "cumulative":
                    await person.give(title, 1)
                elif title in wanted:
                    await person.choose(title)
            ways = [way for way in person.app.screen.query(".next") if person.can_touch(way)]
            if not ways:
                break
            await person.touch(ways[0])
        assert seen == names
        await person.review()
        await person.cast()
    assert aboard(tablet) == 1
    world.close()


def reached(person: Person) -> list[str]:
    """Titles of the projects that can be touched now, from above."""
    rows = [row for row in person.app.screen.query(Row) if person.can_touch(row)]
    titles = [str(option.title) for row in rows if (option := getattr(row, "option", None)) is not None]
    return list(dict.fromkeys(title for title in titles if title.startswith("Projet")))
