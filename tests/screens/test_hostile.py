"""Whatever people write in a title, no widget obeys it, shows less around it, or slows down."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screens.gallery import ENDLESS, HOSTILE, Gallery

WITH_TEXT = ("choices", "points", "ranks", "text", "long", "reading", "receipt", "message", "frame")
FORBIDDEN = "\x1b\x07\u202e\u202c\u200f"


def shown(app: Gallery) -> str:
    """All characters that reach the terminal, without styles."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)


@pytest.mark.parametrize("grid", [(40, 12), (98, 26)], ids=["40x12", "98x26"])
@pytest.mark.parametrize("name", WITH_TEXT)
async def test_markup_and_escape_codes_are_shown_as_text(
    name: str, grid: tuple[int, int], tmp_path: Path
) -> None:
    app = Gallery(name, text=HOSTILE, error_log=tmp_path / "errors")
    async with app.run_test(size=grid) as pilot:
        await pilot.pause()
        text = shown(app)
        assert "[@click=app.quit]x[/]" in " ".join(text.split())
        assert not set(text) & set(FORBIDDEN)
        assert "title" not in text
        for y in range(grid[1]):
            await pilot.click(offset=(grid[0] // 3, y))
        assert app.is_running


@pytest.mark.parametrize("grid", [(40, 12), (98, 26)], ids=["40x12", "98x26"])
@pytest.mark.parametrize("name", WITH_TEXT)
async def test_an_endless_text_leaves_the_bar_in_place(
    name: str, grid: tuple[int, int], tmp_path: Path
) -> None:
    app = Gallery(name, text=ENDLESS, error_log=tmp_path / "errors")
    async with app.run_test(size=grid) as pilot:
        await pilot.pause()
        main = app.screen.query_one("#main").region
        assert main.bottom == grid[1]
        assert main.right <= grid[0]
        assert "abcdefghi" in shown(app)
