"""The frame of a step, its pages and its focus, by taps and by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region

from screens.widgets.action import Action
from screens.widgets.choice import Choice
from screens.widgets.meter import meter_bar
from screens.widgets.pages import Pages, page_starts
from screens.widgets.points import PointsRow
from screens.widgets.qr import QR
from screens.widgets.text import Plain
from screens.widgets.touch import Touch
from screens.widgets.walk import next_in
from tests.screens.finger import tap
from tests.screens.gallery import Gallery

GRIDS = ((40, 12), (60, 20), (80, 24), (98, 26))


def notice(app: Gallery) -> str:
    plain = app.screen.query_one("#notice", Plain)
    return str(plain.visual) if plain.has_class("-said") else ""


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("name", ["choices", "points", "ranks", "code"])
async def test_what_can_be_touched_is_large_enough_and_apart(
    name: str, grid: tuple[int, int], tmp_path: Path
) -> None:
    app = Gallery(name, error_log=tmp_path / "errors")
    async with app.run_test(size=grid) as pilot:
        await pilot.pause()
        tiny = app.screen.has_class("-tiny")
        targets = [touch for touch in app.screen.query(Touch) if touch.region.area and touch.visible]
        assert targets
        for touch in targets:
            assert app.screen.region.contains_region(touch.region)
            if not tiny:
                assert touch.region.width >= 12
                assert touch.region.height >= 3
        for one in targets:
            assert not [other for other in targets if other is not one and one.region.overlaps(other.region)]


@pytest.mark.parametrize("grid", GRIDS)
async def test_back_and_main_keep_their_places_on_every_screen(grid: tuple[int, int], tmp_path: Path) -> None:
    places = set()
    for name in ("choices", "points", "code", "reading", "banner"):
        app = Gallery(name, error_log=tmp_path / "errors")
        async with app.run_test(size=grid) as pilot:
            await pilot.pause()
            back, main = app.screen.query_one("#back").region, app.screen.query_one("#main").region
            places.add((back.offset, main.right, main.bottom))
    assert len(places) == 1


async def test_turning_pages_shows_every_row_once_and_comes_back(tmp_path: Path) -> None:
    app = Gallery("choices", error_log=tmp_path / "errors")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        pages = app.screen.query_one(Pages)
        following = pages.query_one(".next", Action)
        seen: list[str] = []
        while True:
            await pilot.pause()
            seen += [row.option.project_id for row in pages.query(Choice) if row.region.area]
            if not following.visible:
                break
            assert following.label == f"encore {15 - len(seen)} projets ▼"
            await pilot.click(".next")
        assert seen == [f"p{number}" for number in range(15)]
        pages.turn(-1)
        pages.turn(-100)
        await pilot.pause()
        assert pages.query_one(".previous").visible


async def test_a_choice_made_on_one_page_is_still_there_after_turning(tmp_path: Path) -> None:
    app = Gallery("choices", error_log=tmp_path / "errors")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click(Choice)
        await pilot.click(".next")
        await pilot.click(".previous")
        first = app.screen.query(Choice).first()
        assert first.option.project_id == "p0"
        assert first.chosen
        assert first.region.area


@given(st.lists(st.integers(1, 9), max_size=40), st.integers(1, 30))
def test_pages_hold_all_rows_and_never_more_than_fit(heights: list[int], room: int) -> None:
    starts = page_starts(heights, room)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    for start, end in zip(starts, [*starts[1:], len(heights)], strict=True):
        assert sum(heights[start:end]) <= room or end - start == 1


@given(st.integers(0, 2_000_000), st.integers(1, 2_000_000), st.integers(0, 60))
def test_the_bar_is_full_only_at_the_end_and_empty_only_at_the_start(
    used: int, whole: int, room: int
) -> None:
    bar = meter_bar(used, whole, room)
    assert len(bar) <= room
    if bar:
        assert ("□" not in bar) == (used >= whole)
        assert ("■" not in bar) == (used == 0)


async def test_enter_escape_and_taps_reach_the_screen(tmp_path: Path) -> None:
    app = Gallery("choices", error_log=tmp_path / "errors")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click("#main")
        assert notice(app) == "▲ main"
        await pilot.press("escape")
        assert notice(app) == "▲ back"
        await pilot.click("#tool-language")
        assert notice(app) == "▲ language"
        await pilot.press("x")
        assert notice(app) == ""


@pytest.mark.parametrize("name", ["choices", "points", "ranks", "reading", "code"])
@pytest.mark.parametrize("grid", [(40, 12), (98, 26)])
async def test_keys_alone_reach_everything(name: str, grid: tuple[int, int], tmp_path: Path) -> None:
    app = Gallery(name, error_log=tmp_path / "errors")
    async with app.run_test(size=grid) as pilot:
        await pilot.pause()
        wanted = {touch for touch in app.screen.query(Touch) if touch.region.area and touch.visible}
        reached = set()
        for _ in range(2 * len(app.screen.focus_chain)):
            await pilot.press("tab")
            reached.add(app.focused)
        assert wanted <= reached


async def test_the_pointer_shows_for_keys_and_goes_with_a_tap(tmp_path: Path) -> None:
    app = Gallery("choices", error_log=tmp_path / "errors")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        first = app.screen.query(Choice).first()
        await pilot.press("down")
        assert first.has_focus
        assert "▶" in first.render().plain
        await pilot.press("down", "up", "enter")
        assert first.has_focus
        assert first.chosen
        await tap(app, pilot, first)
        assert "▶" not in first.render().plain


async def test_points_buttons_post_more_and_fewer_for_each_tap(tmp_path: Path) -> None:
    app = Gallery("points", error_log=tmp_path / "errors")
    heard: list[tuple[str, str]] = []
    async with app.run_test(
        size=(80, 24),
        message_hook=lambda message: (
            heard.append((type(message).__name__, message.project_id))
            if isinstance(message, PointsRow.More | PointsRow.Fewer) and message._sender is not None
            else None
        ),
    ) as pilot:
        await pilot.pause()
        for _ in range(3):
            await pilot.click("PointsRow .more")
        await pilot.click("PointsRow .fewer")
    assert {("More", "p0"), ("Fewer", "p0")} == set(heard)


def test_arrows_go_to_the_nearest_that_way() -> None:
    start = Region(0, 0, 10, 3)
    right, below, far = Region(12, 0, 10, 3), Region(0, 4, 10, 3), Region(0, 8, 10, 3)
    regions = [start, right, below, far]
    assert next_in("right", start, regions) == 1
    assert next_in("down", start, regions) == 2
    assert next_in("up", far, regions) == 2
    assert next_in("left", start, regions) is None


async def test_a_code_that_does_not_fit_is_not_shown_at_all(tmp_path: Path) -> None:
    app = Gallery("receipt", error_log=tmp_path / "errors")
    async with app.run_test(size=(98, 26)) as pilot:
        await pilot.pause()
        qr = app.screen.query_one(QR)
        assert qr.size == qr.cells
        assert qr.fits(*qr.cells)
        assert not qr.fits(qr.cells.width - 1, qr.cells.height)
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert qr.size.area == 0
        assert app.screen.query_one("#code").region.area
